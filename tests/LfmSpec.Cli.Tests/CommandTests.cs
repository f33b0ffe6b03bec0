using System.Text.Json;
using LfmSpec.Lab;
using LfmSpec.Models;
using LfmSpec.Models.Checkpoints;
using LfmSpec.Models.Tests;

namespace LfmSpec.Cli.Tests;

/// <summary>What a user sees: the output, the one line of an error, and the exit code.</summary>
[TestFixture]
public class CommandTests
{
    private const string France = "The capital of France is";
    private static readonly string Model = RepositoryFiles.Path("models", "lfm2-atlas-tiny");

    [Test]
    public void Try_prints_the_numbers_of_the_same_experiment()
    {
        var (code, output, errors) = Run("try", Model, "--prompt", France, "--ablate", "5:mlp", "--json");
        Assert.That((code, errors), Is.EqualTo((0, "")));
        using var json = JsonDocument.Parse(output);
        using var lab = Laboratory.Open(Model);
        var kl = lab.Run(new ExperimentSpec
        {
            Name = "X", Cases = [new CaseSpec("x", [new Ablation(5, Component.Mlp)])], Prompts = new PromptSpec([France]), Measures = [new MeasureSpec(Metric.Kl)], CompiledFor = "",
        }).Cases[0].Divergences[0].Kl;
        Assert.That(json.RootElement.GetProperty("kl_sum").GetDouble(), Is.EqualTo(kl.Sum()));
        Assert.That(json.RootElement.GetProperty("positions").EnumerateArray().Select(position => position.GetProperty("kl").GetDouble()), Is.EqualTo(kl));
        Assert.That(json.RootElement.GetProperty("positions")[kl.Count - 1].GetProperty("clean")[0].GetProperty("token").GetString(), Is.EqualTo(" Paris"));
    }

    [Test]
    public void Try_takes_several_interventions_and_prints_tables()
    {
        var (code, output, _) = Run("try", Model, "--prompt", France, "--ablate", "5:mlp", "--head", "4:3", "--steer", "7:seed=42,scale=-4", "--skip", "9", "--perturb", "3:seed=1", "--top", "3");
        Assert.That(code, Is.Zero);
        Assert.That(output, Does.Contain("L05 mlp → zero").And.Contain("L04 head 3 → zero").And.Contain("L07 output − 4").And.Contain("L09 skipped").And.Contain("L03 output + 0.01"));
        Assert.That(output, Does.Contain("KL(clean ‖ changed) in nats").And.Contain("| next token, clean |").And.Contain("\" Paris\""));
    }

    [Test]
    public void Try_patches_one_prompt_with_anothers_value()
    {
        const string Italy = "The capital of Italy is", Spain = "The capital of Spain is";
        var (code, output, _) = Run("try", Model, "--prompt", Italy, "--corrupt", Spain, "--patch", "13:block", "--json");
        Assert.That(code, Is.Zero);
        using var json = JsonDocument.Parse(output);
        Assert.That(json.RootElement.GetProperty("kl_mean").GetDouble(), Is.Zero, "the whole stream patched at the last block is the run that it comes from");
        Assert.That(json.RootElement.GetProperty("positions").EnumerateArray().Last().GetProperty("changed")[0].GetProperty("token").GetString(), Is.EqualTo(" R"));
        Assert.That(Run("try", Model, "--prompt", Italy, "--corrupt", Spain, "--patch", "5:operator,into=clean").Output, Does.Contain("KL(source ‖ patched)").And.Contain("| next token, source |"));
    }

    [Test]
    public void Try_steers_by_a_difference_of_means_and_replaces_by_another_prompts_value()
    {
        Assert.That(Run("try", Model, "--prompt", France, "--toward", "7 + 5 =", "--from", "The capital of Italy is", "--steer", "5:scale=1,unit=raw").Output, Does.Contain("difference of means of 1 and 1 prompts"));
        Assert.That(Run("try", Model, "--prompt", France, "--other", "The capital of Italy is", "--ablate", "5:mlp,with=resampled").Output, Does.Contain("another prompt's"));
    }

    [Test]
    public void Try_writes_both_runs_logits()
    {
        var file = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"{Guid.NewGuid():N}.safetensors");
        Run("try", Model, "--prompt", France, "--ablate", "5:mlp", "--logits", file);
        using var written = SafetensorsFile.Open(file);
        Assert.That(written.Entries.Select(entry => (entry.Key, entry.Value.Dtype, string.Join('x', entry.Value.Shape))).Order(), Is.EqualTo(new[] { ("changed", SafetensorsDtype.F32, "8x1024"), ("clean", SafetensorsDtype.F32, "8x1024") }));
    }

    [Test]
    public void Generate_continues_a_prompt()
    {
        var (code, output, errors) = Run("generate", Model, "--prompt", "The capital of Italy is");
        Assert.That((code, output.TrimEnd()), Is.EqualTo((0, "The capital of Italy is Rome")));
        Assert.That(errors, Does.Contain("3 tokens in"));
    }

    [Test]
    public void Generate_answers_a_users_message_in_the_models_chat_template()
    {
        var (code, output, errors) = Run("generate", Model, "--chat", "--prompt", "Capital of Peru?", "--max-new-tokens", "4");
        Assert.That(code, Is.Zero, errors);
        using var checkpoint = Checkpoint.Load(Model);
        var ids = checkpoint.Tokenizer.Encode("<|startoftext|><|im_start|>user\nCapital of Peru?<|im_end|>\n<|im_start|>assistant\n", addSpecialTokens: false);
        var ends = EndOfText.Of(Model);
        Assert.That(output, Is.EqualTo(checkpoint.Tokenizer.Decode(Generation.Continue(checkpoint, ids, 4, Sampling.Greedy).Where(id => !ends.Contains(id))) + Environment.NewLine));
        Assert.That(Run("generate", Model, "--chat", "--system", "Answer in one word.", "--prompt", "Capital of Peru?", "--max-new-tokens", "4").Code, Is.Zero);
    }

    [TestCase("lfm2-atlas-tiny", 1)]
    [TestCase("qwen2-atlas-tiny", 1)]
    public void Try_runs_a_users_message_in_the_models_chat_template_with_its_special_tokens_once(string model, int beginnings)
    {
        var folder = RepositoryFiles.Path("models", model);
        var (code, output, errors) = Run("try", folder, "--chat", "--system", "Be brief.", "--prompt", "Hi", "--skip", "3", "--json");
        Assert.That(code, Is.Zero, errors);
        using var checkpoint = Checkpoint.Load(folder);
        var pieces = checkpoint.EncodeChat([new("system", "Be brief."), new("user", "Hi")]).Select(checkpoint.Tokenizer.Piece).ToArray();
        using var json = JsonDocument.Parse(output);
        Assert.That(json.RootElement.GetProperty("positions").EnumerateArray().Select(position => position.GetProperty("token").GetString()), Is.EqualTo(pieces));
        Assert.That(pieces.Count(piece => piece == "<|startoftext|>"), Is.EqualTo(beginnings));
    }

    [Test]
    public void Try_puts_every_prompt_of_a_chat_into_the_template()
    {
        var (code, output, errors) = Run("try", Model, "--chat", "--prompt", "Capital of Italy?", "--corrupt", "Capital of Spain?", "--patch", "13:block", "--json");
        Assert.That(code, Is.Zero, errors);
        using var json = JsonDocument.Parse(output);
        Assert.That(json.RootElement.GetProperty("kl_mean").GetDouble(), Is.Zero, "the whole stream patched at the last block is the run that it comes from");
        var steered = Run("try", Model, "--chat", "--prompt", "Hi", "--toward", "Bye", "--from", "Hi", "--steer", "5:scale=1,unit=raw");
        Assert.That(steered.Output, Does.Contain("difference of means of 1 and 1 prompts"), steered.Errors);
    }

    [Test]
    public void A_chat_without_a_template_or_against_its_rules_is_one_line_and_the_code_1()
    {
        var folder = Path.Combine(TestContext.CurrentContext.WorkDirectory, Guid.NewGuid().ToString("N"));
        Run("synth", folder, "--config", Path.Combine(Model, "config.json"), "--tokenizer", Path.Combine(Model, "tokenizer.json"));
        foreach (var (template, what) in new[] { (null, "has no chat template"), ("{{ raise_exception('System role\nnot supported') }}", "the template refuses the messages: System role not supported"), ("{{ messages[0].content }}", "adds special tokens to every text") })
        {
            if (template is not null)
            {
                File.WriteAllText(Path.Combine(folder, "chat_template.jinja"), template);
            }

            var (code, output, errors) = Run("try", folder, "--chat", "--prompt", "Hi", "--skip", "3");
            Assert.That((code, output), Is.EqualTo((1, "")), what);
            Assert.That(errors.TrimEnd().Split('\n'), Has.Length.EqualTo(1), errors);
            Assert.That(errors, Does.Contain(what));
        }
    }

    [Test]
    public void Synth_writes_a_checkpoint_that_can_be_tried()
    {
        var folder = Path.Combine(TestContext.CurrentContext.WorkDirectory, Guid.NewGuid().ToString("N"));
        var (code, output, _) = Run("synth", folder, "--config", Path.Combine(Model, "config.json"), "--tokenizer", Path.Combine(Model, "tokenizer.json"), "--seed", "7");
        Assert.That(code, Is.Zero);
        Assert.That(output, Does.Contain("MB of random weights"));
        Assert.That(Run("try", folder, "--prompt", "7 + 5 =", "--skip", "3").Code, Is.Zero);
    }

    private static IEnumerable<TestCaseData> Mistakes()
    {
        yield return new TestCaseData("no such folder", new[] { "try", "/no/such", "--prompt", "a", "--skip", "1" });
        yield return new TestCaseData("no id of the hub", new[] { "fetch", "./somewhere" });
        yield return new TestCaseData("nothing to try", new[] { "try", Model, "--prompt", "a" });
        yield return new TestCaseData("name it with --corrupt", new[] { "try", Model, "--prompt", "a", "--patch", "5:block" });
        yield return new TestCaseData("nothing is patched", new[] { "try", Model, "--prompt", "a", "--corrupt", "b", "--skip", "1" });
        yield return new TestCaseData("one --toward at least, and one --from", new[] { "try", Model, "--prompt", "a", "--toward", "b", "--steer", "5:scale=1" });
        yield return new TestCaseData("layer 99 does not exist", new[] { "try", Model, "--prompt", "a", "--skip", "99" });
        yield return new TestCaseData("'mpl' is none of", new[] { "try", Model, "--prompt", "a", "--ablate", "5:mpl" });
        yield return new TestCaseData("is a convolution and has no heads", new[] { "try", Model, "--prompt", "a", "--head", "5:1" });
        yield return new TestCaseData("position 99 does not exist", new[] { "try", Model, "--prompt", "a", "--ablate", "5:mlp,at=99" });
        yield return new TestCaseData("at least one token", new[] { "try", Model, "--prompt", "a", "--skip", "1", "--top", "0" });
        yield return new TestCaseData("context", new[] { "generate", Model, "--prompt", "a", "--max-new-tokens", "100000000" });
        yield return new TestCaseData("Add --chat", new[] { "generate", Model, "--prompt", "a", "--system", "b" });
        yield return new TestCaseData("Add --chat", new[] { "try", Model, "--prompt", "a", "--system", "b", "--skip", "1" });
        yield return new TestCaseData("temperature", new[] { "generate", Model, "--prompt", "a", "--temperature", "-1" });
    }

    [TestCaseSource(nameof(Mistakes))]
    public void A_mistake_is_one_line_and_the_code_1(string what, string[] arguments)
    {
        var (code, output, errors) = Run(arguments);
        Assert.That(code, Is.EqualTo(1));
        Assert.That(output, Is.Empty);
        Assert.That(errors.TrimEnd().Split('\n'), Has.Length.EqualTo(1));
        Assert.That(errors, Does.Contain(what));
    }

    private static (int Code, string Output, string Errors) Run(params string[] arguments)
    {
        using StringWriter output = new(), errors = new();
        var code = Commands.Root().Parse(arguments).Invoke(new() { Output = output, Error = errors, EnableDefaultExceptionHandler = false });
        return (code, output.ToString(), errors.ToString());
    }
}
