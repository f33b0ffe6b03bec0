using LfmSpec.Models.Checkpoints;
using LfmSpec.Models.Tests;

namespace LfmSpec.Lab.Tests.Tuning;

/// <summary>The sets that come with the lab, and the files that can be read.</summary>
[TestFixture]
public sealed class TuningDataTests : IDisposable
{
    private readonly Checkpoint checkpoint = Checkpoint.Load(RepositoryFiles.Path("models", "lfm2-atlas-tiny"));
    private string folder = "";

    [SetUp]
    public void Make_a_folder() => folder = Directory.CreateTempSubdirectory("lfmspec-").FullName;

    [TearDown]
    public void Delete_the_folder() => Directory.Delete(folder, recursive: true);

    [TestCase(DataSets.Arithmetic, DataKind.Responses, 80, 20)]
    [TestCase(DataSets.Instructions, DataKind.Responses, 60, 15)]
    [TestCase(DataSets.Preferences, DataKind.Preferences, 30, 10)]
    [TestCase(DataSets.Problems, DataKind.Problems, 20, 10)]
    public void Every_set_has_enough_examples_and_none_is_in_both_parts(string name, DataKind kind, int training, int heldOut)
    {
        var data = TuningData.Read(name, checkpoint);
        Assert.That(data.Kind, Is.EqualTo(kind));
        Assert.That(data.Training, Has.Count.AtLeast(training).And.Unique);
        Assert.That(data.HeldOut, Has.Count.AtLeast(heldOut).And.Unique);
        Assert.That(data.Training.Select(example => example.Prompt).Intersect(data.HeldOut.Select(example => example.Prompt)), Is.Empty);
    }

    [Test]
    public void The_answers_of_the_sums_are_right()
    {
        var data = TuningData.Read(DataSets.Arithmetic, checkpoint);
        foreach (var example in data.Training.Concat(data.HeldOut))
        {
            Assert.That(example.Response, Is.EqualTo($" {Worked(example.Prompt)}"), example.Prompt);
        }
    }

    [Test]
    public void No_problem_gives_its_answer_away()
    {
        var data = TuningData.Read(DataSets.Problems, checkpoint);
        foreach (var problem in data.Training.Concat(data.HeldOut))
        {
            Assert.That(problem.Prompt, Does.Not.Contain(problem.Response.Trim()));
            if (problem.Prompt.EndsWith('=') && !problem.Prompt.Contains('('))
            {
                Assert.That(problem.Response, Is.EqualTo($" {Worked(problem.Prompt.Replace("Calculate: ", ""))}"), problem.Prompt);
            }
        }
    }

    [Test]
    public void Alpaca_is_read_with_its_template()
    {
        var data = Read("""[{"instruction": "Add.", "input": "1, 2", "output": "3"}, {"instruction": "Greet.", "input": "", "output": "Hello"}, {"instruction": "Go.", "output": "No"}]""");
        Assert.That(data.Training, Is.EqualTo(new[]
        {
            new TuningExample("### Instruction:\nAdd.\n\n### Input:\n1, 2\n\n### Response:\n", "3"),
            new TuningExample("### Instruction:\nGreet.\n\n### Response:\n", "Hello"),
        }));
        Assert.That(data.HeldOut, Is.EqualTo(new[] { new TuningExample("### Instruction:\nGo.\n\n### Response:\n", "No") }), "the last tenth, one at least");
    }

    [TestCase(9, 1)]
    [TestCase(50, 5)]
    [TestCase(5000, 100)]
    public void A_tenth_is_held_out_and_a_hundred_at_most(int examples, int heldOut)
    {
        var data = Read(string.Join('\n', Enumerable.Range(0, examples).Select(number => $"{{\"prompt\": \"{number}\", \"answer\": \"a\"}}")));
        Assert.That((data.Training.Count, data.HeldOut.Count), Is.EqualTo((examples - heldOut, heldOut)));
    }

    [Test]
    public void Texts_preferences_and_problems_are_read()
    {
        Assert.That(Read("{\"prompt\": \"a\", \"completion\": \" b\"}\n{\"prompt\": \"c\", \"completion\": \"d\"}").Training, Is.EqualTo(new[] { new TuningExample("a", " b") }));
        var preferences = Read("{\"prompt\": \"a\", \"chosen\": \"b\", \"rejected\": \"c\", \"held_out\": true}\n\n{\"prompt\": \"d\", \"chosen\": \"e\", \"rejected\": \"f\"}");
        Assert.That((preferences.Kind, preferences.Training.Single().Rejected, preferences.HeldOut.Single().Rejected), Is.EqualTo((DataKind.Preferences, "f", "c")));
        Assert.That(Read("{\"prompt\": \"a\", \"answer\": \"1\"}\n{\"prompt\": \"b\", \"answer\": \"2\"}").Kind, Is.EqualTo(DataKind.Problems));
    }

    [TestCase("", "there is no example in it")]
    [TestCase("{\"prompt\": \"a\", \"completion\": \"b\"}", "none is left to train on")]
    [TestCase("{\"prompt\": \"a\", \"completion\": \"b\"}\n{\"prompt\": ", "line 2 is not valid JSON (byte 12)")]
    [TestCase("[{\"instruction\": \"a\"}]", "[0] has no \"output\"")]
    [TestCase("{\"prompt\": \"a\", \"chosen\": \"b\"}", "line 1 has no \"rejected\"")]
    [TestCase("{\"prompt\": \"a\", \"answer\": 1}", "line 1 has a \"answer\" that is no text")]
    [TestCase("{\"prompt\": \"\", \"answer\": \"1\"}", "has an empty \"prompt\"")]
    [TestCase("{\"text\": \"a\"}", "is of no known format")]
    [TestCase("17", "is no JSON object")]
    [TestCase("{\"prompt\": \"a\", \"answer\": \"1\"}\n{\"prompt\": \"a\", \"completion\": \"1\"}", "example 2 is of responses and the first of problems")]
    [TestCase("{\"prompt\": \"a\", \"answer\": \"1\", \"held_out\": \"no\"}", "held_out is \"no\", not true or false")]
    public void A_broken_file_is_one_clear_error(string text, string message) =>
        Assert.That(() => Read(text), Throws.TypeOf<LabException>().With.Message.Contains(message).And.Message.Contains("data.jsonl"));

    [Test]
    public void A_file_that_is_not_there_or_not_UTF8_is_one_clear_error()
    {
        Assert.That(() => TuningData.Read(Path.Combine(folder, "no.jsonl"), checkpoint), Throws.TypeOf<LabException>().With.Message.Contains("arithmetic, instructions"));
        var path = Path.Combine(folder, "data.jsonl");
        File.WriteAllBytes(path, [(byte)'{', 0xFF]);
        Assert.That(() => TuningData.Read(path, checkpoint), Throws.TypeOf<LabException>().With.Message.Contains("not UTF-8"));
    }

    private TuningData Read(string text)
    {
        var path = Path.Combine(folder, "data.jsonl");
        File.WriteAllText(path, text);
        return TuningData.Read(path, checkpoint);
    }

    public void Dispose() => checkpoint.Dispose();

    private static int Worked(string prompt)
    {
        if (prompt.EndsWith(',') && prompt.Split(',', StringSplitOptions.RemoveEmptyEntries) is [.., var before, var last])
        {
            return (2 * int.Parse(last)) - int.Parse(before);
        }

        if (prompt.Split(' ') is [var squared, "squared", "="])
        {
            return int.Parse(squared) * int.Parse(squared);
        }

        // Left to right; products come first in every prompt that has them.
        var parts = prompt.TrimEnd('=', ' ').Split(' ');
        var value = int.Parse(parts[0]);
        for (var i = 1; i < parts.Length; i += 2)
        {
            var operand = int.Parse(parts[i + 1]);
            value = parts[i] switch { "+" => value + operand, "-" => value - operand, "*" => value * operand, _ => value / operand };
        }

        return value;
    }
}
