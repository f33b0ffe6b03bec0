using LfmSpec.Models;
using static TorchSharp.torch;

namespace LfmSpec.Lab.Laws;

/// <summary>The law of the clean runs themselves, whatever is read of them; what is read has laws of its own, on its type.</summary>
internal static class ObservationLaws
{
    /// <summary>Whether a law is one of the clean runs, whatever the cases are.</summary>
    internal static bool Has(Law law) => law is Law.LaterTokensChangeNothingBefore;

    /// <summary>Whether an experiment reads, or changes, what a law is about: a convolution that looked ahead would show in its factors.</summary>
    internal static bool Applies(Law law, ExperimentSpec experiment) => Has(law)
        && (experiment.Observations.Any(observation => KindComponents.Read(observation.Observation).Any(KindComponents.IsOfConvolution))
            || experiment.Cases.Any(@case => @case.Interventions.Any(intervention => KindComponents.IsOfConvolution(intervention.Component))));

    /// <summary>Checks a law on one clean run.</summary>
    /// <param name="model">The model.</param>
    /// <param name="law">The law.</param>
    /// <param name="clean">The clean run.</param>
    /// <returns>Whether it holds.</returns>
    internal static LawVerdict Check(CausalModel model, Law law, CleanRun clean)
    {
        using var nothingToLearn = no_grad();
        using var scope = NewDisposeScope();
        return law == Law.LaterTokensChangeNothingBefore
            ? LaterTokensChangeNothingBefore(ids => model.Forward(ids), clean.Ids, model.Shape.Vocabulary)
            : throw new ArgumentOutOfRangeException(nameof(law), law, "This is no law of an observation.");
    }

    /// <param name="forward">From ids, int64, [1, positions], to logits.</param>
    /// <param name="ids">The prompt's ids.</param>
    /// <param name="vocabulary">The number of tokens.</param>
    internal static LawVerdict LaterTokensChangeNothingBefore(Func<Tensor, Tensor> forward, IReadOnlyList<int> ids, int vocabulary)
    {
        if (ids.Count < 2)
        {
            return LawVerdict.NothingToCheck("the prompt has one position, and no later token");
        }

        using var scope = NewDisposeScope();
        var original = forward(TokenIds.AsTensor(ids));
        foreach (var position in new[] { 1, ids.Count / 2, ids.Count - 1 }.Distinct().Where(position => position > 0 && position < ids.Count))
        {
            int[] other = [.. ids];
            other[position] = (other[position] + 1) % vocabulary;
            var changed = forward(TokenIds.AsTensor(other));
            if (SameLogits.Difference(original.narrow(1, 0, position), changed.narrow(1, 0, position)) is { } difference)
            {
                return LawVerdict.Broken($"another token at position {position} changes {difference} before it");
            }
        }

        return LawVerdict.Holds;
    }
}
