extern alias lab;
extern alias vocabulary;

using System.Reflection;

namespace LfmSpec.Generators.Tests;

/// <summary>The generator's copy of the vocabulary is the vocabulary's own, by name and by value.</summary>
public class VocabularyTests
{
    private static readonly Assembly Genuine = typeof(vocabulary::LfmSpec.ExperimentAttribute).Assembly;
    private static readonly Assembly Lab = typeof(lab::LfmSpec.Lab.ExperimentSpec).Assembly;

    [Test]
    public void The_experiment_is_found_by_its_name() =>
        Assert.That(typeof(vocabulary::LfmSpec.ExperimentAttribute).FullName, Is.EqualTo(ExperimentReader.ExperimentMetadataName));

    [TestCase(typeof(AblateAttribute), typeof(vocabulary::LfmSpec.AblateAttribute), "Layer Layers Position Positions AtPositions Together Target With Head Heads Pairs Seed During")]
    [TestCase(typeof(SteerAttribute), typeof(vocabulary::LfmSpec.SteerAttribute), "Layer Layers Position Positions AtPositions Together Seed Toward From ControlSeed Scale Scales Unit At During")]
    [TestCase(typeof(PatchAttribute), typeof(vocabulary::LfmSpec.PatchAttribute), "Layer Layers Position Positions AtPositions Together Target Head Heads Into At During")]
    [TestCase(typeof(PerturbAttribute), typeof(vocabulary::LfmSpec.PerturbAttribute), "Layer Layers Position Positions AtPositions Together Seed Scale During")]
    [TestCase(typeof(ObserveAttribute), typeof(vocabulary::LfmSpec.ObserveAttribute), "Quantity Top Threshold Permutations Seed Categories")]
    [TestCase(typeof(FineTuneAttribute), typeof(vocabulary::LfmSpec.FineTuneAttribute), "Case Targets Layers Rank Alpha Dropout Quantization Method Data Examples Loss PadTo Steps BatchSize Accumulate Average Order LearningRate Schedule WarmUp WeightDecay MaxGradNorm Seeds EvaluateEvery Beta Clip ClipHigh Ratio Reward Samples MaxNewTokens Temperature TopK Updates")]
    [TestCase(typeof(SummarizeAttribute), typeof(vocabulary::LfmSpec.SummarizeAttribute), "Summary Resamples Seed")]
    [TestCase(typeof(PairAttribute), typeof(vocabulary::LfmSpec.PairAttribute), "Clean Corrupt")]
    [TestCase(typeof(PromptsAttribute), typeof(vocabulary::LfmSpec.PromptsAttribute), "Texts Suite File PerFamily Split SingleTokenTargets")]
    [TestCase(typeof(CapabilityAttribute), typeof(vocabulary::LfmSpec.CapabilityAttribute), "Tests Seeds")]
    [TestCase(typeof(OnModelsAttribute), typeof(vocabulary::LfmSpec.OnModelsAttribute), "Models")]
    [TestCase(typeof(MeasureAttribute), typeof(vocabulary::LfmSpec.MeasureAttribute), "Metric Over Within")]
    [TestCase(typeof(ExperimentAttribute), typeof(vocabulary::LfmSpec.ExperimentAttribute), "Published AsPublished Long")]
    public void Attributes_have_the_properties_that_are_written_here(Type copy, Type genuine, string properties)
    {
        ArgumentNullException.ThrowIfNull(copy);
        ArgumentNullException.ThrowIfNull(genuine);
        Assert.That(copy.FullName, Is.EqualTo(genuine.FullName));
        foreach (var type in new[] { copy, genuine })
        {
            Assert.That(type.GetProperties().Select(property => property.Name).Except([nameof(Attribute.TypeId)]), Is.EquivalentTo(properties.Split(' ')), type.Assembly.GetName().Name);
        }
    }

    // Written out: generated code and approved keys hold these values, and the generator's copy is compiled from the vocabulary's own source.
    [TestCase(typeof(Component), 0, "Unspecified Operator Mlp Block Head Gate Carrier Signal OutputSlice")]
    [TestCase(typeof(Replacement), 0, "Zero Mean Input One PromptMean Resampled")]
    [TestCase(typeof(Place), 0, "Last First All")]
    [TestCase(typeof(Reduction), 0, "Mean Sum Last")]
    [TestCase(typeof(Metric), 0, "Kl Top1 LogitShift Interaction Recovery KlRecovery TargetLogProbability")]
    [TestCase(typeof(Suite), 0, "TaskFamilies")]
    [TestCase(typeof(Law), 0, "CleanIntoCleanIsClean ResumedEqualsFull BatchedEqualsSingle ScaleZeroIsClean MeanIsNotZero SkippingEveryBlockIsTheEmbeddingLens NothingChangesBeforeThePosition ChangedRunIsCausal OrderDoesNotMatter ResamplingIsADerangement ControlHasEqualNorm PatchingFromItselfIsClean LaterTokensChangeNothingBefore ZeroAdapterIsTheBase MergedEqualsUnmerged EveryAdapterIsCalled ResumedTrainingEqualsUninterrupted FirstPreferenceLossIsKnown EqualRewardsHaveNoGradient")]
    [TestCase(typeof(PatchInto), 0, "Corrupt Clean")]
    [TestCase(typeof(During), 0, "Both Prompt NewTokens")]
    [TestCase(typeof(Quantity), 0, "ResidualNorms ResidualNormsByPosition MassiveActivations LogitLens Cka ConvTaps TokenLoss VocabularyContribution EmbeddingStructure AttentionStatistics GradientSensitivity ParameterGradients")]
    [TestCase(typeof(Split), 0, "Test Train Validation")]
    [TestCase(typeof(SteeringUnit), 0, "Length Raw ResidualNorm")]
    [TestCase(typeof(Summary), 0, "RankAgreement Hub ConvAgainstAttention PromptLength")]
    [TestCase(typeof(TuningMethod), 0, "Sft Dpo Ipo Grpo DrGrpo Dapo")]
    [TestCase(typeof(LossOver), 0, "Response Text Padding")]
    [TestCase(typeof(LossAverage), 0, "Tokens Batches")]
    [TestCase(typeof(LearningRateSchedule), 0, "Cosine Linear Constant")]
    [TestCase(typeof(PolicyRatio), 0, "OldPolicy Base")]
    [TestCase(typeof(ExampleOrder), 0, "Shuffled AsGiven")]
    [TestCase(typeof(RewardRule), 0, "FirstNumber AnswerAnywhere")]
    [TestCase(typeof(WeightQuantization), 0, "None NormalFloat4 DoubleNormalFloat4")]
    public void Enums_have_the_names_and_values_that_are_written_here(Type copy, int first, string names)
    {
        ArgumentNullException.ThrowIfNull(copy);
        var expected = names.Split(' ').Select((name, index) => (name, first + index));
        foreach (var type in new[] { copy, Genuine.GetType(copy.FullName!, throwOnError: true)! })
        {
            Assert.That(Enum.GetNames(type).Select(name => (name, (int)Enum.Parse(type, name))), Is.EqualTo(expected), type.Assembly.GetName().Name);
        }
    }

    [Test]
    public void Every_enum_of_the_vocabulary_is_written_here() => Assert.That(
        typeof(VocabularyTests).GetMethod(nameof(Enums_have_the_names_and_values_that_are_written_here))!.GetCustomAttributes<TestCaseAttribute>().Select(test => ((Type)test.Arguments[0]!).FullName),
        Is.EquivalentTo(Genuine.GetExportedTypes().Where(type => type.IsEnum).Select(type => type.FullName)));

    [TestCase("Lab.ExperimentSpec")]
    [TestCase("Lab.CaseSpec")]
    [TestCase("Lab.Intervention")]
    [TestCase("Lab.Ablation")]
    [TestCase("Lab.Steering")]
    [TestCase("Lab.Patching")]
    [TestCase("Lab.Perturbation")]
    [TestCase("Lab.RandomVector")]
    [TestCase("Lab.DifferenceOfMeans")]
    [TestCase("Lab.RandomControl")]
    [TestCase("Lab.PositionSet")]
    [TestCase("Lab.ObservationSpec")]
    [TestCase("Lab.SummarySpec")]
    [TestCase("FineTuneSpec")]
    [TestCase("AdapterSpec")]
    [TestCase("TrainingSpec")]
    [TestCase("GroupSpec")]
    [TestCase("PromptPair")]
    [TestCase("PromptSpec")]
    [TestCase("Lab.MeasureSpec")]
    public void What_is_emitted_names_types_that_exist(string name) => Assert.That(Genuine.GetType($"LfmSpec.{name}") ?? Lab.GetType($"LfmSpec.{name}"), Is.Not.Null);

    [TestCase(typeof(Quantity), "IObservation")]
    [TestCase(typeof(Summary), "ISummary")]
    public void Every_member_of_an_enum_of_kinds_names_a_type_of_the_lab_s_and_every_type_has_a_member(Type members, string contract)
    {
        ArgumentNullException.ThrowIfNull(members);
        var types = Lab.GetExportedTypes();
        var face = types.Single(type => type.Name == contract);
        Assert.That(types.Where(type => type != face && type.IsAssignableTo(face)).Select(type => type.Name), Is.EquivalentTo(Enum.GetNames(members)));
    }

    [Test]
    public void Every_attribute_is_read() => Assert.That(
        Genuine.GetTypes().Where(type => type.IsSubclassOf(typeof(Attribute)) && !type.IsSubclassOf(typeof(vocabulary::LfmSpec.InterventionAttribute)) && type is { IsPublic: true, IsAbstract: false }).Select(type => type.Name.Split('`')[0]).Distinct(),
        Is.EquivalentTo(Vocabulary.Attributes.AddRange(nameof(TakesAttribute), nameof(ReadsAttribute), nameof(ActsOnAttribute), nameof(LawAttribute), nameof(OverAttribute))),
        "an attribute that the reader does not know would run nothing");
}
