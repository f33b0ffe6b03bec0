
namespace LfmSpec.Lab.Tests;

/// <summary>Cases of every kind of intervention, on prompts of several lengths.</summary>
internal static class EveryIntervention
{
    internal static PromptSpec Prompts { get; } = new(["x = 4\ny = x + 3\nprint(y)\n# prints", "The capital of France is", "7 + 5 ="]);

    internal static PromptSpec Pairs { get; } = new([])
    {
        Pairs = [new PromptPair("The capital of Spain is", "The capital of Italy is"), new PromptPair("A B C D A B C", "A B C E A B C")],
    };

    internal static DifferenceOfMeans Means { get; } = new(["The capital of Spain is", "The capital of Italy is"], ["7 + 5 =", "12 + 9 ="]);

    /// <summary>An experiment over prompts, without patching.</summary>
    internal static ExperimentSpec OnPrompts() => Experiments.Of(Prompts, [.. Changes().Select(interventions => new CaseSpec(string.Join(" and ", interventions), interventions))]);

    /// <summary>An experiment that patches.</summary>
    internal static ExperimentSpec OnPairs() => Experiments.Of(Pairs, [.. Patches().Select(patching => new CaseSpec(patching.ToString(), [patching]))]) with
    {
        Measures = [new MeasureSpec(new Recovery(), Reduction.Last), new MeasureSpec(new KlRecovery(), Reduction.Last), new MeasureSpec(new Kl())],
    };

    private static IEnumerable<Intervention[]> Changes()
    {
        Component[] components = [Component.Operator, Component.Mlp, Component.Block, Component.Gate, Component.Carrier, Component.Signal];
        Replacement[] replacements = [Replacement.Zero, Replacement.Mean, Replacement.PromptMean, Replacement.Resampled];
        foreach (var target in components)
        {
            foreach (var with in replacements)
            {
                yield return [new Ablation(5, target, with) { Seed = with == Replacement.Resampled ? 1 : 0 }];
            }
        }

        yield return [new Ablation(7, Component.Gate, Replacement.One)];
        yield return [new Ablation(6, Component.Block, Replacement.Input)];
        yield return [new Ablation(5, Component.Mlp) { At = PositionSet.Of(1, 2, 4) }];
        yield return [new Ablation(5, Component.Block) { At = PositionSet.Of(3) }];
        yield return [new Ablation(13, Component.Block, Replacement.Mean) { At = PositionSet.Last }];
        for (var head = 0; head < 8; head += 3)
        {
            yield return [new Ablation(4, Component.Head, Head: head)];
            yield return [new Ablation(4, Component.Head, Replacement.Resampled, head)];
            yield return [new Ablation(12, Component.OutputSlice, Replacement.Zero, head)];
        }

        foreach (var place in new[] { PositionSet.Last, PositionSet.First, PositionSet.All, PositionSet.Of(2, 3) })
        {
            yield return [new Steering(3, new RandomVector(42), -4) { At = place }];
        }

        foreach (var unit in Enum.GetValues<SteeringUnit>())
        {
            yield return [new Steering(2, Means, 0.5, unit)];
            yield return [new Steering(2, new RandomControl(Means, 7), 0.5, unit)];
        }

        yield return [new Perturbation(3, 5, 0.01)];
        yield return [new Ablation(2, Component.Mlp), new Ablation(9, Component.Operator, Replacement.Mean)];
        yield return [new Ablation(0, Component.Block, Replacement.Input), new Ablation(1, Component.Block, Replacement.Input), new Steering(11, new RandomVector(3), 2)];
    }

    private static IEnumerable<Patching> Patches()
    {
        foreach (var into in Enum.GetValues<PatchInto>())
        {
            yield return new Patching(3, Component.Block, into) { At = PositionSet.Of(4) };
            yield return new Patching(3, Component.Mlp, into);
            yield return new Patching(9, Component.Operator, into) { At = PositionSet.Last };
            yield return new Patching(4, Component.Head, into, 2);
            yield return new Patching(8, Component.Block, into);
        }
    }
}
