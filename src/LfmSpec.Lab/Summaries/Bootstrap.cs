using static TorchSharp.torch;

namespace LfmSpec.Lab.Summaries;

/// <summary>
/// Resamples of an experiment's prompts, with replacement within each family (Efron and Tibshirani 1993, the stratified bootstrap), drawn
/// by PyTorch's CPU generator. The same resamples are for all cases, so that they are compared on the same prompts.
/// </summary>
internal sealed class Bootstrap
{
    private readonly (int[] Members, int[][] Draws)[] families;

    private Bootstrap((int[] Members, int[][] Draws)[] families, int resamples)
    {
        this.families = families;
        Resamples = resamples;
    }

    /// <summary>How many resamples there are.</summary>
    internal int Resamples { get; }

    /// <summary>The resamples of some prompts.</summary>
    /// <exception cref="LabException">No family has two prompts, so that every resample would be the same.</exception>
    internal static Bootstrap Of(PromptSet prompts, int resamples, long seed)
    {
        int[][] members = [.. prompts.Prompts.Index().GroupBy(prompt => prompt.Item.Family, prompt => prompt.Index).Select(family => family.ToArray())];
        if (members.All(family => family.Length < 2))
        {
            throw new LabException("No family has two prompts, so a bootstrap over prompts draws the same ones every time and its interval would say nothing. " +
                "Use more prompts a family.");
        }

        using var generator = new Generator((ulong)seed);
        var draws = new int[members.Length][][];
        for (var family = 0; family < members.Length; family++)
        {
            var size = members[family].Length;
            long[] shape = [resamples, size];
            using var scope = NewDisposeScope();
            draws[family] = [.. HostArray.OfIntegers(randint(0L, size, shape, ScalarType.Int64, generator: generator)).Select(index => (int)index).Chunk(size)];
        }

        return new Bootstrap([.. members.Zip(draws)], resamples);
    }

    /// <summary>The mean of a resample, over the prompts of a family, then over families.</summary>
    /// <param name="resample">Which resample, from 0.</param>
    /// <param name="values">A number a prompt.</param>
    internal double Mean(int resample, IReadOnlyList<double> values) =>
        Descriptive.Mean(families.Select(family => Descriptive.Mean(family.Draws[resample].Select(draw => values[family.Members[draw]]))));

    /// <summary>The 95 % percentile interval of a statistic.</summary>
    internal static (double Low, double High) Interval(IReadOnlyList<double> statistics) =>
        (Descriptive.Quantile(statistics, 0.025), Descriptive.Quantile(statistics, 0.975));
}
