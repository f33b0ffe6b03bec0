using System.Security.Cryptography;
using System.Text;
using LfmSpec.Models.Tests;
using LfmSpec.Models.Tokenization;

namespace LfmSpec.Lab.Tests;

public class PromptSetTests
{
    private const string Suite = """
        { "families": {
          "sums": { "test": [ { "prompt": "2+2=", "target": "4" }, { "prompt": "9+9=", "target": "18" }, { "prompt": "1+1=", "target": "2" } ],
                    "train": [ { "prompt": "3+3=", "target": "6" }, "5+5=" ] },
          "plain": [ "a", "b" ] } }
        """;

    private static readonly HuggingFaceTokenizer Tiny = HuggingFaceTokenizer.Load(RepositoryFiles.Path("models", "lfm2-atlas-tiny"));

    [Test]
    public void A_family_gives_its_test_prompts_in_order_unless_told()
    {
        using var files = new PromptFolder();
        var set = Resolve(new PromptSpec([], File: files.Write("suite.json", Suite)));
        Assert.That(set.Prompts, Is.EqualTo(new[]
        {
            new Prompt("sums", "2+2=") { Target = "4" }, new Prompt("sums", "9+9=") { Target = "18" }, new Prompt("sums", "1+1=") { Target = "2" },
            new Prompt("plain", "a"), new Prompt("plain", "b"),
        }));
    }

    [Test]
    public void Another_split_gives_its_own_prompts_and_leaves_out_families_without_it()
    {
        using var files = new PromptFolder();
        var set = Resolve(new PromptSpec([], File: files.Write("suite.json", Suite)) { Split = Split.Train });
        Assert.That(set.Prompts, Is.EqualTo(new[] { new Prompt("sums", "3+3=") { Target = "6" }, new Prompt("sums", "5+5=") }));
    }

    [Test]
    public void PerFamily_takes_the_first_of_each() =>
        Assert.That(Resolve(new PromptSpec([], LfmSpec.Suite.TaskFamilies, PerFamily: 2)).Prompts.CountBy(prompt => prompt.Family).Select(family => family.Value), Has.Exactly(16).EqualTo(2));

    [TestCase(Split.Test, 3, "family 'plain' has 2 test prompts and the experiment asks for PerFamily = 3")]
    [TestCase(Split.Train, 1, "family 'plain' has 0 train prompts and the experiment asks for PerFamily = 1")]
    [TestCase(Split.Validation, null, "there is no validation prompt in it")]
    public void Too_few_prompts_are_an_error(Split split, int? perFamily, string message)
    {
        using var files = new PromptFolder();
        var spec = new PromptSpec([], File: files.Write("suite.json", Suite), PerFamily: perFamily) { Split = split };
        Assert.That(() => Resolve(spec), Throws.TypeOf<LabException>().With.Message.Contains(message).And.Message.Contains("suite.json"));
    }

    [Test]
    public void Single_token_targets_are_those_that_add_one_token_to_the_prompt_and_change_none()
    {
        // A tokenizer of single characters, but that "9+9=1" ends in one token: "18" is two tokens, and the tokens before it differ.
        IReadOnlyList<int> Encode(string text) => [.. text.Replace("=1", "\u0001", StringComparison.Ordinal).Select(character => (int)character)];
        using var files = new PromptFolder();
        var set = PromptSet.Resolve(new PromptSpec([], File: files.Write("suite.json", Suite)) { SingleTokenTargets = true }, "letters", Encode);
        Assert.That(set.Prompts, Is.EqualTo(new[] { new Prompt("sums", "2+2=") { Target = "4", TargetId = '4' }, new Prompt("sums", "1+1=") { Target = "2", TargetId = '2' } }));
    }

    [Test]
    public void A_single_token_target_has_the_id_that_the_reference_has_for_it_in_context()
    {
        // Ids of "The capital of Italy is" and " Rome" by the Hugging Face tokenizer: tests/reference, "generate"; " Rome" is two of them there.
        using var files = new PromptFolder();
        var file = files.Write("suite.json", """{ "families": { "facts": [ { "prompt": "The capital of Italy is", "target": " Rome" }, { "prompt": "The capital of Italy is", "target": " R" } ] } }""");
        var set = PromptSet.Resolve(new PromptSpec([], File: file) { SingleTokenTargets = true }, "tiny", text => Tiny.Encode(text));
        Assert.That(set.Prompts.Single(), Is.EqualTo(new Prompt("facts", "The capital of Italy is") { Target = " R", TargetId = 402 }));
    }

    [Test]
    public void Too_few_single_token_targets_are_an_error_that_names_the_family_the_number_and_the_tokenizer()
    {
        using var files = new PromptFolder();
        var spec = new PromptSpec([], File: files.Write("suite.json", Suite), PerFamily: 2) { SingleTokenTargets = true };
        Assert.That(() => Resolve(spec), Throws.TypeOf<LabException>().With.Message.EqualTo(
            $"{spec.File}: family 'plain' has 0 test prompts whose target is one token of letters's tokenizer and the experiment asks for PerFamily = 2. Ask for fewer, or add prompts."));
    }

    [Test]
    public void The_hash_is_over_families_and_texts_and_over_targets_only_where_they_are_asked_for()
    {
        using var files = new PromptFolder();
        var file = files.Write("suite.json", """{ "families": { "f": [ { "prompt": "p", "target": "t" } ] } }""");
        Assert.That(Resolve(new PromptSpec([], File: file)).Sha256, Is.EqualTo(Hash("f\0p\0")));
        Assert.That(Resolve(new PromptSpec([], File: file) { SingleTokenTargets = true }).Sha256, Is.EqualTo(Hash("f\0p\0t\0")));

        static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    [Test]
    public void Texts_are_prompts_of_no_family_and_have_no_targets()
    {
        Assert.That(Resolve(new PromptSpec(["a", ""])).Prompts, Is.EqualTo(new[] { new Prompt("", "a"), new Prompt("", "") }));
        Assert.That(() => Resolve(new PromptSpec(["a"]) { SingleTokenTargets = true }), Throws.TypeOf<LabException>().With.Message.Contains("a prompt that is a text heeds no setting"));
    }

    [Test]
    public void Pairs_are_not_resolved_to_prompts() =>
        Assert.That(() => Resolve(new PromptSpec([]) { Pairs = [new PromptPair("a", "b")] }), Throws.TypeOf<LabException>().With.Message.Contains("are pairs"));

    [Test]
    public void No_prompts_at_all_are_an_error() => Assert.That(() => Resolve(new PromptSpec([])), Throws.TypeOf<LabException>().With.Message.Contains("has no prompts"));

    private static PromptSet Resolve(PromptSpec spec) => PromptSet.Resolve(spec, "letters", text => [.. text.Select(character => (int)character)]);
}
