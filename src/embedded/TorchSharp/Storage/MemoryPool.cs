using System.Numerics;
using System.Runtime.InteropServices;

namespace TorchSharp.Storage;

/// <summary>
/// Native blocks, 64-byte aligned, kept by size class for the next tensor. A class is eight to fifteen times a power of two,
/// so at most an eighth of a block is unused.
/// </summary>
internal static unsafe class MemoryPool
{
    private const int Alignment = 64;

    /// <summary>What the pool keeps for later, at most; blocks returned beyond it go back to the system.</summary>
    private const long KeptBytesLimit = 1L << 30;

    private static readonly Stack<nint>[] Blocks = CreateClasses();
    private static long kept;

    /// <summary>The class of a request and the bytes that a block of that class has.</summary>
    public static (int Class, long Capacity) ClassOf(long bytes)
    {
        ulong request = (ulong)Math.Max(bytes, Alignment);
        int shift = Math.Max(BitOperations.Log2(request) - 3, 3);
        ulong steps = (request + (1UL << shift) - 1) >> shift;
        if (steps == 16)
        {
            shift++;
            steps = 8;
        }
        return (shift * 8 + (int)(steps - 8), (long)(steps << shift));
    }

    public static byte* Rent(int sizeClass, long capacity)
    {
        var stack = Blocks[sizeClass];
        lock (stack)
        {
            if (stack.TryPop(out nint block))
            {
                Interlocked.Add(ref kept, -capacity);
                return (byte*)block;
            }
        }
        return (byte*)NativeMemory.AlignedAlloc((nuint)capacity, Alignment);
    }

    public static void Return(byte* block, int sizeClass, long capacity)
    {
        if (Interlocked.Add(ref kept, capacity) > KeptBytesLimit)
        {
            Interlocked.Add(ref kept, -capacity);
            NativeMemory.AlignedFree(block);
            return;
        }
        var stack = Blocks[sizeClass];
        lock (stack)
            stack.Push((nint)block);
    }

    private static Stack<nint>[] CreateClasses()
    {
        var classes = new Stack<nint>[64 * 8];
        for (int i = 0; i < classes.Length; i++)
            classes[i] = new Stack<nint>();
        return classes;
    }
}
