using static TorchSharp.torch;

namespace LfmSpec.Lab;

/// <summary>
/// The taps of the causal convolutions, named t-2, t-1 and t: mean magnitude, variance, norms. The convolution is causal: a kernel of three taps
/// sees t-2, t-1 and t, stored oldest first. None of them is the future, as the published figures have it.
/// </summary>
[Reads(Component.Gate)]
public sealed record ConvTaps : IObservation
{
    /// <inheritdoc/>
    public DataTable Read(CleanRuns runs)
    {
        var kernels = Kernels(runs).ToArray();
        var taps = kernels[0].Filters[0].Length;
        var names = Enumerable.Range(0, taps).Select(tap => Name(tap, taps)).ToArray();
        return runs.Table(
            "Taps of the causal convolutions over their channels: mean magnitude and variance of each tap, " +
            "the tap of largest mean magnitude, mean and standard deviation of a filter's L2 norm; " +
            "variances are divided by n - 1. Taps are named by the token that they see, t is the current one.",
            ["block", .. names.Select(name => $"mean magnitude {name}"),
                .. names.Select(name => $"variance {name}"), "dominant tap", "filter norm, mean", "filter norm, standard deviation"],
            [.. kernels.Select(kernel => Row(ResidualStream.Name(kernel.Layer + 1), kernel.Filters, names))]);
    }

    /// <summary>The name of a tap, from 0, oldest first: <c>t-2</c>, <c>t-1</c>, <c>t</c>.</summary>
    internal static string Name(int tap, int taps) => tap == taps - 1 ? "t" : $"t-{taps - 1 - tap}";

    internal static DataRow Row(string name, IReadOnlyList<float[]> filters, IReadOnlyList<string> taps)
    {
        double[][] values = [.. taps.Select((_, tap) => filters.Select(filter => (double)filter[tap]).ToArray())];
        double[] magnitudes = [.. values.Select(tap => Descriptive.Mean(tap.Select(Math.Abs)))];
        double[] norms = [.. filters.Select(filter => Descriptive.Norm(filter))];
        return new DataRow(name,
        [
            .. magnitudes.Select(Cell.Of), .. values.Select(tap => Cell.Of(Descriptive.Variance(tap))),
            Cell.Of(taps[magnitudes.IndexOf(magnitudes.Max())]), Cell.Of(Descriptive.Mean(norms)), Cell.Of(Descriptive.StandardDeviation(norms)),
        ]);
    }

    private static IEnumerable<(int Layer, float[][] Filters)> Kernels(CleanRuns runs)
    {
        for (var layer = 0; layer < runs.Shape.Blocks.Count; layer++)
        {
            using var kernel = runs.Model.ConvolutionKernel(layer);
            if (kernel is not null)
            {
                yield return (layer, [.. HostArray.Of(kernel).Chunk((int)kernel.shape[1])]);
            }
        }
    }
}
