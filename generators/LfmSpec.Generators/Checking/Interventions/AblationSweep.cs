namespace LfmSpec.Generators.Checking.Interventions;

/// <summary>Checks what an <see cref="AblateAttribute"/> replaces by what.</summary>
/// <param name="hasOnePrompt">Whether the experiment has a single prompt.</param>
/// <param name="findings">Where mistakes go.</param>
internal sealed class AblationSweep(bool hasOnePrompt, Findings findings)
{
    /// <summary>The ablation, or null if it cannot be swept.</summary>
    public Sweep? Of(InterventionDeclaration ablation, AblateAttribute says)
    {
        var written = ablation.Written;
        var site = written.At(nameof(AblateAttribute.Target)) ?? ablation.Site;
        if (says.Target == Component.Unspecified)
        {
            var isOfHead = written.At(nameof(AblateAttribute.Head)) is not null || written.At(nameof(AblateAttribute.Heads)) is not null;
            findings.AddFixable(DiagnosticDescriptors.NoTarget, site, isOfHead ? "Head" : "Operator Mlp");
            return null;
        }

        CheckReplacement(written, says);
        if (says.Target == Component.OutputSlice)
        {
            findings.Add(DiagnosticDescriptors.SliceIsNoHead, site);
        }

        var isSkip = says is { Target: Component.Block, With: Replacement.Input };
        var with = isSkip || says.With == Replacement.Zero ? "" : $"_{says.With}";
        return Sweep.Of(site, new(ablation.Word, ablation.Model, says.Target, CheckedPositions.All)
        {
            Stem = isSkip ? "Skip" : ablation.Word,
            Names = ($"{(says.Target == Component.Block && !isSkip ? "_Block" : "")}{with}{(says.Seed == 0 ? "" : $"_S{Identifiers.Of(says.Seed)}")}", ""),
            Traits = [(nameof(AblateAttribute.Target), $"{says.Target}")],
            With = says.With,
        }) with
        {
            AtEveryPosition = says is { Target: Component.Block, With: Replacement.Zero }
                ? (DiagnosticDescriptors.WholeBlockZeroed, written.At(nameof(AblateAttribute.With)) ?? site)
                : null,
        };
    }

    private void CheckReplacement(Written<InterventionAttribute> written, AblateAttribute says)
    {
        if (says.With.Problem(says.Target) is { } problem)
        {
            Report(written.At(nameof(AblateAttribute.With)), nameof(Replacement.Mean), $"{says.With}", $"Target = {says.Target}", problem);
        }

        if (says.With is Replacement.Resampled or Replacement.PromptMean && hasOnePrompt)
        {
            Report(
                written.At(nameof(AblateAttribute.With)),
                nameof(Replacement.Mean),
                $"{says.With}",
                "a single prompt",
                "it takes the values of others: give more prompts, or use With = Mean");
        }

        if (says.With != Replacement.Resampled)
        {
            Report(
                written.At(nameof(AblateAttribute.Seed)),
                nameof(Replacement.Resampled),
                $"{says.With}",
                "a seed",
                "it draws nothing: use With = Resampled, or remove Seed");
        }
    }

    private void Report(Site? site, string fix, params string[] arguments)
    {
        if (site is { } written)
        {
            findings.AddFixable(DiagnosticDescriptors.ReplacementDoesNotFit, written, fix, arguments);
        }
    }
}
