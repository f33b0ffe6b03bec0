using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace TorchSharp.Kernels;

/// <summary>One call of a tile kernel; strides in elements of what they step over.</summary>
internal unsafe struct Tile
{
    internal float* A;
    internal void* B;
    internal float* C;
    internal nint StepB;
    internal nint PanelStride;
    internal nint StepC;
    internal nint K;
    internal float* Bias;

    /// <summary>Room for the sum of the chains so far, in one piece: C would do, but its rows often lie in the same few sets of the cache.</summary>
    internal float* Sums;

    /// <summary>How many k make one chain; the sums of the chains are added in order.</summary>
    internal nint Link;

    /// <summary>Whether the first chain starts from C rather than from 0.</summary>
    internal bool Accumulate;

    /// <summary>Whether the sum of the first chain is added to C.</summary>
    internal bool AddTo;

    /// <summary>In kernels of one panel: prefetch from here and from PrefetchApart bytes behind, going on by PrefetchStep bytes per k.</summary>
    internal byte* Prefetch;
    internal nint PrefetchApart, PrefetchStep;
}

/// <summary>The tile kernels of one vector width, by rows and columns. Lives in native memory, so that loops carry a plain pointer.</summary>
internal unsafe struct KernelFamily
{
    private const int Widths = 4, RowSlots = 16;

    private fixed long table[2 * Widths * RowSlots];

    static KernelFamily()
    {
        Avx512 = Avx512F.IsSupported ? Create(14, &Avx512Tiles.Fill) : null;
        Avx2AndFma = Avx2.IsSupported && Fma.IsSupported ? Create(6, &Avx2Tiles.Fill) : null;
        Vector128Bit = Fma.IsSupported || AdvSimd.IsSupported ? Create(6, &Vector128Tiles.Fill) : null;
        Scalar = Create(1, &ScalarTiles.Fill);
        Current = Avx512 != null ? Avx512 : Avx2AndFma != null ? Avx2AndFma : Vector128Bit != null ? Vector128Bit : Scalar;
    }

    /// <summary>The best family that this processor runs; the others are for tests. Null where not supported.</summary>
    internal static KernelFamily* Current { get; }

    internal static KernelFamily* Avx512 { get; }

    internal static KernelFamily* Avx2AndFma { get; }

    internal static KernelFamily* Vector128Bit { get; }

    internal static KernelFamily* Scalar { get; }

    /// <summary>The largest row count of a tile.</summary>
    internal int MaxRows { get; private set; }

    /// <summary>The kernel for this shape, or null. Columns are 16, 32, 64 or 128.</summary>
    internal delegate*<Tile*, void> Find(bool bfloat16, nint rows, nint columns) => (delegate*<Tile*, void>)table[Slot(bfloat16, rows, columns)];

    internal void Set(bool bfloat16, nint rows, nint columns, delegate*<Tile*, void> kernel) => table[Slot(bfloat16, rows, columns)] = (long)kernel;

    /// <summary>The widest kernel for these rows, in panels of 32 columns.</summary>
    internal nint WidestPanels(bool bfloat16, nint rows) =>
        Find(bfloat16, rows, 128) != null ? 4 : Find(bfloat16, rows, 64) != null ? 2 : 1;

    private static nint Slot(bool bfloat16, nint rows, nint columns) =>
        ((((bfloat16 ? 1 : 0) * Widths) + BitOperations.Log2((uint)columns / 16)) * RowSlots) + rows;

    private static KernelFamily* Create(int maxRows, delegate*<KernelFamily*, void> fill)
    {
        KernelFamily* family = (KernelFamily*)NativeMemory.AllocZeroed((nuint)sizeof(KernelFamily));
        family->MaxRows = maxRows;
        fill(family);
        return family;
    }
}
