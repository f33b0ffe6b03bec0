using System.Runtime.InteropServices;

namespace TorchSharp.Tests.Kernels;

/// <summary>Native floats of a test, filled with a seeded pattern or with given values.</summary>
internal sealed unsafe class Buffer : IDisposable
{
    internal Buffer(nint count)
    {
        Count = count;
        Data = (float*)NativeMemory.AlignedAlloc((nuint)Math.Max(64, count * sizeof(float)), 64);
        Values.Fill(float.NaN);
    }

    internal Buffer(ReadOnlySpan<float> values)
        : this(values.Length) => values.CopyTo(Values);

    ~Buffer() => NativeMemory.AlignedFree(Data);

    internal float* Data { get; }

    internal nint Count { get; }

    internal Span<float> Values => new(Data, (int)Count);

    /// <summary>Values in [-1, 1) with full mantissas, some of them tiny and some zero.</summary>
    internal static Buffer Random(nint count, int seed)
    {
        Buffer buffer = new(count);
        Random random = new(seed);
        foreach (ref float value in buffer.Values)
        {
            value = random.Next(50) switch
            {
                0 => 0,
                1 => (random.NextSingle() - 0.5f) * 1e-20f,
                _ => (2 * random.NextSingle()) - 1,
            };
        }
        return buffer;
    }

    /// <summary>Equal bits, where every NaN is equal to every NaN.</summary>
    internal static bool SameBits(ReadOnlySpan<float> x, ReadOnlySpan<float> y) => FirstDifference(x, y) < 0;

    internal static int FirstDifference(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        for (int i = 0; i < x.Length; i++)
        {
            if (BitConverter.SingleToInt32Bits(x[i]) != BitConverter.SingleToInt32Bits(y[i]) && !(float.IsNaN(x[i]) && float.IsNaN(y[i])))
            {
                return i;
            }
        }
        return -1;
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(Data);
        GC.SuppressFinalize(this);
    }
}
