using LfmSpec.Models.Chat;
using LfmSpec.Models.Checkpoints;
using LfmSpec.Models.Files;
using LfmSpec.Models.Hub;
using LfmSpec.Models.Tokenization;

namespace LfmSpec.Models.Tests.Files;

/// <summary>An error is one line that shows no terminal anything to obey, whatever the folder's name is.</summary>
[TestFixture]
public class OneLineErrorTests
{
    private const string Evil = "a\nb\u001b[31m";

    private static IEnumerable<TestCaseData> Errors()
    {
        yield return new TestCaseData(new CheckpointException($"{Evil}: x. Y.")).SetArgDisplayNames("a checkpoint");
        yield return new TestCaseData(new CheckpointException($"{Evil}: x. Y.", new IOException())).SetArgDisplayNames("a checkpoint with a cause");
        yield return new TestCaseData(new ChatTemplateException($"{Evil}: x. Y.")).SetArgDisplayNames("a template");
        yield return new TestCaseData(new TokenizerFormatException(Evil, "$", "x", "Y.")).SetArgDisplayNames("a tokenizer");
        yield return new TestCaseData(new FaultException(new FileFault(Evil, "", "x", "Y"))).SetArgDisplayNames("a fault of a file");
    }

    [TestCaseSource(nameof(Errors))]
    public void A_line_feed_in_a_name_is_shown_and_not_written(Exception error) => Assert.That(error.Message, Does.StartWith("a\\nb\\u001b[31m: x. Y"));

    [Test]
    public void A_folder_with_a_line_feed_in_its_name_splits_no_error()
    {
        using var folder = new TemporaryFolder();
        var evil = Directory.CreateDirectory(Path.Combine(folder.Path, Evil)).FullName;
        File.WriteAllText(Path.Combine(evil, "model.safetensors"), "x");
        File.WriteAllText(Path.Combine(evil, "chat_template.jinja"), "{{");
        Action[] reads =
        [
            () => Checkpoint.Load(evil).Dispose(), () => Checkpoint.Load(Path.Combine(evil, "nowhere")).Dispose(), () => HuggingFaceTokenizer.Load(evil), () => SafetensorsFile.Open(Path.Combine(evil, "model.safetensors")).Dispose(),
            () => ShardIndex.ReadFileNames(Path.Combine(evil, "i.json")), () => ChatTemplateFile.Read(evil), () => ConfigurationFile.Read(Path.Combine(evil, "config.json")),
        ];
        foreach (var read in reads)
        {
            Assert.That(() => read(), Throws.Exception.With.Message.Contains("a\\nb\\u001b[31m").And.Message.Not.Contains("\n").And.Message.Not.Contains("\u001b"));
        }
    }

    [TestCase("config.json", 1_048_576)]
    [TestCase("generation_config.json", 1_048_576)]
    [TestCase("adapter_config.json", 1_048_576)]
    public void A_configuration_is_no_larger_than_ten_times_a_published_one(string name, int most)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, name);
        File.WriteAllText(path, "{}".PadRight(most));
        Assert.That(ConfigurationFile.Read(path).Keys, Is.Empty);
        File.WriteAllText(path, "{}".PadRight(most + 1));
        Assert.That(() => ConfigurationFile.Read(path), Throws.TypeOf<CheckpointException>().With.Message.Contains($"the file has {most + 1:N0} bytes, and {most:N0} are read of a file of its kind"));
    }

    [TestCase("tokenizer_config.json", "{\"chat_template\":\"x\"}")]
    [TestCase("chat_template.jinja", "x")]
    public void A_template_and_the_file_it_may_be_in_have_four_megabytes_at_most(string name, string text)
    {
        const int Most = 4 * 1024 * 1024;
        using var folder = new TemporaryFolder();
        File.WriteAllText(Path.Combine(folder.Path, name), text.PadRight(Most + 1));
        Assert.That(() => ChatTemplateFile.Read(folder.Path), Throws.TypeOf<ChatTemplateException>().With.Message.Contains($"the file has {Most + 1:N0} bytes, and {Most:N0} are read of a file of its kind"));
    }
}
