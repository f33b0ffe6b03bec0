namespace TorchSharp.Kernels;

internal static unsafe partial class MatrixProduct
{
    /// <summary>The columns of a product that are handed on at once.</summary>
    internal const nint TileColumns = 8 * Packing.Width;

    // The rows whose tile and packed left side share the second-level cache with a weight panel.
    private const nint TileRows = 224;

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
        KernelFamily* family = KernelFamily.Current;
        for (nint first = 0; first < m; first += TileRows)
        {
            Product product = new()
            {
                Family = family,
                A = a + (first * lda),
                StepA = lda,
                M = Math.Min(TileRows, m - first),
                B = w.Data,
                IsBFloat16 = w.IsBFloat16,
                StepB = Packing.Width,
                PanelBytes = w.PanelBytes,
                N = w.Rows,
                K = w.Columns,
                StepC = TileColumns,
            };
            product.RowPanels = (product.M + family->MaxRows - 1) / family->MaxRows;
            PackLeft(&product);
            TiledProduct tiled = new() { Product = &product, FirstRow = first, Consume = consume, Context = context };
            Loop((product.N + TileColumns - 1) / TileColumns, &RunTiled, &tiled, product.M * product.N * product.K);
        }
        GC.KeepAlive(w);
    }

    private static void RunTiled(void* context, nint tile)
    {
        TiledProduct* tiled = (TiledProduct*)context;
        Product product = *tiled->Product;
        nint column = tile * TileColumns, end = Math.Min(column + TileColumns, product.N);
        float* values = Scratch.Floats(Scratch.Use.ProductTile, product.M * TileColumns);
        product.C = values - column;
        for (nint panel = column / Packing.Width; panel * Packing.Width < end; panel++)
        {
            RunPanels(&product, panel, 1, 0, product.RowPanels);
        }
        tiled->Consume(tiled->Context, values, tiled->FirstRow, product.M, column, end - column);
    }

    private struct TiledProduct
    {
        internal Product* Product;
        internal nint FirstRow;
        internal delegate*<void*, float*, nint, nint, nint, nint, void> Consume;
        internal void* Context;
    }
}
