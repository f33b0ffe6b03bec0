using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using TorchSharp;

namespace LfmSpec.Benchmarks.Measuring;

/// <summary>What the machine gives at best: fused multiply-adds in registers, and a plain read of memory.</summary>
internal static unsafe class Peak
{
    // Sixteen fused multiply-adds of the widest vectors, or as many of half the width: one step.
    internal static int StepOperations => 2 * 16 * (Avx512F.IsSupported ? 16 : 8);

    /// <summary>10^9 operations a second (a multiply-add is two) of one thread, all operands in registers.</summary>
    internal static double MultiplyAdds()
    {
        const nint steps = 200_000;
        var start = Clock.Seconds();
        var sum = Chains(steps);
        var seconds = Clock.Seconds() - start;
        return sum == 0 ? 0 : (double)steps * StepOperations / seconds / 1e9;
    }

    /// <summary>The same of as many threads at once as torch uses, by the wall clock.</summary>
    internal static double MultiplyAddsOfAllThreads()
    {
        // Some 20 ms in all: starting a thread takes 0.1.
        const nint steps = 400_000;
        var sums = new float[8 * torch.get_num_threads()];
        void One(int item) => sums[item] = Chains(steps);
        Together(torch.get_num_threads(), One);
        var start = Clock.WallSeconds();
        Together(sums.Length, One);
        var seconds = Clock.WallSeconds() - start;
        return sums[0] == 0 ? 0 : (double)sums.Length * steps * StepOperations / seconds / 1e9;
    }

    /// <summary>10^9 bytes a second of reading a block once, a multiple of 256 bytes, prefetching 2 KiB ahead.</summary>
    internal static double Read(byte* block, nint bytes)
    {
        var start = Clock.Seconds();
        var result = ReadAll(block, bytes);
        var seconds = Clock.Seconds() - start;
        return result == 1 ? 0 : bytes / seconds / 1e9;
    }

    /// <summary>The same of as many threads at once as torch uses, each its part of the block, by the wall clock.</summary>
    internal static double ReadOfAllThreads(byte* block, nint bytes)
    {
        const int parts = 64;
        var each = bytes / parts / 256 * 256;
        var sums = new int[parts];
        var start = Clock.WallSeconds();
        Together(parts, part => sums[part] = ReadAll(block + (part * each), each));
        return parts * each / (Clock.WallSeconds() - start) / 1e9;
    }

    // On threads of their own, so that no pool is measured with them; the caller is one.
    private static void Together(int items, Action<int> one)
    {
        var next = -1;
        void Take()
        {
            for (var item = Interlocked.Increment(ref next); item < items; item = Interlocked.Increment(ref next))
            {
                one(item);
            }
        }

        Thread[] others = [.. Enumerable.Range(1, torch.get_num_threads() - 1).Select(_ => new Thread(Take))];
        Array.ForEach(others, thread => thread.Start());
        Take();
        Array.ForEach(others, thread => thread.Join());
    }

    /// <summary>So many steps in the calling thread; the result is what keeps them from being left out.</summary>
    internal static float Chains(nint steps) => Avx512F.IsSupported ? Wide(steps) : Narrow(steps * 4 / 3);

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static int ReadAll(byte* p, nint bytes)
    {
        Vector512<int> a = Vector512<int>.Zero, b = a, c = a, d = a;
        for (var end = p + bytes; p < end; p += 256)
        {
            if (Sse.IsSupported)
            {
                Sse.Prefetch0(p + 2048);
                Sse.Prefetch0(p + 2112);
                Sse.Prefetch0(p + 2176);
                Sse.Prefetch0(p + 2240);
            }

            a ^= Vector512.Load((int*)p);
            b ^= Vector512.Load((int*)p + 16);
            c ^= Vector512.Load((int*)p + 32);
            d ^= Vector512.Load((int*)p + 48);
        }

        return (a ^ b ^ c ^ d)[0];
    }

    // Sixteen independent chains hide the latency of four or five cycles at two a cycle, and fit 32 registers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Wide(nint steps)
    {
        Vector512<float> x = Vector512.Create(1.0000001f), y = Vector512.Create(1e-9f);
        Vector512<float> a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x, k = x, l = x, m = x, n = x, o = x, p = x;
        for (; steps > 0; steps--)
        {
            a = Avx512F.FusedMultiplyAdd(x, y, a);
            b = Avx512F.FusedMultiplyAdd(x, y, b);
            c = Avx512F.FusedMultiplyAdd(x, y, c);
            d = Avx512F.FusedMultiplyAdd(x, y, d);
            e = Avx512F.FusedMultiplyAdd(x, y, e);
            f = Avx512F.FusedMultiplyAdd(x, y, f);
            g = Avx512F.FusedMultiplyAdd(x, y, g);
            h = Avx512F.FusedMultiplyAdd(x, y, h);
            i = Avx512F.FusedMultiplyAdd(x, y, i);
            j = Avx512F.FusedMultiplyAdd(x, y, j);
            k = Avx512F.FusedMultiplyAdd(x, y, k);
            l = Avx512F.FusedMultiplyAdd(x, y, l);
            m = Avx512F.FusedMultiplyAdd(x, y, m);
            n = Avx512F.FusedMultiplyAdd(x, y, n);
            o = Avx512F.FusedMultiplyAdd(x, y, o);
            p = Avx512F.FusedMultiplyAdd(x, y, p);
        }

        return Vector512.Sum(a + b + c + d + e + f + g + h + i + j + k + l + m + n + o + p);
    }

    // Twelve chains, for sixteen registers; four thirds of the steps make the operations equal.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Narrow(nint steps)
    {
        Vector256<float> x = Vector256.Create(1.0000001f), y = Vector256.Create(1e-9f);
        Vector256<float> a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x, k = x, l = x;
        for (; steps > 0; steps--)
        {
            a = Vector256.FusedMultiplyAdd(x, y, a);
            b = Vector256.FusedMultiplyAdd(x, y, b);
            c = Vector256.FusedMultiplyAdd(x, y, c);
            d = Vector256.FusedMultiplyAdd(x, y, d);
            e = Vector256.FusedMultiplyAdd(x, y, e);
            f = Vector256.FusedMultiplyAdd(x, y, f);
            g = Vector256.FusedMultiplyAdd(x, y, g);
            h = Vector256.FusedMultiplyAdd(x, y, h);
            i = Vector256.FusedMultiplyAdd(x, y, i);
            j = Vector256.FusedMultiplyAdd(x, y, j);
            k = Vector256.FusedMultiplyAdd(x, y, k);
            l = Vector256.FusedMultiplyAdd(x, y, l);
        }

        return Vector256.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }
}
