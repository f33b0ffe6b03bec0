namespace LfmSpec.Generators.Tests;

/// <summary>Which laws an experiment is held to.</summary>
public class LawTests
{
    private const string OfCases = "CleanIntoCleanIsClean ResumedEqualsFull BatchedEqualsSingle";

    private const string OfAdapters = "ZeroAdapterIsTheBase";

    private const string Tuned = "FineTune(Case = \"a\", Targets = \"w1\"";

    private const string Untrained = "FineTune(Case = \"a\", Targets = \"w1\", Steps = 0";

    [TestCase("Ablate(Layer = 5, Target = Mlp)", $"{OfCases} MeanIsNotZero")]
    [TestCase("Ablate(Layer = 2, Target = Head)", $"{OfCases} MeanIsNotZero")]
    [TestCase("Ablate(Layer = 5, Target = Block, With = Mean)", OfCases)]
    [TestCase("Ablate(Layer = 5, Target = Block, With = Input)", $"{OfCases} SkippingEveryBlockIsTheEmbeddingLens")]
    [TestCase("Ablate(Layer = 5, Target = Mlp, With = Resampled)", $"{OfCases} MeanIsNotZero ResamplingIsADerangement")]
    [TestCase("Ablate(Layer = 5, Target = Gate)", $"{OfCases} MeanIsNotZero LaterTokensChangeNothingBefore")]
    [TestCase("Ablate(Layer = 5, Target = Carrier)", $"{OfCases} MeanIsNotZero LaterTokensChangeNothingBefore")]
    [TestCase("Ablate(Layer = 5, Target = Signal)", $"{OfCases} MeanIsNotZero LaterTokensChangeNothingBefore")]
    [TestCase("Ablate(Layers = \"5-6\", Target = Mlp, Pairs = true)", $"{OfCases} MeanIsNotZero OrderDoesNotMatter")]
    [TestCase("Steer(Seed = 1, Scale = 1)", $"{OfCases} ScaleZeroIsClean NothingChangesBeforeThePosition")]
    [TestCase("Steer(Seed = 1, Scale = 1, At = Place.First)", $"{OfCases} ScaleZeroIsClean")]
    [TestCase("Steer(Seed = 1, Scale = 1, At = Place.All)", $"{OfCases} ScaleZeroIsClean")]
    [TestCase("Steer(Toward = new[] { \"a\" }, From = new[] { \"b\" }, Scale = 1, At = Place.All)", $"{OfCases} ScaleZeroIsClean")]
    [TestCase("Steer(Toward = new[] { \"a\" }, From = new[] { \"b\" }, ControlSeed = 1, Scale = 1, At = Place.All)", $"{OfCases} ScaleZeroIsClean ControlHasEqualNorm")]
    [TestCase("Perturb(Seed = 1)", $"{OfCases} ScaleZeroIsClean")]
    [TestCase("Perturb(Seed = 1, AtPositions = \"1,3\")", $"{OfCases} ScaleZeroIsClean NothingChangesBeforeThePosition")]
    [TestCase("Perturb(Seed = 1, AtPositions = \"0,3\")", $"{OfCases} ScaleZeroIsClean")]
    [TestCase("Perturb(Seed = 1, Positions = \"0-1\")", $"{OfCases} ScaleZeroIsClean NothingChangesBeforeThePosition")]
    [TestCase("Perturb(Layer = 5, Seed = 1, Position = 1, Together = \"t\"), Ablate(Layer = 5, Target = Mlp, Together = \"t\")",
        $"{OfCases} ScaleZeroIsClean MeanIsNotZero OrderDoesNotMatter")]
    [TestCase("Pair(\"a\", \"b\"), Patch(Target = Mlp)", $"{OfCases} PatchingFromItselfIsClean")]
    [TestCase("Pair(\"a\", \"b\"), Patch(Position = 1)", $"{OfCases} NothingChangesBeforeThePosition PatchingFromItselfIsClean")]
    [TestCase("Observe(Quantity.ResidualNorms)", "")]
    [TestCase("Observe(Quantity.ConvTaps)", "LaterTokensChangeNothingBefore")]
    [TestCase("Observe(Quantity.LogitLens)", "LensAfterTheLastBlockIsTheModel")]
    [TestCase("Observe(Quantity.VocabularyContribution)", "LensAfterTheLastBlockIsTheModel")]
    [TestCase("Observe(Quantity.Cka)", "CkaOfItselfIsOne")]
    [TestCase("Observe(Quantity.AttentionStatistics)", "AttentionIsADistribution")]
    [TestCase($"{Tuned}, Data = \"arithmetic\")", $"{OfAdapters} MergedEqualsUnmerged EveryAdapterIsCalled ResumedTrainingEqualsUninterrupted")]
    [TestCase($"{Tuned}, Steps = 1, WarmUp = 0, Data = \"arithmetic\")", $"{OfAdapters} MergedEqualsUnmerged EveryAdapterIsCalled")]
    [TestCase($"{Tuned}, Steps = 2, WarmUp = 1, Data = \"arithmetic\")", $"{OfAdapters} MergedEqualsUnmerged EveryAdapterIsCalled ResumedTrainingEqualsUninterrupted")]
    [TestCase($"{Tuned}, Steps = 0, Data = \"arithmetic\")", $"{OfAdapters} MergedEqualsUnmerged EveryAdapterIsCalled")]
    [TestCase($"{Tuned}, Steps = 0, Quantization = WeightQuantization.NormalFloat4, Data = \"arithmetic\")", $"{OfAdapters} EveryAdapterIsCalled")]
    [TestCase($"{Tuned}, Steps = 0, Quantization = WeightQuantization.NormalFloat4, Data = \"arithmetic\"), FineTune(Case = \"b\", Targets = \"w1\", Steps = 0, Data = \"arithmetic\")",
        $"{OfAdapters} MergedEqualsUnmerged EveryAdapterIsCalled")]
    [TestCase($"{Untrained}, Method = TuningMethod.Dpo, Data = \"preferences\")", $"{OfAdapters} MergedEqualsUnmerged EveryAdapterIsCalled FirstPreferenceLossIsKnown")]
    [TestCase($"{Untrained}, Method = TuningMethod.Ipo, Loss = LossOver.Text, Data = \"preferences\")", $"{OfAdapters} MergedEqualsUnmerged EveryAdapterIsCalled FirstPreferenceLossIsKnown")]
    [TestCase($"{Untrained}, Method = TuningMethod.Dpo, Loss = LossOver.Padding, PadTo = 64, Data = \"preferences\")", $"{OfAdapters} MergedEqualsUnmerged EveryAdapterIsCalled")]
    [TestCase($"{Untrained}, Method = TuningMethod.Grpo, Data = \"problems\")", $"{OfAdapters} MergedEqualsUnmerged EveryAdapterIsCalled EqualRewardsHaveNoGradient")]
    [TestCase($"{Untrained}, Method = TuningMethod.DrGrpo, Data = \"problems\")", $"{OfAdapters} MergedEqualsUnmerged EveryAdapterIsCalled EqualRewardsHaveNoGradient")]
    [TestCase($"{Untrained}, Method = TuningMethod.Dapo, Data = \"problems\")", $"{OfAdapters} MergedEqualsUnmerged EveryAdapterIsCalled EqualRewardsHaveNoGradient")]
    public void The_laws_are_those_of_what_is_changed_and_observed(string attributes, string laws) => Assert.That(
        BuiltProject.Of($"[Experiment, {attributes}] public partial class X;").Tests("X").Where(name => name.StartsWith("Law_", StringComparison.Ordinal)),
        Is.EqualTo(laws.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(law => $"Law_{law}")));

    [Test]
    public void Every_law_can_be_asked_of_an_experiment() => Assert.That(
        typeof(LawTests).GetMethod(nameof(The_laws_are_those_of_what_is_changed_and_observed))!.GetCustomAttributes(typeof(TestCaseAttribute), false)
            .SelectMany(test => ((string)((TestCaseAttribute)test).Arguments[1]!).Split(' ', StringSplitOptions.RemoveEmptyEntries)).Distinct(),
        Is.EquivalentTo(Enum.GetNames<Law>().Where(law => law != nameof(Law.ChangedRunIsCausal))
            .Concat(["LensAfterTheLastBlockIsTheModel", "CkaOfItselfIsOne", "AttentionIsADistribution"])),
        "the enumeration's but one that is promised by kinds of one's own (OwnInterventionTests), and those that the lab's kinds have of their own");
}
