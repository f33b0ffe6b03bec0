namespace TorchSharp.Kernels;

internal static unsafe partial class MatrixProduct
{
    /// <summary>The columns of a product that are handed on at once.</summary>
    internal const nint TileColumns = 4 * Packing.Width;

    // The rows whose tiles and packed left side share the second-level cache with a weight panel, at most.
    private const nint TileRows = 128;

    /// <summary>
    /// A[m, K] W^T in tiles that are consumed where they were made, while they are in the cache; the product as a whole is never in memory.
    /// Every element has the bits that <see cref="Multiply(float*, nint, nint, PackedMatrix, float*, float*, nint)"/> gives it. Tiles come on all threads, in no particular order.
    /// </summary>
    /// <param name="a">A.</param>
    /// <param name="lda">The step from one row of A to the next.</param>
    /// <param name="m">The rows of A.</param>
    /// <param name="w">W.</param>
    /// <param name="consume">Gets the context, a tile in rows of <see cref="TileColumns"/>, its first row, its rows, its first column, its columns.</param>
    /// <param name="context">Handed to the consumer.</param>
    internal static void MultiplyInTiles(float* a, nint lda, nint m, PackedMatrix w, delegate*<void*, float*, nint, nint, nint, nint, void> consume,
        void* context)
    {
        RunTiles(a, lda, m, w, null, consume, context);
        GC.KeepAlive(w);
    }

    /// <summary>
    /// The same for two matrices of one shape on the same left side: the consumer gets a tile of the first product, and that of the second behind it, at
    /// rows * <see cref="TileColumns"/>.
    /// </summary>
    internal static void MultiplyInPairsOfTiles(float* a, nint lda, nint m, PackedMatrix first, PackedMatrix second,
        delegate*<void*, float*, nint, nint, nint, nint, void> consume, void* context)
    {
        RunTiles(a, lda, m, first, second, consume, context);
        GC.KeepAlive(first);
        GC.KeepAlive(second);
    }

    private static void RunTiles(float* a, nint lda, nint m, PackedMatrix w, PackedMatrix? second, delegate*<void*, float*, nint, nint, nint, nint, void> consume,
        void* context)
    {
        nint blocks = (m + TileRows - 1) / TileRows;
        for (nint block = 0; block < blocks; block++)
        {
            nint first = block * m / blocks;
            Product product = new()
            {
                Family = KernelFamily.Current,
                A = a + (first * lda),
                StepA = lda,
                M = ((block + 1) * m / blocks) - first,
                B = w.Data,
                IsBFloat16 = w.IsBFloat16,
                StepB = Packing.Width,
                PanelBytes = w.PanelBytes,
                N = w.Rows,
                K = w.Columns,
                Link = Link(w.Columns),
                StepC = TileColumns,
            };
            product.SplitRows();
            PackLeft(&product);
            TiledProduct tiled = new() { Product = &product, Second = second == null ? null : second.Data, FirstRow = first, Consume = consume, Context = context };
            Loop((product.N + TileColumns - 1) / TileColumns, &RunTiled, &tiled, product.M * product.N * product.K);
        }
    }

    private static void RunTiled(void* context, nint tile)
    {
        TiledProduct* tiled = (TiledProduct*)context;
        Product product = *tiled->Product;
        nint column = tile * TileColumns, end = Math.Min(column + TileColumns, product.N), size = product.M * TileColumns;
        float* values = Scratch.Floats(Scratch.Use.ProductTile, tiled->Second == null ? size : 2 * size);
        RunColumns(&product, values, column, end);
        if (tiled->Second != null)
        {
            product.B = tiled->Second;
            RunColumns(&product, values + size, column, end);
        }
        tiled->Consume(tiled->Context, values, tiled->FirstRow, product.M, column, end - column);
    }

    private static void RunColumns(Product* product, float* values, nint column, nint end)
    {
        product->C = values - column;
        nint widest = product->RowPanels == 1 ? product->Family->WidestPanels(product->IsBFloat16, product->M) : 1;
        for (nint panel = column / Packing.Width, width; panel * Packing.Width < end; panel += width)
        {
            width = widest;
            while (width > 1 && (panel + width) * Packing.Width > end)
            {
                width /= 2;
            }
            RunPanels(product, panel, width, 0, product->RowPanels);
        }
    }

    private struct TiledProduct
    {
        internal Product* Product;
        internal byte* Second;
        internal nint FirstRow;
        internal delegate*<void*, float*, nint, nint, nint, nint, void> Consume;
        internal void* Context;
    }
}
