using static TorchSharp.torch;

namespace LfmSpec.Lab.Tuning;

/// <summary>What a seed draws for.</summary>
internal enum Draw
{
    /// <summary>The order of the examples in an epoch.</summary>
    Order = 1,

    /// <summary>What a step drops of the adapters' inputs.</summary>
    Dropout,

    /// <summary>The completions that a step samples.</summary>
    Samples,

    /// <summary>The completions that are sampled to measure rewards.</summary>
    Evaluation,
}

/// <summary>
/// The random streams of a training run: each epoch and step has its own, a function of the seed and of its number. So the order of the data, dropout
/// and samples need no state to be kept, and a resumed run draws what an uninterrupted one draws.
/// </summary>
internal static class Streams
{
    /// <summary>A stream of its own.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="draw">What it is for.</param>
    /// <param name="number">Which epoch or step, from 0.</param>
    /// <returns>A generator; dispose it.</returns>
    internal static Generator Of(long seed, Draw draw, long number) => new(Mixed(Mixed(Mixed((ulong)seed) ^ (ulong)draw) ^ (ulong)number));

    // SplitMix64 (Steele, Lea and Flood 2014): neighbouring numbers become unrelated ones.
    private static ulong Mixed(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
