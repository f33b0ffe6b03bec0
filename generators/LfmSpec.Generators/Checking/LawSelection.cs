using System.Collections.Immutable;

namespace LfmSpec.Generators.Checking;

/// <summary>Which laws an experiment is held to.</summary>
internal static class LawSelection
{
    /// <summary>The laws of an experiment's cases and fine-tunings, in the order of the enumeration, and then those that its kinds have of their own.</summary>
    public static ImmutableArray<CheckedLaw> Of(
        ImmutableArray<CheckedCase> cases, ImmutableArray<CheckedKind> observations, ImmutableArray<FineTuneRow> fineTunes, EquatableArray<KindDeclaration> summaries) =>
    [
        .. Of(cases, observations, fineTunes).Select(static law => new CheckedLaw($"{law}", CodeLiteral.Of(law))),
        .. cases.SelectMany(static item => item.Interventions).SelectMany(static intervention => intervention.Kind.Laws)
            .Concat(observations.SelectMany(static kind => kind.Laws)).Concat(summaries.SelectMany(static kind => kind.Laws)).Distinct()
            .Select(static law => new CheckedLaw(law, CodeLiteral.Of(law))),
    ];

    private static ImmutableArray<Law> Of(
        ImmutableArray<CheckedCase> cases, ImmutableArray<CheckedKind> observations, ImmutableArray<FineTuneRow> fineTunes)
    {
        var changes = cases.Select(static item => item.Interventions.Select(static intervention => intervention.Change).ToArray()).ToArray();
        return [.. Enum.GetValues(typeof(Law)).Cast<Law>().Where(law => law switch
        {
            Law.LaterTokensChangeNothingBefore => observations.SelectMany(static kind => kind.Components).Concat(changes.SelectMany(static item => item).Select(static change => change.Component))
                .Any(static component => component is Component.Gate or Component.Carrier or Component.Signal),
            _ when FineTuneLaws.Has(law) => fineTunes.Any(row => FineTuneLaws.IsHeldTo(law, row.Spec)),
            _ => changes.Any(@case => CaseLaws.Applies(law, @case)),
        })];
    }
}
