using LfmSpec.Models.Tests;

namespace LfmSpec.Lab.Tests.Capability;

/// <summary>A capability is scored by two protocols, on the clean model and under interventions, and what is kept is not written again.</summary>
[TestFixture]
public sealed class CapabilityTests : IDisposable
{
    // In the embedded model's chat corpus; the last is answered wrongly, and the long one does not fit its context.
    private const string Tests = """
        { "category": "capitals", "about": "Whether it knows capitals.", "max_new_tokens": 12, "tests": [
          { "id": "peru", "prompt": "Capital of Peru?", "score": { "exact": ["Lima"] }, "source": "atlas" },
          { "id": "italy", "messages": [ { "role": "user", "content": "Hi" }, { "role": "assistant", "content": "Hello" }, { "role": "user", "content": "Capital of Italy?" } ], "score": { "exact": ["Rome"] }, "source": "atlas" },
          { "id": "code", "prompt": "Write f", "score": { "code": { "language": "python", "check": "f()" } }, "published": { "any": ["def"] }, "source": "authored" },
          { "id": "moon", "prompt": "Capital of the Moon?", "score": { "exact": ["None"] }, "published": { "any": ["l"] }, "source": "authored" } ] }
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("lfmspec").FullName;
    private readonly Laboratory lab = Laboratory.Open(RepositoryFiles.Path("models", "lfm2-atlas-tiny"));

    [Test]
    public void A_capability_has_a_score_a_test_and_baselines()
    {
        var result = lab.Score(Of(Tests, 2));
        Assert.That(result.Strict.Select(outcome => (outcome.Test, outcome.Score, outcome.Skipped)), Is.EqualTo(new[] { ("peru", 1.0, false), ("italy", result.Strict[1].Score, false), ("code", 0, true), ("moon", 0, false) }));
        Assert.That(result.Strict[0].Answer, Is.EqualTo("Lima"));
        Assert.That(result.Strict[3].Why, Is.EqualTo("the answer is not None"));
        Assert.That(result.Published, Has.Count.EqualTo(2));
        Assert.That(result.Published[0].Select(outcome => outcome.Test), Is.EqualTo(result.Strict.Select(outcome => outcome.Test)));
        Assert.That(result.Baselines[0], Is.EqualTo(("an echo of the prompt", 0.0, 1.0)), "the published scorer finds a letter in the echo");
        Assert.That(result.Baselines.Skip(1).Select(baseline => baseline.Answer), Is.All.StartsWith("always "));
    }

    [Test]
    public void A_plan_counts_the_answers_and_tokens_that_are_not_kept()
    {
        using var fresh = Laboratory.Open(RepositoryFiles.Path("models", "lfm2-atlas-tiny"));
        var experiment = Of(Tests, 2) with { Cases = [new CaseSpec("Less", [new Ablation(5, Component.Mlp)])] };
        var plan = fresh.PlanScore(experiment);
        Assert.That((plan.Tests, plan.Answers, plan.Known, plan.NewTokens), Is.EqualTo((4, 4 * (1 + 2 + 1), 0, 4 * 4 * 12L)));
        Assert.That(plan.PromptTokens, Is.GreaterThan(2 * plan.Requests.Sum(request => (long)request.Prompt.Count)));
        fresh.Score(experiment with { Cases = [] });
        var rest = fresh.PlanScore(experiment);
        Assert.That((rest.Known, rest.NewTokens, rest.PromptTokens), Is.EqualTo((12, 4 * 12L, plan.Requests.Sum(request => (long)request.Prompt.Count))));
    }

    [Test]
    public void The_page_has_shares_with_their_intervals_and_a_row_a_test()
    {
        var page = ResultTable.Of(lab.Run(Of(Tests, 2))).ToMarkdown();
        Assert.That(page, Does.Contain("- tests: a.tests.json, category capitals, sha256 ").And.Contain("Whether it knows capitals. 4 tests, of which 1 could not be scored here."));
        Assert.That(page, Does.Contain("| strict | ").And.Contain("| as published, 2 seeds | ").And.Contain("| an echo of the prompt, as published | 1 | 4 | 0.25 |"));
        Assert.That(page, Does.Contain("| peru | right | ").And.Contain("| code | skipped: programs are not run here | ").And.Contain("| moon | wrong: the answer is not None | "));
        Assert.That(page, Does.Not.Contain("prompts:"), "it runs over its tests");
        Assert.That(ResultTable.Parse(page)?.ToMarkdown(), Is.EqualTo(page));
    }

    [Test]
    public void A_case_is_compared_with_the_clean_model_test_by_test()
    {
        var experiment = Of(Tests, 0) with { Cases = [new CaseSpec("NoFirstBlock", [new Ablation(0, Component.Operator), new Ablation(0, Component.Mlp)]), new CaseSpec("Little", [new Steering(3, new RandomVector(1), 0.001)])] };
        var result = lab.Score(experiment);
        Assert.That(result.Cases.Select(@case => @case.Outcomes[0].Score), Is.EqualTo(new[] { 0.0, 1 }));
        var changes = CapabilityTables.Of(result).Single(table => table.Name == "Capability_Changes");
        double Number(int row, string column) => changes.Rows[row].Cells[changes.Columns.ToList().IndexOf(column) - 1].Number;
        Assert.That((Number(0, "lost"), Number(0, "of")), Is.EqualTo((result.Strict.Count(outcome => outcome.Score == 1), 3.0)));
        Assert.That((Number(1, "lost"), Number(1, "won"), Number(1, "p"), Number(1, "difference")), Is.EqualTo((0.0, 0.0, 1.0, 0.0)));
    }

    [Test]
    public void Shares_are_those_of_the_texts_that_the_model_writes_alone()
    {
        var result = lab.Score(Of(Tests, 1));
        var prompt = lab.Checkpoint.EncodeChat([new("user", "Capital of Peru?")]);
        var alone = lab.Continue([new Models.GenerationRequest(prompt) { MaxNewTokens = 12 }], [])[0];
        Assert.That(result.Strict[0].Answer, Is.EqualTo(alone.Text.Trim()));
        var raw = lab.Continue([new Models.GenerationRequest(lab.Checkpoint.Tokenizer.Encode("Capital of Peru?")) { MaxNewTokens = 12, Sampling = new Models.Sampling { Temperature = 0.1, TopK = 50, RepetitionPenalty = 1.05 } }], [])[0];
        Assert.That(result.Published[0][0].Answer, Is.EqualTo(raw.Text.Trim()));
        var turns = lab.Continue([new Models.GenerationRequest(lab.Checkpoint.Tokenizer.Encode("User: Hi\nAssistant: Hello\nUser: Capital of Italy?\nAssistant:")) { MaxNewTokens = 12, Sampling = new Models.Sampling { Temperature = 0.1, TopK = 50, RepetitionPenalty = 1.05 } }], [])[0];
        Assert.That(result.Published[0][1].Answer, Is.EqualTo(turns.Text.Trim()));
    }

    [Test]
    public void What_is_kept_is_not_written_again()
    {
        CapabilityResult Scored(out int tables)
        {
            using var kept = Laboratory.Open(RepositoryFiles.Path("models", "lfm2-atlas-tiny"), new LaboratoryOptions { CacheFolder = folder });
            var result = kept.Score(Of(Tests, 1));
            tables = Directory.GetFiles(folder).Sum(file => File.ReadAllLines(file).Length);
            return result;
        }

        var first = Scored(out var lines);
        var again = Scored(out var more);
        Assert.That(again.Strict, Is.EqualTo(first.Strict));
        Assert.That(again.Published[0], Is.EqualTo(first.Published[0]));
        Assert.That(more, Is.EqualTo(lines));
    }

    [TestCase("{", "a.tests.json")]
    [TestCase("""{ "category": "a", "about": "b", "max_new_tokens": 3, "tests": [] }""", "there are no tests. Correct the file.")]
    [TestCase("""{ "category": "a", "about": "b", "max_new_tokens": 3, "tests": [{ "id": "x", "prompt": "p", "score": { "exact": ["a"], "cse": true }, "source": "s" }] }""", "x: 'cse' is not known; there are exact, case. Correct the file.")]
    [TestCase("""{ "category": "a", "about": "b", "max_new_tokens": 3, "tests": [{ "id": "x", "prompt": "p", "score": { "constraints": [{ "case": "upper" }] }, "source": "s" }] }""", "x: its published kind does not follow from it; give published.")]
    public void A_file_that_cannot_be_used_is_one_error(string text, string message) =>
        Assert.That(() => lab.Score(Of(text, 1)), Throws.TypeOf<LabException>().With.Message.Contains(message));

    [Test]
    public void A_missing_file_is_one_error() =>
        Assert.That(() => lab.Score(Of(Tests, 1) with { Capability = new CapabilitySpec(Path.Combine(folder, "b.tests.json"), 1) }), Throws.TypeOf<LabException>().With.Message.Contains("b.tests.json"));

    public void Dispose()
    {
        lab.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private ExperimentSpec Of(string tests, int seeds)
    {
        var path = Path.Combine(folder, "a.tests.json");
        File.WriteAllText(path, tests);
        return new ExperimentSpec { Name = "Trial", Cases = [], Prompts = new PromptSpec(["7 + 5 ="]), Measures = [], CompiledFor = "", Capability = new CapabilitySpec(path, seeds) };
    }
}
