using LfmSpec.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Lab;

/// <summary>How much a model depends on a block: KL(whole || changed) in nats, the mean over the probes. The hub is the block of the largest skip effect.</summary>
/// <param name="Layer">The block, from 0.</param>
/// <param name="Skip">The block left out, its output its input; the mean over the positions.</param>
/// <param name="Mlp">Its MLP's output zeroed; at the last position, as the published study measured.</param>
public sealed record BlockEffect(int Layer, double Skip, double Mlp)
{
    /// <summary>Measures every block.</summary>
    /// <param name="model">The model.</param>
    /// <param name="probes">The tokens of the probes.</param>
    /// <param name="cancellation">Stops between two probes.</param>
    internal static IReadOnlyList<BlockEffect> Of(CausalModel model, IReadOnlyList<IReadOnlyList<int>> probes, CancellationToken cancellation)
    {
        using var nothingToLearn = no_grad();
        var blocks = model.Shape.Blocks.Count;
        double[] skip = new double[blocks], mlp = new double[blocks];
        foreach (var ids in probes)
        {
            cancellation.ThrowIfCancellationRequested();
            using var run = CleanRun.Of(model, new Prompt("", ""), ids);
            for (var layer = 0; layer < blocks; layer++)
            {
                using var scope = NewDisposeScope();
                skip[layer] += Descriptive.Mean(Finite(model.Divergence(model.Blocks(layer + 1, run.Stream(layer)), run.Distribution), $"without block {layer}"));
                mlp[layer] += Finite(model.Divergence(model.Blocks(layer, run.Stream(layer), new WithoutMlp(layer)), run.Distribution), $"without the MLP of block {layer}")[^1];
            }
        }

        return [.. Enumerable.Range(0, blocks).Select(layer => new BlockEffect(layer, skip[layer] / probes.Count, mlp[layer] / probes.Count))];
    }

    private static IReadOnlyList<double> Finite(NextTokenDivergence divergence, string what) => divergence.Kl.All(double.IsFinite)
        ? divergence.Kl
        : throw new LabException($"The tuned model {what} has logits that are not finite. Lower the learning rate, or use another checkpoint.");

    private sealed class WithoutMlp(int layer) : ISiteVisitor
    {
        public bool Wants(Site site) => false;

        public Tensor Visit(Site site, Tensor value) => site == new Site(SiteKind.MlpOutput, layer) ? zeros_like(value) : value;
    }
}
