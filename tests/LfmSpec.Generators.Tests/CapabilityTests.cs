extern alias lab;
extern alias vocabulary;

using Microsoft.CodeAnalysis;

namespace LfmSpec.Generators.Tests;

/// <summary>A capability's tests are read and checked while the experiment is compiled, and each is a test of NUnit's.</summary>
public class CapabilityTests
{
    private const string Facts = """
        { "category": "facts", "about": "Whether it knows facts.", "max_new_tokens": 20, "tests": [
          { "id": "iron", "prompt": "The symbol of iron?", "score": { "exact": ["Fe"] }, "source": "IUPAC" },
          { "id": "sum", "messages": [ { "role": "user", "content": "What is 2 + 2?" } ], "score": { "number": 4 }, "source": "arithmetic" },
          { "id": "mood", "prompt": "I love it. Positive or negative?", "score": { "label": "positive", "of": ["positive", "negative"] }, "source": "authored" } ] }
        """;

    [Test]
    public void Each_test_is_a_test_of_NUnits_and_the_experiment_names_the_file()
    {
        var spec = Of("Capability(\"Facts.tests.json\"), Ablate(Layer = 5, Target = Mlp)", out var generated);
        Assert.That(spec.Capability, Is.EqualTo(new vocabulary::LfmSpec.CapabilitySpec("/project/Facts.tests.json", 5)));
        foreach (var id in new[] { "iron", "sum", "mood" })
        {
            Assert.That(generated, Does.Contain($"Task Answer_{id}() =>").And.Contain($"Fixture.Capability(Spec, \"{id}\")"));
        }

        Assert.That(Of("Capability(\"Facts.tests.json\", Seeds = 0)", out _).Capability!.Seeds, Is.Zero);
    }

    [Test]
    public void An_intervention_says_when_it_acts()
    {
        var spec = Of("Capability(\"Facts.tests.json\"), Ablate(Layer = 5, Target = Mlp, During = During.NewTokens), Steer(Layer = 3, Seed = 1, Scale = 2, During = During.Prompt), Ablate(Layer = 5, Target = Mlp)", out _);
        Assert.That(spec.Cases.Select(item => (item.Name, item.Interventions[0].During)), Is.EqualTo(new[]
        {
            ("Ablate_L05_Mlp_DuringNewTokens", vocabulary::LfmSpec.During.NewTokens), ("Steer_L03_S1_2_DuringPrompt", vocabulary::LfmSpec.During.Prompt), ("Ablate_L05_Mlp", vocabulary::LfmSpec.During.Both),
        }));
    }

    [TestCase("Capability(⟦\"Facts.json\"⟧)", "name a file of tests, relative to the project, that ends in .tests.json")]
    [TestCase("Capability(⟦\"Fact.tests.json\"⟧)", "the project lists no such file; did you mean Facts.tests.json?")]
    [TestCase("Capability(⟦null!⟧)", "name a file of tests")]
    [TestCase("Capability(\"Facts.tests.json\", ⟦Seeds = -1⟧)", "it has -1 seeds; give 0, for the strict protocol alone, to 100")]
    [TestCase("Capability(\"Facts.tests.json\"), ⟦Ablate(Layer = 5, Target = Mlp, With = Mean)⟧", "it cannot act at new tokens")]
    [TestCase("Capability(\"Facts.tests.json\"), ⟦Perturb(Layer = 5, Seed = 1)⟧", "it cannot act at new tokens")]
    [TestCase("Capability(\"Facts.tests.json\"), ⟦Ablate(Layer = 5, Target = Mlp, With = Resampled)⟧", "Use the mean over prompts")]
    [TestCase("Capability(\"Facts.tests.json\"), ⟦Ablate(Layer = 5, Target = Mlp, Position = 1, During = During.NewTokens)⟧", "the positions that it names are the prompt's")]
    public void What_cannot_be_scored_is_told_where_it_stands(string attributes, string message)
    {
        var source = MarkedSource.Parse($"[Experiment, {attributes}] public partial class X;");
        var found = new Project { Source = source.Text, Texts = [("/project/Facts.tests.json", Facts)] }.Analyze().Single();
        Assert.That((found.Id, found.Location.SourceSpan), Is.EqualTo(("LFM036", source.Spans.Single())), found.GetMessage());
        Assert.That(found.GetMessage(), Does.Contain(message));
    }

    [Test]
    public void During_has_no_meaning_without_a_capability()
    {
        var source = MarkedSource.Parse("[Experiment, Ablate(Layer = 5, Target = Mlp, ⟦During = During.Prompt⟧)] public partial class X;");
        var found = new Project { Source = source.Text }.Analyze().Single();
        Assert.That((found.Id, found.Location.SourceSpan), Is.EqualTo(("LFM029", source.Spans.Single())), found.GetMessage());
    }

    [TestCase("\"id\": \"iron\"", "\"id\": \"sum\"", "two tests are named sum")]
    [TestCase("\"id\": \"iron\"", "\"id\": \"Iron!\"", "test 1 has no id of lower-case letters, digits and underscores")]
    [TestCase("[\"Fe\"]", "[\"\"]", "iron: an expected answer is empty")]
    [TestCase("[\"Fe\"]", "[]", "iron: an expected answer is empty")]
    [TestCase("[\"Fe\"]", "[\"iron\"]", "iron: the prompt holds the expected answer 'iron'")]
    [TestCase("\"number\": 4", "\"number\": 2", "sum: the prompt holds the expected answer '2'")]
    [TestCase("\"label\": \"positive\"", "\"label\": \"good\"", "mood: no answer can reach the label 'good'")]
    [TestCase("[\"positive\", \"negative\"]", "[\"positive\", \"positive\"]", "each of which stands there once")]
    [TestCase("\"source\": \"IUPAC\"", "\"source\": \"\"", "iron: source is missing")]
    [TestCase("\"source\": \"IUPAC\"", "\"sourse\": \"IUPAC\"", "iron: 'sourse' is not known; did you mean source?")]
    [TestCase("\"exact\"", "\"exat\"", "iron: score names no scorer")]
    [TestCase("\"exact\": [\"Fe\"]", "\"exact\": [\"Fe\"], \"number\": 3", "score names exact and number; give one")]
    [TestCase("\"prompt\": \"The symbol of iron?\"", "\"prompt\": \"\"", "iron: the prompt is empty")]
    [TestCase("\"role\": \"user\"", "\"role\": \"assistant\"", "sum: the last message is not the user's")]
    [TestCase("\"role\": \"user\"", "\"role\": \"robot\"", "sum: a message is not a role")]
    [TestCase("\"max_new_tokens\": 20", "\"max_new_tokens\": 0", "max_new_tokens is not a whole number from 1")]
    [TestCase("\"about\"", "\"abuot\"", "about is missing or empty")]
    [TestCase("\"prompt\": \"The symbol of iron?\"", "\"prompt\": \"The symbol of iron?\", \"messages\": []", "iron: give either prompt or messages")]
    [TestCase("{ \"category\"", "[ \"category\"", "it is not JSON: ',' or ']' is missing, in line 1")]
    public void What_is_wrong_with_a_test_is_told_at_the_file(string right, string wrong, string message)
    {
        var facts = Facts.Replace(right, wrong, StringComparison.Ordinal);
        Assert.That(facts, Is.Not.EqualTo(Facts));
        var source = MarkedSource.Parse("[Experiment, Capability(⟦\"Facts.tests.json\"⟧)] public partial class X;");
        var found = new Project { Source = source.Text, Texts = [("/project/Facts.tests.json", facts)] }.Analyze().Single();
        Assert.That((found.Id, found.Location.SourceSpan), Is.EqualTo(("LFM036", source.Spans.Single())), found.GetMessage());
        Assert.That(found.GetMessage(), Does.Contain(message));
    }

    [Test]
    public void A_constant_answer_that_is_right_too_often_is_an_error()
    {
        var tests = string.Join(", ", Enumerable.Range(0, 4).Select(index =>
            $$"""{ "id": "t{{index}}", "prompt": "Question {{index}}?", "score": { "label": "{{(index < 3 ? "yes" : "no")}}", "of": ["yes", "no"] }, "source": "authored" }"""));
        var found = new Project
        {
            Source = "[Experiment, Capability(\"A.tests.json\")] public partial class X;",
            Texts = [("/project/A.tests.json", $$"""{ "category": "a", "about": "b", "max_new_tokens": 3, "tests": [{{tests}}] }""")],
        }.Analyze().Single();
        Assert.That(found.GetMessage(), Does.Contain("the constant answer 'yes' is right in 3 of 4 tests"));
    }

    [Test]
    public void Another_text_of_the_file_makes_another_fixture_and_the_same_none()
    {
        var project = new Project { Source = "[Experiment, Capability(\"Facts.tests.json\")] public partial class X;", Texts = [("/project/Facts.tests.json", Facts)] };
        var first = project.Driver().RunGenerators(project.Compile());
        var again = first.RunGenerators(project.Compile()).GetRunResult();
        Assert.That(again.Results.Single().TrackedSteps[TrackingNames.Check].SelectMany(step => step.Outputs).Select(output => output.Reason),
            Is.All.EqualTo(IncrementalStepRunReason.Cached).Or.EqualTo(IncrementalStepRunReason.Unchanged));
    }

    private static lab::LfmSpec.Lab.ExperimentSpec Of(string attributes, out string generated)
    {
        var project = new Project { Source = $"[Experiment, {attributes}] public partial class X;", Texts = [("/project/Facts.tests.json", Facts)] };
        Assert.That(project.Analyze(), Is.Empty);
        generated = $"{project.Generate(out _).SyntaxTrees.Last(tree => tree.FilePath.EndsWith("X.g.cs", StringComparison.Ordinal))}";
        return BuiltProject.Of(project).Spec("X");
    }
}
