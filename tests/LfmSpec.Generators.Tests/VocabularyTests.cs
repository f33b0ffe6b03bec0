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
    [TestCase("PromptSpec")]
    [TestCase("MeasureSpec")]
    public void What_is_emitted_names_types_that_exist(string name) => Assert.That(Genuine.GetType($"LfmSpec.{name}"), Is.Not.Null);

    [Test]
    public void Every_kind_of_intervention_is_read() => Assert.That(
        Genuine.GetTypes().Where(type => type.IsSubclassOf(typeof(vocabulary::LfmSpec.InterventionAttribute))),
        Is.EquivalentTo(new[] { typeof(vocabulary::LfmSpec.AblateAttribute), typeof(vocabulary::LfmSpec.SteerAttribute) }),
        "an attribute that the reader does not know would run nothing");
}
