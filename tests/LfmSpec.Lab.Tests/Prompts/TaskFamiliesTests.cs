using System.Text.Json;
using LfmSpec.Models.Tests;
using LfmSpec.Models.Tokenization;

namespace LfmSpec.Lab.Tests;

/// <summary>What holds of the suite whatever its families ask. That its targets are right is tested beside, family by family.</summary>
public class TaskFamiliesTests
{
    private static readonly IReadOnlyList<PromptFamily> Suite = PromptSource.Read(LfmSpec.Suite.TaskFamilies);

    private static readonly HuggingFaceTokenizer Tokenizer = HuggingFaceTokenizer.Load(RepositoryFiles.Path("models", "lfm2-atlas-tiny"));

    [Test]
    public void The_families_are_the_sixteen_published_ones_in_the_published_order() => Assert.That(Suite.Select(family => family.Name), Is.EqualTo(new[]
    {
        "arithmetic", "code_semantics", "code_syntax", "copying", "dead_code", "delimiter_tracking", "factual_recall", "instruction_following",
        "json_schema", "string_decoding", "variable_renaming", "constant_folding", "uncertainty_expression", "verbosity_control",
        "harmless_refusal", "control_flow_simplification",
    }));

    [Test]
    public void Every_family_has_24_test_10_train_and_6_validation_prompts()
    {
        foreach (var family in Suite)
        {
            int[] counts = [.. new[] { Split.Test, Split.Train, Split.Validation }.Select(split => family.Of(split, null).Count)];
            Assert.That(counts, Is.EqualTo(new[] { 24, 10, 6 }), family.Name);
        }
    }

    // The approved tables of this repository run over these 48: the hash is the one in them.
    [Test]
    public void The_first_three_test_prompts_of_each_family_are_those_of_the_approved_tables()
    {
        var first = PromptSet.Resolve(new PromptSpec([], LfmSpec.Suite.TaskFamilies, PerFamily: 3), "none", _ => []);
        Assert.That(first.Sha256, Is.EqualTo("12246b29516f95eee50990164a368c30287a57f0ded60811ce1c0cacf8edeb94"));
    }

    [Test]
    public void No_prompt_is_in_two_splits_or_in_two_families_or_twice_in_one()
    {
        var twice = All().GroupBy(prompt => prompt.Text).Where(group => group.Count() > 1).Select(group => group.Key);
        Assert.That(twice, Is.Empty);
    }

    // White space at the end is an off-distribution last token (audit S5); the corpus ends an instruction with a line feed.
    [Test]
    public void No_prompt_is_empty_or_ends_in_white_space_other_than_one_line_feed()
    {
        foreach (var prompt in All())
        {
            var text = prompt.Text.EndsWith('\n') ? prompt.Text[..^1] : prompt.Text;
            Assert.That(text.Length > 0 && !char.IsWhiteSpace(text[^1]) && !char.IsWhiteSpace(text[0]), Is.True, prompt.ToString());
        }
    }

    [Test]
    public void Every_prompt_has_a_target_that_starts_with_at_most_one_space_and_ends_with_none()
    {
        foreach (var prompt in All())
        {
            Assert.That(prompt.Target, Is.Not.Null.And.Not.Empty, prompt.ToString());
            Assert.That(prompt.Target!.TrimStart(), Has.Length.GreaterThanOrEqualTo(prompt.Target.Length - 1), prompt.ToString());
            Assert.That(prompt.Target, Is.EqualTo(prompt.Target.TrimEnd()), prompt.ToString());
        }
    }

    [Test]
    public void A_target_has_its_leading_space_unless_the_prompt_ends_a_line_or_a_word_that_goes_on()
    {
        foreach (var prompt in All().Where(prompt => prompt.Text.EndsWith('\n')))
        {
            Assert.That(prompt.Target, Does.Not.StartWith(" "), prompt.ToString());
        }

        foreach (var prompt in All().Where(prompt => prompt.Text.EndsWith(" =", StringComparison.Ordinal) || prompt.Text.EndsWith(" is", StringComparison.Ordinal) || prompt.Text.EndsWith("->", StringComparison.Ordinal)))
        {
            Assert.That(prompt.Target, Does.StartWith(" "), prompt.ToString());
        }
    }

    [Test]
    public void Every_prompt_with_its_target_fits_the_context_of_the_embedded_model()
    {
        using var configuration = JsonDocument.Parse(File.ReadAllText(RepositoryFiles.Path("models", "lfm2-atlas-tiny", "config.json")));
        var context = configuration.RootElement.GetProperty("max_position_embeddings").GetInt32();
        Assert.That(All().Max(prompt => Tokenizer.Encode(prompt.Text + prompt.Target).Count), Is.LessThanOrEqualTo(context));
    }

    // Of 24, 10 and 6. A number after a space is two tokens here, so arithmetic and its kin also have a form without spaces.
    [Test]
    public void Every_family_has_targets_of_one_token_of_the_embedded_model_in_every_split()
    {
        var counts = new[] { Split.Test, Split.Train, Split.Validation }
            .Select(split => PromptSet.Resolve(new PromptSpec([], LfmSpec.Suite.TaskFamilies) { Split = split, SingleTokenTargets = true }, "lfm2-atlas-tiny", text => Tokenizer.Encode(text)))
            .Select(set => set.Prompts.CountBy(prompt => prompt.Family).ToDictionary())
            .ToArray();

        var table = string.Join('\n', Suite.Select(family => $"{family.Name}: {string.Join(", ", counts.Select(split => split.GetValueOrDefault(family.Name)))}"));

        Assert.That(table, Is.EqualTo("""
            arithmetic: 10, 4, 3
            code_semantics: 7, 3, 2
            code_syntax: 18, 7, 5
            copying: 24, 10, 6
            dead_code: 12, 5, 3
            delimiter_tracking: 12, 5, 3
            factual_recall: 8, 3, 2
            instruction_following: 6, 2, 2
            json_schema: 7, 3, 2
            string_decoding: 6, 3, 2
            variable_renaming: 7, 3, 2
            constant_folding: 7, 3, 2
            uncertainty_expression: 8, 3, 2
            verbosity_control: 8, 3, 3
            harmless_refusal: 10, 4, 3
            control_flow_simplification: 16, 7, 4
            """));
    }

    private static IEnumerable<Prompt> All() => Suite.SelectMany(family => family.Prompts.Select(one => one.Prompt));
}
