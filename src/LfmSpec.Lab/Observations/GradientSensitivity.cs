using static TorchSharp.torch;

namespace LfmSpec.Lab;

/// <summary><see cref="Quantity.GradientSensitivity"/>. The published study added noise and called it a gradient; this is one.</summary>
internal static class GradientSensitivity
{
    internal static DataTable Table(Observed observed)
    {
        var tables = observed.Runs().Select(clean => Rows(observed, clean)).ToArray();
        return observed.Table(
            "Gradient of the mean next-token loss (nats) with respect to the residual stream after each block, by reverse-mode differentiation: " +
            "its L2 norm over all positions, at the first, and at the last that predicts a known token, " +
            $"the one before the prompt's last. (At the prompt's last position it is 0 always: nothing that is scored depends on it.) {observed.Averaged()}",
            ["after", "all positions", "first position", "last predicting position"],
            FamilyMean.Of(observed.Prompts, tables));
    }

    private static IReadOnlyList<DataRow> Rows(Observed observed, CleanRun clean)
    {
        NextTokenLoss.CheckPredicts(clean);
        using var scope = NewDisposeScope();
        using var learning = enable_grad();
        var streams = new Tensor[observed.Shape.Blocks.Count + 1];
        streams[0] = clean.Residual(0).detach().clone().requires_grad_();
        for (var layer = 0; layer < observed.Shape.Blocks.Count; layer++)
        {
            streams[layer + 1] = observed.Model.Block(layer, streams[layer]);
        }

        var loss = NextTokenLoss.Of(observed.Model.Head(streams[^1]), clean.Ids);
        return [.. autograd.grad([loss], streams).Select((gradient, place) => Row(ResidualStream.Name(place), ResidualStream.Of(gradient)))];
    }

    private static DataRow Row(string name, ResidualStream gradient) =>
        DataRow.Of(name, Descriptive.Norm(gradient.Values), Descriptive.Norm(gradient.At(0)), Descriptive.Norm(gradient.At(gradient.Positions - 2)));
}
