namespace TorchSharp.Kernels;

internal static unsafe partial class MatrixProduct
{
    // A multiple of every chain and of a panel.
    private const nint TurnedRows = 1024;

    /// <summary>
    /// C[m, columns] = A[m, rows] W: the other way through a packed weight, as gradients go. The bits are those of the product with W as a plain
    /// matrix; each panel of W is widened and turned on its way into the order of the tile kernels.
    /// </summary>
    internal static void MultiplyTransposed(float* a, nint lda, nint m, PackedMatrix w, float* c, nint ldc)
    {
        // Some rows of W at a time, as both sides must be packed: a head has many.
        for (nint row = 0; row < w.Rows; row += TurnedRows)
        {
            nint k = Math.Min(TurnedRows, w.Rows - row), atOnce = Math.Max(1, PackedAtOnce / (k * Packing.Width)) * Packing.Width;
            for (nint column = 0; column < w.Columns; column += atOnce)
            {
                nint n = Math.Min(atOnce, w.Columns - column);
                Turned turned = new()
                {
                    Data = w.Data + (row / Packing.Width * w.PanelBytes),
                    IsBFloat16 = w.IsBFloat16,
                    PanelBytes = w.PanelBytes,
                    FirstColumn = column,
                    Columns = n,
                    Rows = k,
                    Packed = Scratch.Floats(Scratch.Use.RightPanels, Panels(n) * k * Packing.Width),
                };
                Loop(Panels(n), &PackTurned, &turned, n * k);
                Product product = new()
                {
                    Family = KernelFamily.Current,
                    B = (byte*)turned.Packed,
                    StepB = Packing.Width,
                    PanelBytes = k * Packing.Width * sizeof(float),
                    N = n,
                    K = k,
                    Link = Link(w.Rows),
                    GoesOn = row > 0,
                };
                Run(ref product, a + row, lda, m, c + column, ldc);
            }
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
