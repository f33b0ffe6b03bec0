using System.Runtime.InteropServices;

namespace TorchSharp.Kernels;

/// <summary>
/// A weight matrix W[rows, columns] (rows are the outputs) in the order of the tile kernels: panels of 32 rows of W, each panel [columns][32] and
/// contiguous, the last one padded with zeros. Native memory at a 64-byte boundary; dispose it or leave it to the finalizer.
/// </summary>
internal sealed unsafe class PackedMatrix : IDisposable
{
    private PackedMatrix(nint rows, nint columns, bool isBFloat16)
    {
        Rows = rows;
        Columns = columns;
        IsBFloat16 = isBFloat16;
        ByteLength = Panels * PanelBytes;
        Data = (byte*)NativeMemory.AlignedAlloc((nuint)Math.Max(ByteLength, 64), 64);
    }

    ~PackedMatrix() => Free();

    internal nint Rows { get; }

    internal nint Columns { get; }

    internal nint ByteLength { get; }

    internal bool IsBFloat16 { get; }

    internal byte* Data { get; private set; }

    internal nint Panels => (Rows + Packing.Width - 1) / Packing.Width;

    internal nint PanelBytes => Columns * Packing.Width * (IsBFloat16 ? sizeof(ushort) : sizeof(float));

    /// <summary>Packs W(n, k) = w[n * strideN + k * strideK].</summary>
    internal static PackedMatrix Pack(float* w, nint n, nint k, nint strideN, nint strideK) => Pack(w, n, k, strideN, strideK, false);

    /// <summary>The same from bfloat16 values, which stay bfloat16: half the memory, and the products of the widened panels bit for bit.</summary>
    internal static PackedMatrix PackBFloat16(ushort* w, nint n, nint k, nint strideN, nint strideK) => Pack(w, n, k, strideN, strideK, true);

    /// <summary>A matrix without values yet: <see cref="PackRows(nint, void*, nint)"/> brings them.</summary>
    internal static PackedMatrix Empty(nint rows, nint columns, bool isBFloat16) => new(rows, columns, isBFloat16);

    /// <summary>Packs some rows that lie one after another; the first is a multiple of 32, as is their number unless they end the matrix.</summary>
    internal void PackRows(nint first, void* w, nint count) => PackRows(first, w, count, Columns, 1);

    /// <summary>Copies one row of W, widened to float.</summary>
    internal void Row(nint row, float* to)
    {
        byte* panel = Data + (row / Packing.Width * PanelBytes);
        nint lane = row % Packing.Width;
        for (nint k = 0; k < Columns; k++)
        {
            // Of a bfloat16 pair the low half holds the lane below 16, the high half the lane 16 above it.
            to[k] = !IsBFloat16 ? ((float*)panel)[(k * Packing.Width) + lane]
                : BitConverter.UInt32BitsToSingle(lane < 16 ? ((uint*)panel)[(k * 16) + lane] << 16 : ((uint*)panel)[(k * 16) + lane - 16] & 0xFFFF0000);
        }
        GC.KeepAlive(this);
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private static PackedMatrix Pack(void* w, nint n, nint k, nint strideN, nint strideK, bool isBFloat16)
    {
        PackedMatrix packed = new(n, k, isBFloat16);
        packed.PackRows(0, w, n, strideN, strideK);
        return packed;
    }

    private void PackRows(nint first, void* w, nint n, nint strideN, nint strideK)
    {
        Source source = new()
        {
            W = w,
            N = n,
            K = Columns,
            StrideN = strideN,
            StrideK = strideK,
            IsBFloat16 = IsBFloat16,
            Data = Data + (first / Packing.Width * PanelBytes),
            PanelBytes = PanelBytes,
        };
        WorkerPool.For((n + Packing.Width - 1) / Packing.Width, &PackPanel, &source);
    }

    private static void PackPanel(void* context, nint panel)
    {
        Source* s = (Source*)context;
        nint first = panel * Packing.Width, n = Math.Min(Packing.Width, s->N - first);
        byte* to = s->Data + (panel * s->PanelBytes);
        if (s->IsBFloat16)
        {
            Packing.PanelBFloat16((ushort*)s->W + (first * s->StrideN), s->StrideN, s->StrideK, n, s->K, (uint*)to);
        }
        else
        {
            Packing.Panel((float*)s->W + (first * s->StrideN), s->StrideN, s->StrideK, n, s->K, (float*)to);
        }
    }

    private void Free()
    {
        NativeMemory.AlignedFree(Data);
        Data = null;
    }

    private struct Source
    {
        internal void* W;
        internal nint N, K, StrideN, StrideK;
        internal bool IsBFloat16;
        internal byte* Data;
        internal nint PanelBytes;
    }
}
