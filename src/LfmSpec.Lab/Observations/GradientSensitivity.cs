using static TorchSharp.torch;

namespace LfmSpec.Lab;

/// <summary>
/// The gradient of the mean next-token loss with respect to each block's output: its norm, by reverse-mode differentiation. The published study
/// added noise and called it a gradient; this is one.
/// </summary>
public sealed record GradientSensitivity : IObservation
{
    /// <inheritdoc/>
    public long Passes => 3;

    /// <inheritdoc/>
    public DataTable Read(CleanRuns runs)
    {
        var tables = runs.Runs().Select(clean => Rows(runs, clean)).ToArray();
        return runs.Table(
            "Gradient of the mean next-token loss (nats) with respect to the residual stream after each block, by reverse-mode differentiation: " +
            "its L2 norm over all positions, at the first, and at the last that predicts a known token, " +
            $"the one before the prompt's last. (At the prompt's last position it is 0 always: nothing that is scored depends on it.) {runs.Averaged()}",
            ["after", "all positions", "first position", "last predicting position"],
            runs.Mean(tables));
    }

    private static IReadOnlyList<DataRow> Rows(CleanRuns runs, CleanRun clean)
    {
        NextTokenLoss.CheckPredicts(clean);
        using var scope = NewDisposeScope();
        using var learning = enable_grad();
        var streams = new Tensor[runs.Shape.Blocks.Count + 1];
        streams[0] = clean.Stream(0).detach().clone().requires_grad_();
        for (var layer = 0; layer < runs.Shape.Blocks.Count; layer++)
        {
            streams[layer + 1] = runs.Model.Block(layer, streams[layer]);
        }

        var loss = NextTokenLoss.Of(runs.Model.Head(streams[^1]), clean.Ids);
        return [.. autograd.grad([loss], streams).Select((gradient, place) => Row(ResidualStream.Name(place), ResidualStream.Of(gradient)))];
    }

    private static DataRow Row(string name, ResidualStream gradient) =>
        DataRow.Of(name, Descriptive.Norm(gradient.Values), Descriptive.Norm(gradient.At(0)), Descriptive.Norm(gradient.At(gradient.Positions - 2)));
}
