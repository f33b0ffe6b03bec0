using LfmSpec.Models;
using static TorchSharp.torch;

namespace LfmSpec.Lab;

/// <summary>How far training moved a model on one probe.</summary>
/// <param name="Prompt">The probe's text.</param>
/// <param name="Kl">KL(base || tuned) in nats, one a position.</param>
/// <param name="SameTop1">Whether the most probable next token is the base model's, at the same positions.</param>
public sealed record ProbeShift(string Prompt, IReadOnlyList<double> Kl, IReadOnlyList<bool> SameTop1)
{
    /// <summary>The mean over the positions, in nats.</summary>
    public double Mean => Kl.Sum() / Kl.Count;

    /// <summary>At the last position, as the published study measured, in nats.</summary>
    public double Last => Kl[^1];

    /// <summary>The mean over the positions but the first, in nats: that of BOS is the same for every probe, and often the largest. Not a number of a probe of one token.</summary>
    public double MeanAfterFirst => Kl.Skip(1).Sum() / (Kl.Count - 1);

    /// <summary>Compares a model with clean runs of the base model.</summary>
    /// <param name="model">The tuned model.</param>
    /// <param name="probes">The base model's runs.</param>
    /// <param name="what">What the model is, for an error.</param>
    /// <param name="remedy">What to do where it has diverged.</param>
    /// <returns>The shift of each.</returns>
    /// <exception cref="LabException">A logit of the model is not finite.</exception>
    internal static IReadOnlyList<ProbeShift> Of(CausalModel model, IEnumerable<CleanRun> probes, string what = "The tuned model", string remedy = "The training has diverged: lower the learning rate")
    {
        using var nothingToLearn = no_grad();
        return [.. probes.Select(clean =>
        {
            using var scope = NewDisposeScope();
            var divergence = model.Divergence(model.Blocks(0, model.Embed(TokenIds.AsTensor(clean.Ids))), clean.Distribution);
            if (!divergence.Kl.All(double.IsFinite))
            {
                throw FiniteRun.Error(model, what, clean, remedy: remedy);
            }

            return new ProbeShift(clean.Prompt.Text, divergence.Kl, [.. divergence.Top.Zip(clean.Distribution.Top, (tuned, before) => tuned == before)]);
        })];
    }
}
