using System.Runtime.CompilerServices;

namespace TorchSharp.Kernels;

/// <summary>
/// Matrix products with one numeric rule: every element of C is the sum, in order, of chains of fused multiply-adds over k ascending from 0, 32 long
/// or, above a K of 512, 64; then one addition of the bias. So a row's result does not depend on the other rows, the threads or the vector width, and its rounding grows
/// with the length of a chain and the number of chains, not with K.
/// </summary>
/// <remarks>
/// The left side is packed as panels of at most MaxRows rows, [k][rows]; the right side as panels of 32 columns, [k][32]. An item of work is a block
/// of row panels times a group of column panels: for each column panel (it stays in the second-level cache), for each row panel, one tile kernel.
/// </remarks>
internal static unsafe partial class MatrixProduct
{
    // A column panel of this many k (512 KiB) still leaves room in the second-level cache; a multiple of every chain.
    private const nint PanelDepth = 4096;

    // Floats of the left side that one block of rows may take beside a column panel: half of a second-level cache of 1 MiB.
    private const nint LeftBlock = 136 * 1024;

    // Floats that are packed at once of a left or an unpacked right side.
    private const nint PackedAtOnce = 4 * 1024 * 1024;

    // Multiply-adds below which waking another thread costs more than it brings.
    private const nint SmallestParallel = 1 << 18;

    // Multiply-adds below which packing is not worth it.
    private const nint SmallestPacked = 1 << 11;

    /// <summary>
    /// The k of one chain. Every chain costs a pass over the tile of C. With independent terms the rounding of n terms in chains of l grows as the root of
    /// l / 2 + n / (2 l): least at l = root of n, and flat around it. At 32 the logits of a small LFM2 have half the rounding of one chain
    /// over K, which a KL near 1e-4 nats needs to be good to four digits.
    /// </summary>
    internal static nint Link(nint k) => k <= 512 ? 32 : 64;

    /// <summary>C[m, N] = A[m, K] W^T (+ bias[N] when not null); lda and ldc are row strides.</summary>
    internal static void Multiply(float* a, nint lda, nint m, PackedMatrix w, float* bias, float* c, nint ldc) =>
        Multiply(KernelFamily.Current, a, lda, m, w, bias, c, ldc);

    internal static void Multiply(KernelFamily* family, float* a, nint lda, nint m, PackedMatrix w, float* bias, float* c, nint ldc)
    {
        Product product = new()
        {
            Family = family,
            B = w.Data,
            IsBFloat16 = w.IsBFloat16,
            StepB = Packing.Width,
            PanelBytes = w.PanelBytes,
            Bias = bias,
            N = w.Rows,
            K = w.Columns,
            Link = Link(w.Columns),
        };
        Run(ref product, a, lda, m, c, ldc);
        GC.KeepAlive(w);
    }

    /// <summary>C[m, n] = A[m, k] B^T with B(n, k) = b[n * strideN + k * strideK].</summary>
    internal static void Multiply(float* a, nint lda, nint m, float* b, nint strideN, nint strideK, nint n, nint k, float* c, nint ldc) =>
        Multiply(KernelFamily.Current, a, lda, m, b, strideN, strideK, n, k, c, ldc);

    internal static void Multiply(KernelFamily* family, float* a, nint lda, nint m, float* b, nint strideN, nint strideK, nint n, nint k,
        float* c, nint ldc)
    {
        if (m * n * k <= SmallestPacked)
        {
            MultiplyUnpacked(a, lda, m, b, strideN, strideK, n, k, c, ldc);
            return;
        }
        Product product = new() { Family = family, StepB = Packing.Width, PanelBytes = k * Packing.Width * sizeof(float), K = k, Link = Link(k) };
        if (strideN == 1 && m <= family->MaxRows)
        {
            // Rows of B are read where they are; only a last partial panel needs a copy.
            nint whole = n / Packing.Width * Packing.Width;
            product.B = (byte*)b;
            product.StepB = strideK;
            product.PanelBytes = Packing.Width * sizeof(float);
            product.N = whole;
            Run(ref product, a, lda, m, c, ldc);
            if (whole == n)
            {
                return;
            }
            product.StepB = Packing.Width;
            product.PanelBytes = k * Packing.Width * sizeof(float);
            b += whole;
            c += whole;
            n -= whole;
        }
        nint atOnce = Math.Max(1, PackedAtOnce / Math.Max(1, k * Packing.Width)) * Packing.Width;
        for (nint first = 0; first < n; first += atOnce)
        {
            product.N = Math.Min(atOnce, n - first);
            Source source = new() { B = b + (first * strideN), StrideN = strideN, StrideK = strideK, N = product.N, K = k };
            source.Packed = Scratch.Floats(Scratch.Use.RightPanels, Panels(product.N) * k * Packing.Width);
            product.B = (byte*)source.Packed;
            Loop(Panels(product.N), &PackRight, &source, product.N * k);
            Run(ref product, a, lda, m, c + first, ldc);
        }
    }

    /// <summary>The same for doubles, which need no links: one chain an element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Multiply(double* a, nint lda, nint m, double* b, nint strideN, nint strideK, nint n, nint k, double* c, nint ldc)
    {
        for (nint i = 0; i < m; i++)
        {
            for (nint l = 0; l < n; l++)
            {
                double sum = 0;
                for (nint j = 0; j < k; j++)
                {
                    sum = Math.FusedMultiplyAdd(a[(i * lda) + j], b[(l * strideN) + (j * strideK)], sum);
                }
                c[(i * ldc) + l] = sum;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyUnpacked(float* a, nint lda, nint m, float* b, nint strideN, nint strideK, nint n, nint k, float* c, nint ldc)
    {
        nint length = Link(k);
        for (nint i = 0; i < m; i++)
        {
            for (nint l = 0; l < n; l++)
            {
                float total = 0;
                for (nint link = 0; link < k; link += length)
                {
                    float sum = 0;
                    for (nint j = link; j < Math.Min(k, link + length); j++)
                    {
                        sum = FusedMath.MultiplyAdd(a[(i * lda) + j], b[(l * strideN) + (j * strideK)], sum);
                    }
                    total = link == 0 ? sum : total + sum;
                }
                c[(i * ldc) + l] = total;
            }
        }
    }

    private static nint Panels(nint n) => (n + Packing.Width - 1) / Packing.Width;

    private static void Loop(nint items, delegate*<void*, nint, void> body, void* context, nint work)
    {
        if (work >= SmallestParallel)
        {
            WorkerPool.For(items, body, context);
            return;
        }
        for (nint i = 0; i < items; i++)
        {
            body(context, i);
        }
    }

    private static void Run(ref Product shared, float* a, nint lda, nint m, float* c, nint ldc)
    {
        nint rowsAtOnce = Math.Max(PackedAtOnce / Math.Max(1, shared.K), shared.Family->MaxRows);
        for (nint first = 0; first < m; first += rowsAtOnce)
        {
            Product product = shared;
            product.A = a + (first * lda);
            product.StepA = lda;
            product.M = Math.Min(rowsAtOnce, m - first);
            product.C = c + (first * ldc);
            product.StepC = ldc;
            Run(&product);
        }
    }

    private static void Run(Product* p)
    {
        if (p->M <= 0 || p->N <= 0)
        {
            return;
        }
        p->SplitRows();
        PackLeft(p);
        nint panels = Panels(p->N);
        nint largest = p->RowsOf(0);
        nint panelsInBlock = Math.Max(1, LeftBlock / Math.Max(1, largest * p->K));
        p->Blocks = (p->RowPanels + panelsInBlock - 1) / panelsInBlock;
        // A group is four panels where that leaves enough items for every thread, and never less than the widest kernel takes.
        nint widest = p->RowPanels == 1 ? p->Family->WidestPanels(p->IsBFloat16, p->M) : 1;
        p->Group = Math.Max(widest, Math.Clamp(panels * p->Blocks / (4 * WorkerPool.Threads), 1, 4));
        p->Groups = (panels + p->Group - 1) / p->Group;
        Loop(p->Groups * p->Blocks, &RunItem, p, p->M * p->N * p->K);
    }

    private static void PackLeft(Product* p)
    {
        if (p->M == 1)
        {
            p->Packed = p->A;
            return;
        }
        p->Packed = Scratch.Floats(Scratch.Use.LeftPanels, p->M * p->K);
        Loop(p->RowPanels, &PackLeft, p, p->M * p->K);
    }

    private static void PackLeft(void* context, nint rowPanel)
    {
        Product* p = (Product*)context;
        nint start = p->RowStart(rowPanel), rows = p->RowsOf(rowPanel);
        Packing.Transpose(p->A + (start * p->StepA), p->StepA, rows, p->K, p->Packed + (start * p->K), rows);
    }

    private static void PackRight(void* context, nint panel)
    {
        Source* s = (Source*)context;
        nint first = panel * Packing.Width;
        Packing.Panel(s->B + (first * s->StrideN), s->StrideN, s->StrideK, Math.Min(Packing.Width, s->N - first), s->K, s->Packed + (first * s->K));
    }

    private static void RunItem(void* context, nint item)
    {
        Product* p = (Product*)context;
        // Groups of one block are neighbours in time: its rows stay in the second-level cache, and the weights, of which the next are asked for
        // early, come in once a block.
        nint group = item % p->Groups, block = item / p->Groups;
        nint firstRow = block * p->RowPanels / p->Blocks, endRow = (block + 1) * p->RowPanels / p->Blocks;
        nint panel = group * p->Group, end = Math.Min(panel + p->Group, Panels(p->N));
        nint wholePanels = p->N / Packing.Width;
        nint widest = endRow - firstRow == 1 ? p->Family->WidestPanels(p->IsBFloat16, p->RowsOf(firstRow)) : 1;
        while (panel < end)
        {
            nint width = widest;
            while (width > 1 && panel + width > Math.Min(end, wholePanels))
            {
                width /= 2;
            }
            RunPanels(p, panel, width, firstRow, endRow);
            panel += width;
        }
    }

    // The columns of `width` panels for the row panels first..end-1.
    private static void RunPanels(Product* p, nint panel, nint width, nint first, nint end)
    {
        nint calls = end - first, column = panel * Packing.Width, columns = Math.Min(width * Packing.Width, p->N - column);
        byte* b = p->B + (panel * p->PanelBytes);
        bool direct = p->IsBFloat16 && p->Family->Find(true, p->RowsOf(first), width * Packing.Width) != null
            && p->Family->Find(true, p->RowsOf(end - 1), width * Packing.Width) != null;
        nint depths = Math.Max(1, (p->K + PanelDepth - 1) / PanelDepth);
        float* edge = stackalloc float[17 * Packing.Width];
        float* sums = Scratch.Floats(Scratch.Use.TileSums, 16 * Packing.Width);
        for (nint depth = 0; depth < depths; depth++)
        {
            nint k0 = depth * PanelDepth, k = Math.Min(PanelDepth, p->K - k0);
            byte* here = b + (k0 * p->StepB * (p->IsBFloat16 ? sizeof(ushort) : sizeof(float)));
            nint bytes = k * Packing.Width * (p->IsBFloat16 ? sizeof(ushort) : sizeof(float));
            byte* next = here + bytes;
            if (p->StepB != Packing.Width)
            {
                // Rows of an unpacked right side are no stream to prefetch.
                next = here;
                bytes = 0;
            }
            Tile tile = new() { K = k, StepB = p->StepB, PanelStride = p->PanelBytes / sizeof(float), Link = p->Link, AddTo = depth > 0 || p->GoesOn, B = here, Sums = sums };
            if (p->IsBFloat16)
            {
                tile.PanelStride = p->PanelBytes / sizeof(ushort);
                if (!direct)
                {
                    float* wide = Scratch.Floats(Scratch.Use.WidenedPanel, k * Packing.Width);
                    Packing.WidenPanel((uint*)here, k, wide);
                    tile.B = wide;
                }
            }
            tile.StepC = p->StepC;
            tile.Bias = p->Bias == null || depth < depths - 1 ? null : p->Bias + column;
            // The calls share the prefetch of the next panel, whose two halves come in side by side.
            nint share = bytes / 2 / calls;
            tile.PrefetchApart = bytes / 2;
            tile.PrefetchStep = (share + k - 1) / Math.Max(1, k);
            tile.Prefetch = next;
            float* a = p->Packed + (p->RowStart(first) * p->K);
            float* c = p->C + (p->RowStart(first) * p->StepC) + column;
            for (nint i = first, rows; i < end; i++, a += rows * p->K, c += rows * p->StepC, tile.Prefetch += share)
            {
                rows = p->RowsOf(i);
                tile.A = a + (k0 * rows);
                tile.C = c;
                if (columns == width * Packing.Width)
                {
                    RunTile(p->Family, direct, rows, columns, &tile);
                    continue;
                }
                Tile last = tile;
                // A partial last panel is computed whole in a buffer of its own.
                Copy(c, p->StepC, edge, Packing.Width, tile.AddTo ? rows : 0, columns);
                Copy(tile.Bias, 0, edge + (16 * Packing.Width), 0, tile.Bias == null ? 0 : 1, columns);
                last.C = edge;
                last.StepC = Packing.Width;
                last.Bias = tile.Bias == null ? null : edge + (16 * Packing.Width);
                RunTile(p->Family, direct, rows, Packing.Width, &last);
                Copy(edge, Packing.Width, c, p->StepC, rows, columns);
            }
        }
    }

    /// <summary>
    /// One panel of rows, packed [k][rows], times n columns of a right side in panels (k rows of stepB, one panel panelStride after the other), in the calling
    /// thread, as one chain an element whatever k; with accumulate it goes on from C.
    /// </summary>
    internal static void RunRows(KernelFamily* family, float* a, nint rows, float* b, nint stepB, nint panelStride, nint n, nint k, float* c, nint ldc,
        bool accumulate)
    {
        Tile tile = new() { A = a, StepB = stepB, PanelStride = panelStride, StepC = ldc, K = k, Link = nint.MaxValue, Accumulate = accumulate };
        float* edge = stackalloc float[16 * Packing.Width];
        nint widest = family->WidestPanels(false, rows) * Packing.Width;
        for (nint column = 0, width; column < n; column += width)
        {
            width = widest;
            while (width > Packing.Width && column + width > n)
            {
                width /= 2;
            }
            tile.B = b + (column / Packing.Width * panelStride);
            tile.C = c + column;
            tile.Prefetch = (byte*)tile.B;
            if (column + width <= n)
            {
                RunTile(family, false, rows, width, &tile);
                continue;
            }
            Copy(tile.C, ldc, edge, Packing.Width, accumulate ? rows : 0, n - column);
            Tile last = tile;
            last.C = edge;
            last.StepC = Packing.Width;
            RunTile(family, false, rows, width, &last);
            Copy(edge, Packing.Width, tile.C, ldc, rows, n - column);
        }
    }

    private static void RunTile(KernelFamily* family, bool bfloat16, nint rows, nint columns, Tile* tile)
    {
        delegate*<Tile*, void> kernel = family->Find(bfloat16, rows, columns);
        if (kernel != null)
        {
            kernel(tile);
            return;
        }
        Tile half = *tile;
        for (nint column = 0; column < columns; column += 16)
        {
            half.B = (float*)tile->B + column;
            half.C = tile->C + column;
            half.Bias = tile->Bias == null ? null : tile->Bias + column;
            family->Find(false, rows, 16)(&half);
        }
    }

    private static void Copy(float* from, nint stepFrom, float* to, nint stepTo, nint rows, nint columns)
    {
        for (nint r = 0; r < rows; r++)
        {
            for (nint c = 0; c < columns; c++)
            {
                to[(r * stepTo) + c] = from[(r * stepFrom) + c];
            }
        }
    }

    private struct Product
    {
        internal KernelFamily* Family;
        internal float* A;
        internal nint StepA;
        internal float* Packed;
        internal byte* B;
        internal bool IsBFloat16;
        internal nint StepB;
        internal nint PanelBytes;
        internal float* Bias;
        internal float* C;
        internal nint StepC;
        internal nint M, N, K;
        internal nint RowPanels, Blocks, Group, Groups;

        /// <summary>The length of a chain, and whether the sums go on from what is in C.</summary>
        internal nint Link;
        internal bool GoesOn;

        // Row panels of nearly equal height: the first 'higher' are one row higher.
        private nint height, higher;

        internal void SplitRows()
        {
            RowPanels = (M + Family->MaxRows - 1) / Family->MaxRows;
            (height, higher) = (M / RowPanels, M % RowPanels);
        }

        internal readonly nint RowStart(nint panel) => (panel * height) + Math.Min(panel, higher);

        internal readonly nint RowsOf(nint panel) => panel < higher ? height + 1 : height;
    }

    private struct Source
    {
        internal float* B;
        internal nint StrideN, StrideK, N, K;
        internal float* Packed;
    }
}
