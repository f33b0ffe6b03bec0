using System.Text.Json.Nodes;

namespace LfmSpec.Lab.Tests;

[NonParallelizable]
public sealed class PublishedTasksTests : IDisposable
{
    private readonly PromptFolder files = new();

    [Test]
    public void A_family_file_gives_its_test_examples_in_the_order_of_the_file()
    {
        var file = files.Write("copying.json", PromptFolder.Published("copying", train: 3, val: 1, test: 2));
        Assert.That(Resolve(new PromptSpec([], File: file)).Prompts, Is.EqualTo(new[]
        {
            new Prompt("copying", "copying 4 is ") { Target = "4" }, new Prompt("copying", "copying 5 is ") { Target = "5" },
        }));
    }

    [TestCase(Split.Train, 0, 1, 2)]
    [TestCase(Split.Validation, 3)]
    [TestCase(Split.Test, 4, 5)]
    public void The_splits_are_those_of_the_metadata(Split split, params int[] expected)
    {
        var file = files.Write("copying.json", PromptFolder.Published("copying", train: 3, val: 1, test: 2));
        Assert.That(Numbers(Resolve(new PromptSpec([], File: file) { Split = split })), Is.EqualTo(expected));
    }

    [TestCase(2, 4, 5)]
    [TestCase(3, 0, 1, 2)]
    [TestCase(6, 0, 1, 2, 3, 4, 5)]
    public void A_family_with_fewer_test_examples_than_asked_for_gives_the_first_of_its_file(int perFamily, params int[] expected)
    {
        var file = files.Write("copying.json", PromptFolder.Published("copying", train: 3, val: 1, test: 2));
        Assert.That(Numbers(Resolve(new PromptSpec([], File: file, PerFamily: perFamily))), Is.EqualTo(expected));
    }

    [TestCase(Split.Test, 7, "has 6 test prompts")]
    [TestCase(Split.Validation, 2, "has 1 validation prompt and")]
    public void There_is_no_other_fallback(Split split, int perFamily, string message)
    {
        var file = files.Write("copying.json", PromptFolder.Published("copying", train: 3, val: 1, test: 2));
        Assert.That(() => Resolve(new PromptSpec([], File: file, PerFamily: perFamily) { Split = split }), Throws.TypeOf<LabException>().With.Message.Contains(message));
    }

    [Test]
    public void A_deobfuscation_file_has_no_splits_and_is_all_test()
    {
        var file = files.Write("string_decoding.json", PromptFolder.Published("string_decoding", "deobfuscation", "deobfuscation"));
        Assert.That(Numbers(Resolve(new PromptSpec([], File: file))), Is.EqualTo(new[] { 0, 1 }));
    }

    [Test]
    public void An_empty_target_is_none_and_members_of_pairs_are_passed_over()
    {
        var family = PromptFolder.Published("code_syntax", "test");
        family["examples"]![0]!["target"] = "";
        family["examples"]![0]!["clean_prompt"] = "x";
        family["examples"]![0]!["corrupt_prompt"] = "x";
        var set = Resolve(new PromptSpec([], File: files.Write("code_syntax.json", family)));
        Assert.That(set.Prompts.Single(), Is.EqualTo(new Prompt("code_syntax", "code_syntax 0 is ")));
    }

    [Test]
    public void A_prompt_that_the_published_file_repeats_is_repeated()
    {
        var family = PromptFolder.Published("factual_recall", "train", "test", "test");
        foreach (var example in family["examples"]!.AsArray())
        {
            example!["prompt"] = "The capital of Peru is ";
        }

        Assert.That(Resolve(new PromptSpec([], File: files.Write("factual_recall.json", family))).Prompts, Has.Count.EqualTo(2));
    }

    [Test]
    public void A_folder_gives_a_family_a_file_by_name_without_the_list_of_all_and_the_manifest()
    {
        Assert.That(Resolve(new PromptSpec([], File: CanonicalShort(), PerFamily: 1)).Prompts.Select(prompt => prompt.Text), Is.EqualTo(new[] { "arithmetic 8 is ", "copying 3 is " }));
    }

    [Test]
    public void The_variable_takes_the_place_of_the_suite_and_of_nothing_else()
    {
        var file = files.Write("own.json", """{ "families": { "own": ["a"] } }""");
        using var tasks = new TasksVariable(CanonicalShort());
        var suite = Resolve(new PromptSpec([], Suite.TaskFamilies, PerFamily: 1));
        Assert.That(suite.Prompts.Select(prompt => prompt.Family), Is.EqualTo(new[] { "arithmetic", "copying" }));
        Assert.That(Resolve(new PromptSpec([], File: file)).Prompts.Single().Family, Is.EqualTo("own"));
        Assert.That(Resolve(new PromptSpec(["text"])).Prompts.Single().Text, Is.EqualTo("text"));
    }

    [Test]
    public void The_variable_may_name_one_family_or_a_suite()
    {
        using (new TasksVariable(files.Write("copying.json", PromptFolder.Published("copying", "test"))))
        {
            Assert.That(Resolve(new PromptSpec([], Suite.TaskFamilies)).Prompts.Single().Family, Is.EqualTo("copying"));
        }

        using (new TasksVariable(files.Write("own.json", """{ "families": { "own": ["a"] } }""")))
        {
            Assert.That(Resolve(new PromptSpec([], Suite.TaskFamilies)).Prompts.Single().Family, Is.EqualTo("own"));
        }
    }

    [Test]
    public void A_path_in_the_variable_that_does_not_exist_is_an_error_that_names_the_variable()
    {
        using var tasks = new TasksVariable("/no/such/tasks");
        Assert.That(() => Resolve(new PromptSpec([], Suite.TaskFamilies)), Throws.TypeOf<LabException>().With.Message.Contains("LFMSPEC_TASKS").And.Message.Contains("tasks"));
    }

    [TestCase("")]
    [TestCase("  ")]
    public void An_empty_variable_is_none(string value)
    {
        using var tasks = new TasksVariable(value);
        Assert.That(Resolve(new PromptSpec([], Suite.TaskFamilies, PerFamily: 1)).Prompts, Has.Count.EqualTo(16));
    }

    public void Dispose() => files.Dispose();

    private string CanonicalShort()
    {
        var folder = files.Folder("canonical_short");
        var (arithmetic, copying) = (PromptFolder.Published("arithmetic", train: 6, val: 2, test: 2), PromptFolder.Published("copying", train: 2, val: 1, test: 1));
        JsonNode?[] all = [.. arithmetic["examples"]!.AsArray().Concat(copying["examples"]!.AsArray()).Select(example => example!.DeepClone())];
        files.Write("canonical_short/tasks.json", new JsonObject { ["description"] = "all", ["split"] = "canonical_short", ["num_examples"] = all.Length, ["seed"] = 42, ["examples"] = new JsonArray(all) });
        files.Write("canonical_short/task_manifest.json", "[{ \"task_id\": \"arithmetic\", \"num_examples\": 10 }]");
        files.Write("canonical_short/copying.json", copying);
        files.Write("canonical_short/arithmetic.json", arithmetic);
        files.Write("canonical_short/README.md", "not JSON");
        return folder;
    }

    private static IEnumerable<int> Numbers(PromptSet set) => set.Prompts.Select(prompt => int.Parse(prompt.Text.Split(' ')[1]));

    private static PromptSet Resolve(PromptSpec spec) => PromptSet.Resolve(spec, "none", _ => []);

    /// <summary>Sets the variable for a while.</summary>
    private sealed class TasksVariable : IDisposable
    {
        private readonly string? before = Environment.GetEnvironmentVariable(PromptSet.TasksVariable);

        internal TasksVariable(string value) => Environment.SetEnvironmentVariable(PromptSet.TasksVariable, value);

        public void Dispose() => Environment.SetEnvironmentVariable(PromptSet.TasksVariable, before);
    }
}
