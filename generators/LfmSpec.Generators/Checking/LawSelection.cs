using System.Collections.Immutable;

namespace LfmSpec.Generators;

/// <summary>Which laws an experiment is held to.</summary>
internal static class LawSelection
{
    /// <summary>The laws of an experiment's cases and fine-tunings, in the order of the enumeration, and then those that its kinds have of their own.</summary>
    public static ImmutableArray<LawModel> Of(
        ImmutableArray<CaseModel> cases, ImmutableArray<KindModel> observations, ImmutableArray<FineTuneModel> fineTunes, EquatableArray<KindDeclaration> summaries) =>
    [
        .. Of(cases, observations, fineTunes).Select(static law => new LawModel($"{law}", CodeLiteral.Of(law))),
        .. cases.SelectMany(static item => item.Interventions).OfType<OwnModel>().SelectMany(static own => own.Kind.Laws)
            .Concat(observations.SelectMany(static kind => kind.Laws)).Concat(summaries.SelectMany(static kind => kind.Laws)).Distinct()
            .Select(static law => new LawModel(law, CodeLiteral.Of(law))),
    ];

    private static ImmutableArray<Law> Of(
        ImmutableArray<CaseModel> cases, ImmutableArray<KindModel> observations, ImmutableArray<FineTuneModel> fineTunes)
    {
        var all = cases.SelectMany(static item => item.Interventions).ToImmutableArray();
        return [.. Enum.GetValues(typeof(Law)).Cast<Law>().Where(law => law switch
        {
            Law.CleanIntoCleanIsClean or Law.ResumedEqualsFull or Law.BatchedEqualsSingle => cases.Length > 0,
            Law.ScaleZeroIsClean => all.Any(static item => item is SteeringModel or PerturbationModel || (item is OwnModel own && own.Promises("IScaled"))),
            Law.ChangedRunIsCausal =>
                cases.Any(static item => item.Interventions.All(static intervention => intervention is OwnModel own && own.Promises("ICausal"))),
            Law.MeanIsNotZero => all.Any(static item => item is AblationModel { Target: not Component.Block }),
            Law.SkippingEveryBlockIsTheEmbeddingLens =>
                all.Any(static item => item is AblationModel { Target: Component.Block, With: Replacement.Input }),
            Law.NothingChangesBeforeThePosition =>
                cases.Any(static item => item.Interventions.All(static intervention => intervention.At.LeavesAPositionBefore)),
            Law.OrderDoesNotMatter => cases.Any(static item => item.Interventions.Count > 1),
            Law.ResamplingIsADerangement => all.Any(static item => item is AblationModel { With: Replacement.Resampled }),
            Law.ControlHasEqualNorm => all.Any(static item => item is SteeringModel { Direction: RandomControlModel }),
            Law.PatchingFromItselfIsClean => all.Any(static item => item is PatchingModel),
            Law.LaterTokensChangeNothingBefore => observations.SelectMany(static kind => kind.Components).Concat(all.Select(static item => item.Component))
                .Any(static component => component is Component.Gate or Component.Carrier or Component.Signal),
            Law.ZeroAdapterIsTheBase or Law.EveryAdapterIsCalled => fineTunes.Length > 0,
            Law.MergedEqualsUnmerged => fineTunes.Any(static item => item.Adapter.Quantization == WeightQuantization.None),
            Law.ResumedTrainingEqualsUninterrupted => fineTunes.Any(static item => item.Training.Steps > 1),
            Law.FirstPreferenceLossIsKnown => fineTunes.Any(static item => TuningKinds.IsOfPreferences(item.Method) && item.Loss != LossOver.Padding),
            Law.EqualRewardsHaveNoGradient => fineTunes.Any(static item => TuningKinds.IsOfRewards(item.Method)),
            _ => throw new ArgumentOutOfRangeException(nameof(cases), law, "No experiment is held to this law."),
        })];
    }
}
