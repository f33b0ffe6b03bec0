using System.Collections.Immutable;

namespace LfmSpec.Generators.Checking;

/// <summary>Warns of mistakes of method that only the whole experiment shows.</summary>
/// <param name="experiment">The experiment.</param>
/// <param name="findings">Where warnings go.</param>
internal sealed class MethodChecker(ExperimentDeclaration experiment, Findings findings)
{
    /// <summary>Checks the measures and the factors.</summary>
    /// <param name="prompts">The prompts, or null where a mistake of theirs is already reported.</param>
    /// <param name="expansions">What the attributes stand for.</param>
    public void Check(PromptSpec? prompts, ImmutableArray<Expansion> expansions)
    {
        // Of a suite or a file there are several as a rule.
        if (prompts is not null && (prompts.Pairs.Count > 0 ? prompts.Pairs.Count > 1 : prompts.Texts.Count != 1))
        {
            WarnOfSums();
        }

        WarnOfFactors(expansions);
        WarnOfLoneNames();
    }

    private void WarnOfSums()
    {
        var divergences = experiment.Measures.Where(static measure => measure.BuiltIn == Metric.Kl).ToArray();
        if (divergences.Length > 0 && Array.TrueForAll(divergences, static measure => measure.Over is { Value: Reduction.Sum }))
        {
            findings.Add(DiagnosticDescriptors.OnlySummed, divergences[0].Over!.Site);
        }
    }

    // Where something is wrong, a name may be lone because its partner was left out.
    private void WarnOfLoneNames()
    {
        var names = experiment.Interventions.Select(static intervention => intervention.Together).OfType<Argument<string?>>().ToArray();
        foreach (var lone in names.GroupBy(static name => name.Value, StringComparer.Ordinal).Where(static group => group.Count() == 1).Select(static group => group.Single()))
        {
            if (!findings.HasErrors)
            {
                var others = names.Select(static name => name.Value!).Where(name => name != lone.Value);
                findings.AddFixable(
                    DiagnosticDescriptors.NothingTogether,
                    lone.Site,
                    nameof(InterventionAttribute.Together),
                    lone.Value!,
                    Spelling.Nearest(lone.Value!, others) is { } meant ? $"; was \"{meant}\" meant?" : "");
            }
        }
    }

    // Said once, at the second factor: setting that one to something else is what makes the two differ.
    private void WarnOfFactors(ImmutableArray<Expansion> expansions)
    {
        var factors = expansions
            .SelectMany(static expansion => expansion.Runs
                .SelectMany(static run => run)
                .Where(static intervention => intervention.With is not null)
                .Select(ablation => (expansion.Origin, Ablation: ablation)))
            .Where(static factor => factor.Ablation.Component is Component.Gate or Component.Carrier or Component.Signal)
            .ToArray();
        if (Array.Exists(factors, static factor => factor.Ablation.With != Replacement.Zero))
        {
            return;
        }

        var equal = factors
            .Where(static factor => IsInTheWholeProduct(factor.Ablation))
            .GroupBy(static factor => (factor.Ablation.Layer, factor.Ablation.At))
            .Select(static place => place.GroupBy(static factor => factor.Ablation.Component).ToArray())
            .FirstOrDefault(static targets => targets.Length > 1);
        if (equal is not null)
        {
            findings.Add(
                DiagnosticDescriptors.ProductZeroed,
                equal[1].First().Origin.Written.At(nameof(AblateAttribute.Target))!.Value,
                WordList.Join(equal.Select(static factor => $"{factor.Key}"), "and"));
        }
    }

    // The convolution stands between gate x signal and the carrier: at one position, its other taps leave the two different.
    private static bool IsInTheWholeProduct(CheckedIntervention factor) =>
        factor.Component != Component.Carrier || factor.At == CheckedPositions.All;
}
