using static TorchSharp.torch;

namespace LfmSpec.Lab.Interventions;

/// <summary>A permutation of prompts in which none keeps its place.</summary>
internal static class Derangement
{
    /// <summary>The donor of each prompt: one cycle through all of them, in the order of <c>randperm</c> after <c>manual_seed(seed)</c>.</summary>
    /// <param name="count">The number of prompts.</param>
    /// <param name="seed">The seed.</param>
    /// <returns>The index of each prompt's donor.</returns>
    /// <exception cref="LabException">There are fewer than two prompts.</exception>
    internal static int[] Donors(int count, long seed)
    {
        if (count < 2)
        {
            throw new LabException("A prompt is resampled from another one, and there is only one. Add prompts, or replace by the mean.");
        }

        using var generator = new Generator((ulong)seed);
        using var scope = NewDisposeScope();
        var cycle = HostArray.OfIntegers(randperm(count, generator: generator)).Select(index => (int)index).ToArray();
        var donors = new int[count];
        for (var index = 0; index < count; index++)
        {
            donors[cycle[index]] = cycle[(index + 1) % count];
        }

        return donors;
    }
}
