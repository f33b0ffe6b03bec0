using System.Text.Json.Nodes;

namespace LfmSpec.Lab.Tests;

/// <summary>Files that are not what they should be: each is one clear error that names the file and the place, and never another exception.</summary>
public sealed class BrokenPromptFileTests : IDisposable
{
    private readonly PromptFolder files = new();

    [TestCase("", "the file is not valid JSON (line 1, byte 1)")]
    [TestCase("{ \"families\": ", "the file is not valid JSON (line 1, byte 15)")]
    [TestCase("null", "no file of prompts")]
    [TestCase("[]", "no file of prompts")]
    [TestCase("{}", "no file of prompts")]
    [TestCase("[{ \"task_id\": \"arithmetic\" }]", "of tasks.json or task_manifest.json name the folder")]
    [TestCase("{ \"description\": \"all\", \"examples\": [] }", "of tasks.json or task_manifest.json name the folder")]
    [TestCase("{ \"families\": [] }", "families is a list, not an object")]
    [TestCase("{ \"families\": { \"f\": 3 } }", "families.f is 3, not an object")]
    [TestCase("{ \"families\": { \"f\": [\"a\", null] } }", "families.f[1] is null, not an object")]
    [TestCase("{ \"families\": { \"f\": [\"\"] } }", "families.f[0] is empty")]
    [TestCase("{ \"families\": { \"f\": [\" \\n\"] } }", "families.f[0] is empty")]
    [TestCase("{ \"families\": { \"f\": [\"a\\u0000b\"] } }", "families.f[0] has the character U+0000, which no text of a corpus has; remove it")]
    [TestCase("{ \"families\": { \"f\": [{ \"prompt\": \"a \", \"target\": \"t\" }] } }", "families.f[0].prompt ends in a space, which is a token of its own that models hardly ever see last: a space before the answer is the target's")]
    [TestCase("{ \"families\": { \"f\": [\" a\"] } }", "families.f[0] begins with a space")]
    [TestCase("{ \"families\": { \"f\": [\"a\", \"b\", \"a\"] } }", "families.f[2] is given twice, so that it counts twice in every mean")]
    [TestCase("{ \"families\": { \"f\": { \"train\": [{ \"prompt\": \"a\", \"target\": \"t\" }, \"a\", { \"prompt\": \"a\", \"target\": \"t\" }] } } }", "families.f.train[2] is given twice")]
    [TestCase("{ \"families\": { \"f\": [{ \"target\": \"t\" }] } }", "families.f[0].prompt is missing")]
    [TestCase("{ \"families\": { \"f\": [{ \"prompt\": 7 }] } }", "families.f[0].prompt is 7, not a text")]
    [TestCase("{ \"families\": { \"f\": [{ \"prompt\": \"p\", \"target\": \"\" }] } }", "families.f[0].target is empty")]
    [TestCase("{ \"families\": { \"f\": [{ \"prompt\": \"p\", \"answer\": \"a\" }] } }", "families.f[0].answer is not of the format, which has \"prompt\", \"target\" here")]
    [TestCase("{ \"families\": { \"f\": { \"dev\": [] } } }", "families.f.dev is not of the format")]
    [TestCase("{ \"families\": { \"f\": { \"test\": [\"a\"], \"train\": [\"b\", \"a\"] } } }", "families.f.train[1] is a test prompt too")]
    [TestCase("{ \"families\": {}, \"version\": 2 }", "version is not of the format")]
    [TestCase("{ \"families\": { \"f\": [\"a\"], \"f\": [\"b\"] } }", "families.f stands there twice")]
    [TestCase("{ \"families\": { \"f\": [\"\\ud83d\"] } }", "families.f[0] holds \\ud83d, half of a surrogate pair")]
    [TestCase("{ \"families\": { \"\\ud83d\": [\"a\"] } }", "families[\"\\ud83d\"] holds \\ud83d, half of a surrogate pair")]
    [TestCase("{ \"families\": {} }", "there is no test prompt in it")]
    public void A_file_of_another_shape_is_an_error(string text, string message) => Refused(files.Write("broken.json", text), message);

    [TestCase("family", null, "no file of prompts")]
    [TestCase("family", 3, "family is 3, not a text")]
    [TestCase("family", "", "family is empty")]
    [TestCase("num_examples", null, "num_examples is missing")]
    [TestCase("num_examples", 5, "num_examples is 5 and there are 2 examples")]
    [TestCase("num_examples", 99999999999, "num_examples is 99999999999 and there are 2 examples")]
    [TestCase("num_examples", "2", "num_examples is \"2\" and there are 2 examples")]
    [TestCase("examples", "none", "examples is \"none\", not a list")]
    public void A_published_file_with_a_broken_member_is_an_error(string member, object? value, string message)
    {
        var family = PromptFolder.Published("copying", "train", "test");
        Set(family, member, value);
        Refused(files.Write("copying.json", family), message);
    }

    [TestCase("task_id", null, "examples[1].task_id is missing")]
    [TestCase("task_id", "copying_train_0000", "examples[1].task_id \"copying_train_0000\" stands in the file twice")]
    [TestCase("prompt", null, "examples[1].prompt is missing")]
    [TestCase("prompt", 7, "examples[1].prompt is 7, not a text")]
    [TestCase("prompt", "", "examples[1].prompt is empty")]
    [TestCase("prompt", "a\0", "examples[1].prompt has the character U+0000")]
    [TestCase("target", null, "examples[1].target is missing")]
    [TestCase("target", 12, "examples[1].target is 12, not a text")]
    [TestCase("metadata", null, "examples[1].metadata is missing")]
    [TestCase("metadata", "test", "examples[1].metadata is \"test\", not an object")]
    public void A_published_example_with_a_broken_member_is_an_error(string member, object? value, string message)
    {
        var family = PromptFolder.Published("copying", "train", "test");
        Set(family["examples"]![1]!.AsObject(), member, value);
        Refused(files.Write("copying.json", family), message);
    }

    [TestCase("split", null, "examples[1].metadata.split is missing")]
    [TestCase("split", "dev", "examples[1].metadata.split is \"dev\", not \"train\", \"val\", \"test\" or \"deobfuscation\"")]
    [TestCase("split", true, "examples[1].metadata.split is true, not a text")]
    [TestCase("family", "arithmetic", "examples[1].metadata.family is \"arithmetic\" in a file of the family \"copying\"")]
    public void A_published_example_with_broken_metadata_is_an_error(string member, object? value, string message)
    {
        var family = PromptFolder.Published("copying", "train", "test");
        Set(family["examples"]![1]!["metadata"]!.AsObject(), member, value);
        Refused(files.Write("copying.json", family), message);
    }

    [Test]
    public void A_path_with_nothing_at_it_is_an_error_that_names_the_attribute() => Refused(Path.Combine(files.Folder("empty"), "none.json"), "Check the path in [Prompts(File = ...)]");

    [Test]
    public void A_folder_without_task_files_is_an_error() => Refused(files.Folder("empty"), "the folder has no task file");

    [Test]
    public void A_folder_with_a_JSON_file_of_something_else_is_an_error()
    {
        var folder = files.Folder("mixed");
        files.Write("mixed/copying.json", PromptFolder.Published("copying", "test"));
        files.Write("mixed/suite.json", """{ "families": { "f": ["a"] } }""");
        Refused(folder, $"suite.json: no published task file");
    }

    [Test]
    public void A_folder_with_a_family_in_two_files_is_an_error()
    {
        var folder = files.Folder("twice");
        files.Write("twice/copying.json", PromptFolder.Published("copying", "test"));
        files.Write("twice/copying_old.json", PromptFolder.Published("copying", "test"));
        Refused(folder, "copying_old.json: the family \"copying\" is in copying.json too");
    }

    [Test]
    public void A_file_that_is_a_folder_within_a_folder_is_an_error()
    {
        var folder = files.Folder("nested");
        Directory.CreateDirectory(Path.Combine(folder, "inner"));
        Refused(folder, "the folder has no task file");
    }

    [Test]
    public void A_file_larger_than_any_file_of_prompts_is_an_error_before_it_is_parsed()
    {
        var file = files.Write("large.json", "");
        using (var stream = File.OpenWrite(file))
        {
            stream.SetLength((64 << 20) + 1);
        }

        Refused(file, "the file has 67,108,865 bytes, and 67,108,864 are read");
    }

    [Test]
    public void Bytes_that_are_not_UTF_8_are_an_error()
    {
        var file = files.Write("latin.json", "");
        File.WriteAllBytes(file, [.. "{ \"families\": { \"f\": [\""u8, 0xE9, .. "\"] } }"u8]);
        Refused(file, "latin.json: the file is not UTF-8 (line 1 holds the byte 0xE9)");
    }

    [Test]
    public void Nesting_without_end_is_an_error() => Refused(files.Write("deep.json", new string('[', 100_000)), "nested deeper than 64");

    public void Dispose() => files.Dispose();

    private static void Refused(string path, string message) => Assert.That(
        () => PromptSet.Resolve(new PromptSpec([], File: path), "none", _ => []),
        Throws.TypeOf<LabException>().With.Message.StartsWith(path).And.Message.Contains(message));

    private static void Set(JsonObject json, string member, object? value)
    {
        if (value is null)
        {
            json.Remove(member);
        }
        else if ((member, value) == ("metadata", "test"))
        {
            json[member] = new JsonObject();
        }
        else
        {
            json[member] = JsonValue.Create(value);
        }
    }
}
