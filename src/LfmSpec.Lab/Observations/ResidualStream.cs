using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Lab.Observations;

/// <summary>
/// The residual stream at one place of a clean run, on the host: [positions, hidden]. Place 0 is the embedding, place k the stream
/// AFTER block k - 1.
/// </summary>
/// <param name="Values">The values, position after position.</param>
/// <param name="Hidden">The width.</param>
internal sealed record ResidualStream(float[] Values, int Hidden)
{
    internal int Positions => Values.Length / Hidden;

    /// <summary>The name of a place: <c>embedding</c>, <c>L00</c> after block 0, and so on.</summary>
    internal static string Name(int place) => place == 0 ? "embedding" : $"L{place - 1:00}";

    /// <summary>The names of all places, in order.</summary>
    internal static IEnumerable<string> Names(int blocks) => Enumerable.Range(0, blocks + 1).Select(Name);

    internal static ResidualStream Of(CleanRun clean, int place) => Of(clean.Stream(place));

    /// <param name="stream">float32, [1, positions, hidden].</param>
    internal static ResidualStream Of(Tensor stream) => new(HostArray.Of(stream), (int)stream.shape[^1]);

    internal ReadOnlySpan<float> At(int position) => Values.AsSpan(position * Hidden, Hidden);

    /// <summary>The L2 norm at every position.</summary>
    internal double[] Norms() => [.. Enumerable.Range(0, Positions).Select(position => Descriptive.Norm(At(position)))];
}
