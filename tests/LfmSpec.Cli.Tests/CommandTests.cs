using System.Text.Json;
using LfmSpec.Lab.Measures;
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
            Name = "X", Cases = [new CaseSpec("x", [new Ablation(5, Component.Mlp)])], Prompts = new PromptSpec([France]), Measures = [new MeasureSpec(new Kl())], CompiledFor = "",
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
        Assert.That(output, Is.EqualTo(checkpoint.Tokenizer.Decode(TextGeneration.Stream(checkpoint, new GenerationRequest(ids) { MaxNewTokens = 4 }).Where(id => !ends.Contains(id))) + Environment.NewLine));
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
    public void A_chat_without_a_template_or_against_its_rules_is_one_line_and_the_code_2()
    {
        var folder = Path.Combine(TestContext.CurrentContext.WorkDirectory, Guid.NewGuid().ToString("N"));
        Run("synth", folder, "--config", Path.Combine(Model, "config.json"), "--tokenizer", Path.Combine(Model, "tokenizer.json"));
        foreach (var (template, what) in new[] { (null, "has no chat template"), ("{{ raise_exception('System role\nnot supported') }}", "the template refuses the messages: System role\\nnot supported"), ("{{ messages[0].content }}", "adds special tokens to every text") })
        {
            if (template is not null)
            {
                File.WriteAllText(Path.Combine(folder, "chat_template.jinja"), template);
            }

            var (code, output, errors) = Run("try", folder, "--chat", "--prompt", "Hi", "--skip", "3");
            Assert.That((code, output), Is.EqualTo((2, "")), what);
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
        yield return new TestCaseData("--top '0': write a whole number from 1", new[] { "try", Model, "--prompt", "a", "--skip", "1", "--top", "0" });
        yield return new TestCaseData("context", new[] { "generate", Model, "--prompt", "a", "--max-new-tokens", "100000000" });
        yield return new TestCaseData("Add --chat", new[] { "generate", Model, "--prompt", "a", "--system", "b" });
        yield return new TestCaseData("Add --chat", new[] { "try", Model, "--prompt", "a", "--system", "b", "--skip", "1" });
        yield return new TestCaseData("--temperature '-1': write a number from 0 to 1000", new[] { "generate", Model, "--prompt", "a", "--temperature", "-1" });
        foreach (var (first, second) in new[] { ("--ablate 5:mlp", "--ablate 5:mlp"), ("--ablate 5:mlp", "--ablate 5:mlp,with=mean"), ("--skip 5", "--ablate 5:mlp"), ("--head 4:1", "--ablate 4:operator"), ("--steer 4:seed=1,scale=1", "--steer 4:seed=1,scale=-1"), ("--ablate 6:block", "--ablate 5:mlp") })
        {
            yield return new TestCaseData("remove one", (string[])["try", Model, "--prompt", "a", .. first.Split(' '), .. second.Split(' ')]);
        }

        yield return new TestCaseData("Write --head 4:NUMBER.", new[] { "try", Model, "--prompt", "a", "--ablate", "4:head" });
        yield return new TestCaseData("name one at least with --other", new[] { "try", Model, "--prompt", "a", "--ablate", "5:mlp,with=resampled" });
        yield return new TestCaseData("--other has no meaning here, as nothing takes a value of other prompts (with=promptmean, with=resampled). Leave it out.", new[] { "try", Model, "--prompt", "a", "--ablate", "5:mlp", "--other", "x" });
        yield return new TestCaseData("--toward has no meaning here, as nothing is steered by --steer. Leave it out.", new[] { "try", Model, "--prompt", "a", "--skip", "5", "--toward", "x", "--from", "y" });
        yield return new TestCaseData("--force has no meaning here, as no file is written by --logits. Leave it out.", new[] { "try", Model, "--prompt", "a", "--skip", "5", "--force" });
        yield return new TestCaseData("points away from must differ at their last position", new[] { "try", Model, "--prompt", "a", "--toward", "x", "--from", "x", "--steer", "5:scale=1" });
        yield return new TestCaseData("L05 mlp → zero, position 99: position 99 does not exist in the prompt 'a'", new[] { "try", Model, "--prompt", "a", "--ablate", "5:mlp,at=99" });
        yield return new TestCaseData("--prompt is empty; an empty prompt has nothing to predict.", new[] { "try", Model, "--prompt", "", "--skip", "5" });
        yield return new TestCaseData("--corrupt is empty; an empty prompt has nothing to predict.", new[] { "try", Model, "--prompt", "a", "--corrupt", " ", "--patch", "5:block" });
        yield return new TestCaseData("--logits /dev/full: it is no regular file but a pipe, a socket or a device; name a file.", new[] { "try", Model, "--prompt", "a", "--skip", "5", "--logits", "/dev/full", "--force" });
        yield return new TestCaseData("--top-k has no meaning here, as at --temperature 0 the most probable token is taken each time. Leave it out.", new[] { "generate", Model, "--prompt", "a", "--top-k", "5" });
        yield return new TestCaseData("--seed has no meaning here", new[] { "generate", Model, "--prompt", "a", "--temperature", "0", "--seed", "5" });
        yield return new TestCaseData("is no revision: it is empty", new[] { "fetch", "LiquidAI/LFM2.5-230M@" });
        yield return new TestCaseData("is no revision: it is empty", new[] { "try", "LiquidAI/LFM2.5-230M@", "--prompt", "a", "--skip", "5" });
        foreach (var (option, least, most) in new[] { ("--temperature", "0", "1000"), ("--repetition-penalty", "0.001", "1000") })
        {
            foreach (var text in new[] { "1,5", "1 000", "1e", "0x1", "NaN", "Infinity", "1e400", "1001", "-0.5", " 1", "1\0", "١", "" })
            {
                yield return new TestCaseData($"{option} '{text.Replace("\0", "\\u0000", StringComparison.Ordinal)}': write a number from {least} to {most}, with a decimal point.", new[] { "generate", Model, "--prompt", "a", option, text });
            }
        }

        foreach (var (option, text, range) in new[]
        {
            ("--max-new-tokens", "1,000", "1 to 2147483647"), ("--max-new-tokens", "0", "1 to 2147483647"), ("--max-new-tokens", "1.5", "1 to 2147483647"), ("--top-k", "-1", "0 to 2147483647"), ("--top-k", "5 ", "0 to 2147483647"),
            ("--seed", "1e3", "-9223372036854775808 to 9223372036854775807"), ("--seed", "9223372036854775808", "-9223372036854775808 to 9223372036854775807"),
        })
        {
            yield return new TestCaseData($"{option} '{text}': write a whole number from {range}.", new[] { "generate", Model, "--prompt", "a", option, text });
        }

        yield return new TestCaseData("--top '1,5': write a whole number from 1 to", new[] { "try", Model, "--prompt", "a", "--skip", "1", "--top", "1,5" });
        yield return new TestCaseData("--shards '0': write a whole number from 1 to 99999.", new[] { "synth", "/no/such", "--tokenizer", "/no/such", "--shards", "0" });
        yield return new TestCaseData("--seed '4 2': write a whole number", new[] { "synth", "/no/such", "--tokenizer", "/no/such", "--seed", "4 2" });
    }

    [TestCaseSource(nameof(Mistakes))]
    public void A_mistake_is_one_line_and_the_code_2(string what, string[] arguments)
    {
        var (code, output, errors) = Run(arguments);
        Assert.That(code, Is.EqualTo(2));
        Assert.That(output, Is.Empty);
        Assert.That(errors.TrimEnd().Split('\n'), Has.Length.EqualTo(1));
        Assert.That(errors, Does.Contain(what).And.Not.Contain("(Parameter").And.Not.Contain("compiled for"));
    }

    [Test]
    public void A_place_that_the_model_does_not_have_is_told_without_an_experiment_that_nobody_wrote()
    {
        var (_, _, errors) = Run("try", Model, "--prompt", "a", "--skip", "99");
        Assert.That(errors.TrimEnd(), Is.EqualTo("L99 skipped: layer 99 does not exist, lfm2-atlas-tiny has 14 blocks, 0 to 13."));
    }

    [TestCase("try", "The end ", "warning: --prompt \"The end \" ends in a space, which is a token of its own that models hardly ever see last: remove it")]
    [TestCase("generate", " The end", "warning: --prompt \" The end\" begins with a space, so that its first word is another token than at the start of a text: remove it")]
    public void A_prompt_with_a_space_at_its_end_is_run_with_a_warning(string command, string prompt, string warning)
    {
        var (code, output, errors) = Run([command, Model, "--prompt", prompt, .. command == "try" ? new[] { "--skip", "3" } : ["--max-new-tokens", "1"]]);
        Assert.That(code, Is.Zero);
        Assert.That(output, Is.Not.Empty);
        Assert.That(errors, Does.StartWith(warning + Environment.NewLine));
    }

    [Test]
    public void Help_has_the_name_that_the_command_is_installed_under_and_its_exit_codes()
    {
        var (code, output, _) = Run("--help");
        Assert.That(code, Is.Zero);
        Assert.That(output, Does.Contain("lfmspec [command]").And.Contain("Exit codes: 0 done; 2 an error").And.Not.Contain("LfmSpec.Cli"));
        Assert.That(Run("try", "--help").Output, Does.Contain("lfmspec try <MODEL>").And.Contain("with=zero|mean|one|input|promptmean|resampled"));
        Assert.That(Run("--version"), Is.EqualTo((0, Run("--version").Output, "")));
    }

    [TestCase("tyr")]
    [TestCase("try")]
    [TestCase("--nonsense")]
    [TestCase("--version", "--nonsense")]
    public void A_command_line_that_cannot_be_read_has_the_code_2(params string[] arguments)
    {
        var (code, _, errors) = Run(arguments);
        Assert.That(code, Is.EqualTo(2));
        Assert.That(errors, Is.Not.Empty);
    }

    [Test]
    public void Synth_says_how_many_files_it_made()
    {
        using var copy = new Copy();
        string[] arguments = ["synth", Path.Combine(copy.Folder, "new"), "--config", Path.Combine(Model, "config.json"), "--tokenizer", Path.Combine(Model, "tokenizer.json"), "--force", "--shards"];
        var (code, output, errors) = Run([.. arguments, "1000"]);
        Assert.That(code, Is.Zero, errors);
        Assert.That(errors, Does.Match(@"^--shards 1000: each file has a tensor at least, so there are \d+ files and no more\."));
        Assert.That(output, Does.Match(@": 5 MB of random weights in \d+ files"));
        Assert.That(Run([.. arguments, "3"]).Output, Does.Contain(": 5 MB of random weights in 3 files"), "of these alone");
        Assert.That(Run([.. arguments, "1"]).Output.TrimEnd(), Does.EndWith(": 5 MB of random weights"));
    }

    [Test]
    public void Synth_onto_a_checkpoint_leaves_it_as_it_is_unless_it_is_forced()
    {
        using var copy = new Copy();
        string[] arguments = ["synth", copy.Folder, "--config", Path.Combine(Model, "config.json"), "--tokenizer", Path.Combine(Model, "tokenizer.json")];
        var before = copy.Contents();
        var (code, output, errors) = Run(arguments);
        Assert.That((code, output), Is.EqualTo((2, "")));
        Assert.That(errors, Does.Contain("there is config.json, model.safetensors, tokenizer.json already. Name another folder, or have it replaced (--force)."));
        Assert.That(copy.Contents(), Is.EqualTo(before));
        Assert.That(Run([.. arguments, "--force"]).Code, Is.Zero);
        Assert.That(copy.Contents().Keys, Is.EqualTo(before.Keys), "nothing else is left");
        Assert.That(copy.Contents()["model.safetensors"], Is.Not.EqualTo(before["model.safetensors"]));
    }

    [TestCase("--config", "the configuration")]
    [TestCase("--tokenizer", "the tokenizer")]
    public void A_failed_synth_leaves_nothing(string option, string what)
    {
        using var copy = new Copy();
        var folder = Path.Combine(copy.Folder, "new");
        var broken = Path.Combine(copy.Folder, "broken.json");
        if (option == "--config")
        {
            File.WriteAllText(broken, "{}");
        }

        string[] arguments = ["synth", folder, "--config", Path.Combine(Model, "config.json"), "--tokenizer", Path.Combine(Model, "tokenizer.json")];
        arguments[Array.IndexOf(arguments, option) + 1] = broken;
        var (code, _, errors) = Run(arguments);
        Assert.That(code, Is.EqualTo(2), what);
        Assert.That(errors, option == "--config" ? Does.StartWith(Path.Combine(folder, "config.json")) : Does.Contain(broken));
        Assert.That(Directory.Exists(folder), Is.False);
    }

    [Test]
    public void Logits_are_not_written_over_a_file_that_is_there_unless_it_is_forced()
    {
        using var copy = new Copy();
        var file = Path.Combine(copy.Folder, "model.safetensors");
        var before = File.ReadAllBytes(file);
        string[] arguments = ["try", Model, "--prompt", France, "--skip", "3", "--logits", file];
        var (code, output, errors) = Run(arguments);
        Assert.That((code, output, errors.TrimEnd()), Is.EqualTo((2, "", $"--logits {file}: it is there already. Name another file, or replace it with --force.")));
        Assert.That(File.ReadAllBytes(file), Is.EqualTo(before));
        Assert.That(Run([.. arguments, "--force"]).Code, Is.Zero);
        Assert.That(File.ReadAllBytes(file), Is.Not.EqualTo(before));
    }

    [Test]
    public void What_a_terminal_would_obey_is_written_out_in_output_and_errors()
    {
        using var copy = new Copy();
        File.WriteAllText(Path.Combine(copy.Folder, "chat_template.jinja"), "{{ raise_exception('\u001b[2J\u202eabc\u009b' ~ 'x' * 56000) }}");
        var (_, _, errors) = Run("generate", copy.Folder, "--chat", "--prompt", "a");
        Assert.That(errors, Does.Contain(@"the template refuses the messages: \u001b[2J\u202eabc\u009bxxx").And.Not.Contains("\u001b").And.Not.Contains("\u202e").And.Length.LessThan(1000));
        var (code, output, _) = Run("generate", Model, "--prompt", "a\u001b]0;x\u0007\u2066b", "--max-new-tokens", "1");
        Assert.That(code, Is.Zero);
        Assert.That(output, Does.StartWith(@"a\u001b]0;x\u0007\u2066b"));
        var (_, table, _) = Run("try", Model, "--prompt", "a\u202eb", "--skip", "3");
        Assert.That(table, Does.Not.Contain("\u202e"));
    }

    [Test]
    public void What_is_no_number_is_a_text_in_JSON() =>
        Assert.That(JsonSerializer.Serialize(new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0.5 }, TryCommand.Indented).Split(',', '[', ']').Select(item => item.Trim()), Is.EqualTo(new[] { "", "\"NaN\"", "\"Infinity\"", "\"-Infinity\"", "0.5", "" }));

    [TestCase("generate")]
    [TestCase("try")]
    [TestCase("synth")]
    public void A_command_that_is_stopped_says_so_in_one_line_and_leaves_nothing_half_written(string command)
    {
        using var copy = new Copy();
        var folder = Path.Combine(copy.Folder, "new");
        string[] arguments = command switch
        {
            "generate" => ["generate", Model, "--prompt", "a"],
            "try" => ["try", Model, "--prompt", "a", "--skip", "3", "--logits", Path.Combine(copy.Folder, "logits.safetensors")],
            _ => ["synth", folder, "--config", Path.Combine(Model, "config.json"), "--tokenizer", Path.Combine(Model, "tokenizer.json")],
        };
        var before = copy.Contents();
        using StringWriter output = new(), errors = new();
        var code = Commands.RunAsync(arguments, new() { Output = output, Error = errors, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, new CancellationToken(canceled: true)).GetAwaiter().GetResult();
        Assert.That((code, output.ToString(), errors.ToString()), Is.EqualTo((130, "", "Stopped." + Environment.NewLine)));
        Assert.That(copy.Contents(), Is.EqualTo(before));
        Assert.That(Directory.Exists(folder), Is.False);
    }

    private static (int Code, string Output, string Errors) Run(params string[] arguments)
    {
        using StringWriter output = new(), errors = new();
        var code = Commands.RunAsync(arguments, new() { Output = output, Error = errors, EnableDefaultExceptionHandler = false }, CancellationToken.None).GetAwaiter().GetResult();
        return (code, output.ToString(), errors.ToString());
    }

    /// <summary>A copy of the model whose files may be damaged.</summary>
    private sealed class Copy : IDisposable
    {
        internal Copy()
        {
            Directory.CreateDirectory(Folder);
            foreach (var name in new[] { "config.json", "tokenizer.json", "model.safetensors" })
            {
                File.Copy(Path.Combine(Model, name), Path.Combine(Folder, name));
            }
        }

        internal string Folder { get; } = Path.Combine(TestContext.CurrentContext.WorkDirectory, Guid.NewGuid().ToString("N"));

        internal Dictionary<string, string> Contents() => Directory.GetFiles(Folder).Order(StringComparer.Ordinal).ToDictionary(file => Path.GetFileName(file), file => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file))));

        public void Dispose() => Directory.Delete(Folder, recursive: true);
    }
}
