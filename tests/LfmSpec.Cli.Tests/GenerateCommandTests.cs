using System.Text.Json;
using LfmSpec.Lab;
using LfmSpec.Models;
using LfmSpec.Models.Checkpoints;
using LfmSpec.Models.Tests;

namespace LfmSpec.Cli.Tests;

/// <summary>What continues texts on the command line: generate and chat.</summary>
[TestFixture, NonParallelizable]
public class GenerateCommandTests
{
    private const string Italy = "The capital of Italy is", Sum = "7 + 5 =";
    private static readonly string Model = RepositoryFiles.Path("models", "lfm2-atlas-tiny");

    [Test]
    public void Several_prompts_are_continued_each_as_alone()
    {
        var (code, output, errors) = Run("generate", Model, "--prompt", Italy, "--prompt", Sum, "--max-new-tokens", "8");
        Assert.That(code, Is.Zero, errors);
        Assert.That(output.TrimEnd().Split(Environment.NewLine), Is.EqualTo(new[] { $"[1] {Italy} Rome", $"[2] {Sum} 12" }));
        Assert.That(errors, Does.Contain("the prompts included"));
    }

    [Test]
    public void Interventions_act_as_the_lab_lets_them()
    {
        var (code, output, errors) = Run("generate", Model, "--prompt", Italy, "--json", "--ignore-eos", "--max-new-tokens", "10", "--steer", "3:seed=42,scale=16,at=all,during=newtokens", "--ablate", "1:mlp,during=prompt");
        Assert.That(code, Is.Zero, errors);
        using var json = JsonDocument.Parse(output);
        using var lab = Laboratory.Open(Model);
        Intervention[] interventions =
            [new Ablation(1, Component.Mlp) { During = During.Prompt }, new Steering(3, new RandomVector(42), 16) { At = PositionSet.All, During = During.NewTokens }];
        var expected = lab.Continue([new GenerationRequest(lab.Checkpoint.Tokenizer.Encode(Italy)) { MaxNewTokens = 10, EndTokens = new HashSet<int>() }], interventions)[0];
        Assert.That(json.RootElement[0].GetProperty("tokens").EnumerateArray().Select(id => id.GetInt32()), Is.EqualTo(expected.Tokens));
        Assert.That(json.RootElement[0].GetProperty("ended").GetString(), Is.EqualTo("MaxNewTokens"));
    }

    [Test]
    public void An_adapter_is_beside_the_weights()
    {
        var adapter = RepositoryFiles.Path("tests", "reference", "lfm2-atlas-tiny", "tune", "mlp_only");
        var (code, output, errors) = Run("generate", Model, "--prompt", Sum, "--json", "--ignore-eos", "--max-new-tokens", "24", "--adapter", adapter);
        Assert.That(code, Is.Zero, errors);
        using var json = JsonDocument.Parse(output);
        using var checkpoint = Checkpoint.Load(Model);
        using var adapted = LfmSpec.Models.Adapters.AdaptedModel.Load(checkpoint, adapter);
        adapted.Merge();
        var request = new GenerationRequest(checkpoint.Tokenizer.Encode(Sum)) { MaxNewTokens = 24, EndTokens = new HashSet<int>() };
        Assert.That(json.RootElement[0].GetProperty("tokens").EnumerateArray().Select(id => id.GetInt32()), Is.EqualTo(TextGeneration.Continue(checkpoint, [request], new GenerationRun { Model = adapted.Model })[0].Tokens));
    }

    [Test]
    public void What_is_streamed_is_the_text_without_the_stop_string()
    {
        var whole = Run("generate", Model, "--prompt", Italy, "--ignore-eos", "--max-new-tokens", "20").Output.TrimEnd();
        var stop = whole[^8..^5];
        var cut = Run("generate", Model, "--prompt", Italy, "--ignore-eos", "--max-new-tokens", "20", "--stop", stop).Output.TrimEnd(Environment.NewLine.ToCharArray());
        Assert.That(cut, Is.EqualTo(whole[..whole.IndexOf(stop, Italy.Length, StringComparison.Ordinal)]));
    }

    [Test]
    public void What_is_not_given_is_taken_of_the_checkpoint_where_that_is_asked_for()
    {
        var folder = Path.Combine(TestContext.CurrentContext.WorkDirectory, Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.GetFiles(Model))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        File.WriteAllText(Path.Combine(folder, "generation_config.json"), """{ "do_sample": true, "temperature": 1.5, "top_k": 20, "eos_token_id": 7 }""");
        string Text(params string[] arguments) => Run(["generate", folder, "--prompt", Italy, "--ignore-eos", "--max-new-tokens", "16", .. arguments]).Output;
        Assert.That(Text("--defaults", "--seed", "3"), Is.EqualTo(Text("--temperature", "1.5", "--top-k", "20", "--seed", "3")));
        Assert.That(Text("--defaults", "--temperature", "0"), Is.EqualTo(Text()));
        Assert.That(Text("--defaults", "--seed", "3"), Is.Not.EqualTo(Text()));
        File.WriteAllText(Path.Combine(folder, "generation_config.json"), """{ "num_beams": 4 }""");
        Assert.That(Run("generate", folder, "--prompt", Italy, "--defaults").Errors, Does.Contain("num_beams is 4, and text is not generated so here. Take num_beams out, or give the settings yourself"));
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public void A_chat_goes_on_from_what_was_said()
    {
        var (code, output, errors) = Chat("Capital of Peru?\n/again\n\n/what\n/clear\nCapital of Peru?\n/exit\nnever read\n");
        Assert.That(code, Is.Zero, errors);
        using var checkpoint = Checkpoint.Load(Model);
        var first = TextGeneration.Continue(checkpoint, [new GenerationRequest(checkpoint.EncodeChat([new("user", "Capital of Peru?")])) { MaxNewTokens = 6 }])[0].Text;
        Assert.That(output.TrimEnd().Split(Environment.NewLine), Is.EqualTo(Enumerable.Repeat(first, 3)));
        Assert.That(errors, Does.Contain("/what: there is no such command here."));
        Assert.That(Chat("Hi").Code, Is.Zero, "the end of input ends it");
    }

    private static IEnumerable<TestCaseData> Mistakes()
    {
        yield return new TestCaseData("it cannot act at new tokens", new[] { "--ablate", "1:mlp,with=mean" });
        yield return new TestCaseData("'during=never' is none of", new[] { "--ablate", "1:mlp,during=never" });
        yield return new TestCaseData("'never' is none of both, prompt, newtokens", new[] { "--steer", "1:seed=1,scale=1,during=never" });
        yield return new TestCaseData("--adapter has no meaning here, as interventions take values of the base model's runs.", new[] { "--adapter", "x", "--skip", "3" });
        yield return new TestCaseData("--top-p '2': write a number from 0 to 1", new[] { "--temperature", "1", "--top-p", "2" });
        yield return new TestCaseData("--min-new-tokens has no meaning here, as no token ends the text (--ignore-eos).", new[] { "--min-new-tokens", "3", "--ignore-eos" });
        yield return new TestCaseData("--stop is empty.", new[] { "--stop", "" });
        yield return new TestCaseData("--bad-word is empty.", new[] { "--bad-word", "" });
        yield return new TestCaseData("name one at least with --other", new[] { "--ablate", "1:mlp,with=promptmean" });
        yield return new TestCaseData("Unrecognized command or argument '--patch'", new[] { "--patch", "5:block" });
        yield return new TestCaseData("/no/such/adapter", new[] { "--adapter", "/no/such/adapter" });
    }

    [TestCaseSource(nameof(Mistakes))]
    public void A_mistake_is_told_and_nothing_is_printed(string what, string[] arguments)
    {
        var (code, output, errors) = Run(["generate", Model, "--prompt", Italy, .. arguments]);
        Assert.That(code, Is.EqualTo(2));
        Assert.That(output, Is.EqualTo(what.StartsWith("Unrecognized", StringComparison.Ordinal) ? output : ""));
        Assert.That(errors, Does.Contain(what.StartsWith("'during", StringComparison.Ordinal) ? "'never' is none of" : what));
    }

    private static (int Code, string Output, string Errors) Chat(string input)
    {
        var before = Console.In;
        Console.SetIn(new StringReader(input));
        try
        {
            return Run("chat", Model, "--max-new-tokens", "6");
        }
        finally
        {
            Console.SetIn(before);
        }
    }

    private static (int Code, string Output, string Errors) Run(params string[] arguments)
    {
        using StringWriter output = new(), errors = new();
        var code = Commands.RunAsync(arguments, new() { Output = output, Error = errors, EnableDefaultExceptionHandler = false }, CancellationToken.None).GetAwaiter().GetResult();
        return (code, output.ToString(), errors.ToString());
    }
}
