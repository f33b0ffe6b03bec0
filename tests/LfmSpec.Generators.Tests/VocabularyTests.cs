extern alias vocabulary;

using System.Reflection;

namespace LfmSpec.Generators.Tests;

/// <summary>The generator's copy of the vocabulary is the vocabulary's own, by name and by value.</summary>
public class VocabularyTests
{
    private static readonly Assembly Genuine = typeof(vocabulary::LfmSpec.ExperimentAttribute).Assembly;

    [Test]
    public void The_experiment_is_found_by_its_name() =>
        Assert.That(typeof(vocabulary::LfmSpec.ExperimentAttribute).FullName, Is.EqualTo(ExperimentReader.ExperimentMetadataName));

    [TestCase(typeof(AblateAttribute), typeof(vocabulary::LfmSpec.AblateAttribute))]
    [TestCase(typeof(SteerAttribute), typeof(vocabulary::LfmSpec.SteerAttribute))]
    [TestCase(typeof(PatchAttribute), typeof(vocabulary::LfmSpec.PatchAttribute))]
    [TestCase(typeof(PerturbAttribute), typeof(vocabulary::LfmSpec.PerturbAttribute))]
    [TestCase(typeof(ObserveAttribute), typeof(vocabulary::LfmSpec.ObserveAttribute))]
    [TestCase(typeof(FineTuneAttribute), typeof(vocabulary::LfmSpec.FineTuneAttribute))]
    [TestCase(typeof(SummarizeAttribute), typeof(vocabulary::LfmSpec.SummarizeAttribute))]
    [TestCase(typeof(PairAttribute), typeof(vocabulary::LfmSpec.PairAttribute))]
    [TestCase(typeof(PromptsAttribute), typeof(vocabulary::LfmSpec.PromptsAttribute))]
    [TestCase(typeof(MeasureAttribute), typeof(vocabulary::LfmSpec.MeasureAttribute))]
    [TestCase(typeof(ExperimentAttribute), typeof(vocabulary::LfmSpec.ExperimentAttribute))]
    public void Attributes_have_the_same_names_and_properties(Type copy, Type genuine)
    {
        ArgumentNullException.ThrowIfNull(copy);
        ArgumentNullException.ThrowIfNull(genuine);
        Assert.That(copy.FullName, Is.EqualTo(genuine.FullName));
        Assert.That(copy.GetProperties().Select(property => property.Name), Is.EquivalentTo(genuine.GetProperties().Select(property => property.Name)));
    }

    [TestCase(typeof(Component))]
    [TestCase(typeof(Replacement))]
    [TestCase(typeof(Place))]
    [TestCase(typeof(Positions))]
    [TestCase(typeof(Metric))]
    [TestCase(typeof(Suite))]
    [TestCase(typeof(Law))]
    [TestCase(typeof(PatchInto))]
    [TestCase(typeof(Quantity))]
    [TestCase(typeof(Split))]
    [TestCase(typeof(SteeringUnit))]
    [TestCase(typeof(Summary))]
    [TestCase(typeof(TuningMethod))]
    [TestCase(typeof(LossOver))]
    [TestCase(typeof(LearningRateSchedule))]
    [TestCase(typeof(PolicyRatio))]
    [TestCase(typeof(ExampleOrder))]
    [TestCase(typeof(RewardRule))]
    [TestCase(typeof(WeightQuantization))]
    public void Enums_have_the_same_names_and_values(Type copy)
    {
        ArgumentNullException.ThrowIfNull(copy);
        var genuine = Genuine.GetType(copy.FullName!, throwOnError: true)!;
        Assert.That(
            Enum.GetNames(copy).Select(name => (name, (int)Enum.Parse(copy, name))),
            Is.EqualTo(Enum.GetNames(genuine).Select(name => (name, (int)Enum.Parse(genuine, name)))));
    }

    [TestCase("ExperimentSpec")]
    [TestCase("CaseSpec")]
    [TestCase("Intervention")]
    [TestCase("Ablation")]
    [TestCase("Steering")]
    [TestCase("Patching")]
    [TestCase("Perturbation")]
    [TestCase("RandomVector")]
    [TestCase("DifferenceOfMeans")]
    [TestCase("RandomControl")]
    [TestCase("PositionSet")]
    [TestCase("ObservationSpec")]
    [TestCase("SummarySpec")]
    [TestCase("FineTuneSpec")]
    [TestCase("AdapterSpec")]
    [TestCase("TrainingSpec")]
    [TestCase("GroupSpec")]
    [TestCase("PromptPair")]
    [TestCase("PromptSpec")]
    [TestCase("MeasureSpec")]
    public void What_is_emitted_names_types_that_exist(string name) => Assert.That(Genuine.GetType($"LfmSpec.{name}"), Is.Not.Null);

    [Test]
    public void Every_attribute_is_read() => Assert.That(
        Genuine.GetTypes().Where(type => type.IsSubclassOf(typeof(Attribute)) && type is { IsPublic: true, IsAbstract: false }).Select(type => type.Name),
        Is.EquivalentTo(Vocabulary.Attributes),
        "an attribute that the reader does not know would run nothing");
}
