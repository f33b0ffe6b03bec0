using System.Runtime.InteropServices;

namespace LfmSpec.Benchmarks.Measuring;

/// <summary>Native floats at a 64-byte boundary, random in [-1, 1).</summary>
internal sealed unsafe class Floats : IDisposable
{
    internal Floats(nint count, int seed)
    {
        Data = (float*)NativeMemory.AlignedAlloc((nuint)(count * sizeof(float)), 64);
        Random random = new(seed);
        for (nint i = 0; i < count; i++)
        {
            Data[i] = (2 * random.NextSingle()) - 1;
        }
    }

    internal float* Data { get; }

    public void Dispose() => NativeMemory.AlignedFree(Data);
}
