namespace TorchSharp.Kernels;

internal static unsafe partial class MatrixProduct
{
    /// <summary>
    /// C[m, columns] = A[m, rows] W: the other way through a packed weight, as gradients go. The bits are those of the product with W as a plain
    /// matrix; each panel of W is widened and turned on its way into the order of the tile kernels.
    /// </summary>
    internal static void MultiplyTransposed(float* a, nint lda, nint m, PackedMatrix w, float* c, nint ldc)
    {
        nint n = w.Columns, k = w.Rows;
        Product product = new() { Family = KernelFamily.Current, StepB = Packing.Width, PanelBytes = k * Packing.Width * sizeof(float), K = k };
        nint atOnce = Math.Max(1, PackedAtOnce / Math.Max(1, k * Packing.Width)) * Packing.Width;
        for (nint first = 0; first < n; first += atOnce)
        {
            product.N = Math.Min(atOnce, n - first);
            Turned turned = new()
            {
                Data = w.Data,
                IsBFloat16 = w.IsBFloat16,
                PanelBytes = w.PanelBytes,
                FirstColumn = first,
                Columns = product.N,
                Rows = k,
                Packed = Scratch.Floats(Scratch.Use.RightPanels, Panels(product.N) * k * Packing.Width),
            };
            product.B = (byte*)turned.Packed;
            Loop(Panels(product.N), &PackTurned, &turned, product.N * k);
            Run(ref product, a, lda, m, c + first, ldc);
        }
        GC.KeepAlive(w);
    }

    // 32 columns of W as one panel [rows][32], a square of 32 x 32 at a time.
    private static void PackTurned(void* context, nint panel)
    {
        Turned* t = (Turned*)context;
        nint column = panel * Packing.Width, columns = Math.Min(Packing.Width, t->Columns - column);
        float* to = t->Packed + (column * t->Rows), wide = stackalloc float[(int)(Packing.Width * Packing.Width)];
        if (columns < Packing.Width)
        {
            new Span<float>(to, checked((int)(t->Rows * Packing.Width))).Clear();
        }
        byte* from = t->Data + ((t->FirstColumn + column) * Packing.Width * (t->IsBFloat16 ? sizeof(ushort) : sizeof(float)));
        for (nint row = 0; row < t->Rows; row += Packing.Width, from += t->PanelBytes, to += Packing.Width * Packing.Width)
        {
            if (t->IsBFloat16)
            {
                Packing.WidenPanel((uint*)from, columns, wide);
            }
            Packing.Transpose(t->IsBFloat16 ? wide : (float*)from, Packing.Width, columns, Math.Min(Packing.Width, t->Rows - row), to, Packing.Width);
        }
    }

    private struct Turned
    {
        internal byte* Data;
        internal bool IsBFloat16;
        internal nint PanelBytes, FirstColumn, Columns, Rows;
        internal float* Packed;
    }
}
