namespace TorchSharp.RandomNumbers;

/// <summary>The 32-bit Mersenne twister, and PyTorch's ways of making 64 bits, uniforms and pairs of normals of it.</summary>
internal sealed class CpuGenerator
{
    private const int Length = 624, Shift = 397;

    private readonly uint[] state = new uint[Length];
    private int next = Length;

    public CpuGenerator(ulong seed)
    {
        Seed = seed;
        state[0] = (uint)seed;
        for (uint i = 1; i < Length; i++)
            state[i] = 1812433253u * (state[i - 1] ^ (state[i - 1] >> 30)) + i;
    }

    public ulong Seed { get; }

    /// <summary>The second value of the last pair of normals drawn one by one, kept for the next call.</summary>
    public double? SpareDouble { get; set; }

    public uint Next32()
    {
        if (next == Length)
            Twist();
        uint y = state[next++];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c5680u;
        y ^= (y << 15) & 0xefc60000u;
        return y ^ (y >> 18);
    }

    /// <summary>The first draw is the high half.</summary>
    public ulong Next64()
    {
        ulong high = Next32();
        return (high << 32) | Next32();
    }

    /// <summary>24 random bits as a single from 0 to below 1.</summary>
    public float NextSingle() => (Next32() & 0xFFFFFFu) * (1f / (1 << 24));

    /// <summary>53 random bits as a double from 0 to below 1.</summary>
    public double NextDouble() => (Next64() & ((1UL << 53) - 1)) * (1.0 / (1UL << 53));

    private void Twist()
    {
        for (int i = 0; i < Length; i++)
        {
            uint y = (state[i] & 0x80000000u) | (state[(i + 1) % Length] & 0x7fffffffu);
            state[i] = state[(i + Shift) % Length] ^ (y >> 1) ^ ((y & 1) != 0 ? 0x9908b0dfu : 0);
        }
        next = 0;
    }
}
