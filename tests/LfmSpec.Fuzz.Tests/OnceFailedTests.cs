namespace LfmSpec.Fuzz.Tests;

/// <summary>Files that once ended in an unhandled exception, in tests/inputs-that-once-failed by the kind that they are of.</summary>
[TestFixture]
public class OnceFailedTests
{
    private static readonly Dictionary<string, string> Messages = new(StringComparer.Ordinal)
    {
        ["half-of-a-surrogate-pair-for-lora_alpha"] = "adapter_config.json: [\"\\ud800xxxxxxxxxxxxxxxxx\"] holds \\ud800, half of a surrogate pair, which is no character. Download the checkpoint's adapter_config.json again.",
        ["half-of-a-surrogate-pair-for-base_model_name_or_path"] = "adapter_config.json: [\"\\ud800xx\"] holds \\ud800, half of a surrogate pair",
        ["lfm2-half-of-a-surrogate-pair-for-conv_L_cache"] = "config.json: [\"\\ud800xxxxxxxxx\"] holds \\ud800, half of a surrogate pair",
        ["llama-half-of-a-surrogate-pair-for-rope_theta"] = "config.json: rope_parameters[\"\\ud800xxx\"] holds \\ud800, half of a surrogate pair",
        ["llama-half-of-a-surrogate-pair-and-an-activation-of-8"] = "config.json: [\"\\ud800xxxxx\"] holds \\ud800, half of a surrogate pair",
        ["llama-half-of-a-surrogate-pair-for-eos_token_id"] = "config.json: [\"\\ud800xxxxxxxxx\"] holds \\ud800, half of a surrogate pair",
        ["qwen2-half-of-a-surrogate-pair-for-rope_theta"] = "config.json: rope_parameters[\"\\ud800xxxxx\"] holds \\ud800, half of a surrogate pair",
        ["a-misspelt-false-and-a-deep-list"] = "generation_config.json: the file is not valid JSON (line 6, byte ",
        ["not-UTF8-in-a-split"] = "p.json: the file is not UTF-8 (line 1 holds the byte 0x",
        ["not-UTF8-in-a-family"] = "p.json: the file is not UTF-8 (line 1 holds the byte 0x",
        ["an-escape-sequence-for-a-dtype"] = "model.safetensors: tensor 'z' has the dtype '\\u001b[31m', which is not known",
        ["half-of-a-surrogate-pair-for-chat_template"] = "tokenizer_config.json: [\"\\ud800xxxxxx\"] holds \\ud800, half of a surrogate pair",
        ["half-of-a-surrogate-pair-in-a-named-template"] = "tokenizer_config.json: chat_template[0][\"\\ud800xxxxxxxxxxxx\"] holds \\ud800, half of a surrogate pair",
        ["half-of-a-surrogate-pair-for-completion"] = "d.jsonl: line 2, [\"\\ud800xxxxxxxxxxxxxxxx\"] holds \\ud800, half of a surrogate pair",
        ["half-of-a-surrogate-pair-in-a-list"] = "d.jsonl: [1][\"\\ud800x\"] holds \\ud800, half of a surrogate pair",
        ["an-indentation-of-a-negative-width"] = "the template makes more than 64 MB of texts and lists",
        ["a-long-text-that-starts-with-many"] = "the template does not end within 3,000,000 steps",
        ["ideographic-spaces-as-a-number"] = "the template does not end within 3,000,000 steps",
        ["a-long-key-of-a-namespace"] = "the template does not end within 3,000,000 steps",
        ["a-long-key-as-an-argument"] = "the template does not end within 3,000,000 steps",
        ["a-long-name-three-hundred-scopes-away"] = "the template does not end within 3,000,000 steps",
        ["an-expression-of-six-stars"] = "its regular expressions take more than a second",
        ["half-of-a-surrogate-pair-for-a-prompt"] = "d.jsonl: line 2, prompt holds \\ud800, half of a surrogate pair",
    };

    private static string Folder => RepositoryFiles.Path("tests", "inputs-that-once-failed");

    private static IEnumerable<TestCaseData> Inputs() => Directory.GetFiles(Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        .Select(path => new TestCaseData(path).SetArgDisplayNames(Path.GetRelativePath(Folder, path)));

    [TestCaseSource(nameof(Inputs))]
    public void An_input_that_once_failed_ends_in_a_result_or_one_error_of_ours(string path)
    {
        var file = FuzzedFiles.All.Single(file => file.Name == Path.GetFileName(Path.GetDirectoryName(path)));
        using var run = new FuzzRun(file, 0);
        Assert.That(run.Check(File.ReadAllBytes(path)), Is.Null);
        if (Messages.TryGetValue(Path.GetFileNameWithoutExtension(path), out var message))
        {
            Assert.That(run.LastError, Does.Contain(message));
        }
    }

    [Test]
    public void Every_message_is_of_an_input() =>
        Assert.That(Messages.Keys, Is.SubsetOf(Inputs().Select(input => Path.GetFileNameWithoutExtension((string)input.Arguments[0]!))));
}
