using LfmSpec.Models;
using LfmSpec.Models.Files;

namespace LfmSpec.Lab.Prompts;

/// <summary>
/// The task files of the published atlas (github.com/bilawalriaz/autonomous-small-model-exploration, data/tasks): one
/// <c>{ "family", "num_examples", "examples": [ { "task_id", "prompt", "target", "metadata": { "family", "split" } } ] }</c> a family.
/// </summary>
/// <remarks>
/// "test" is <c>metadata.split == "test"</c>, in the file's order. Where a family has fewer test examples than an experiment asks for,
/// the published script takes the first of the file whatever their split, and so does this; there is no other fallback.
/// Files of data/tasks/deobfuscation have no splits: all of their examples are test. An example with an empty target has none to score.
/// </remarks>
internal static class PublishedTasks
{
    // tasks.json repeats every family's examples in one list; the manifest has none.
    private static readonly string[] NotFamilies = ["tasks.json", "task_manifest.json"];

    internal static bool Fits(JsonValue file) => file.IsObject && file.Member("family").IsThere && file.Member("examples").IsThere;

    /// <summary>The files of a folder that have one family each, by name.</summary>
    internal static IReadOnlyList<string> FamilyFiles(string folder) =>
        [.. Directory.GetFiles(folder, "*.json").Where(file => !NotFamilies.Contains(Path.GetFileName(file))).Order(StringComparer.Ordinal)];

    internal static PromptFamily Read(JsonValue file)
    {
        var name = file.Member("family").NonEmptyText();
        JsonValue[] examples = [.. file.Member("examples").Items()];
        var stated = file.Member("num_examples");
        if (!stated.IsThere || !stated.IsNumber || stated.Number() != examples.Length)
        {
            throw stated.Error($"is {stated.Shown} and there are {examples.Length} examples");
        }

        var known = new HashSet<string>(StringComparer.Ordinal);
        var prompts = new List<(Split, Prompt)>();
        foreach (var example in examples)
        {
            var id = example.Member("task_id");
            if (!known.Add(id.NonEmptyText()))
            {
                throw id.Error($"{id.Shown} stands in the file twice");
            }

            prompts.Add((SplitOf(name, example.Member("metadata")), Prompt(name, example)));
        }

        return new PromptFamily(name, prompts) { FallsBackToWholeFile = true };
    }

    private static Prompt Prompt(string family, JsonValue example)
    {
        var target = example.Member("target").Text();
        var prompt = example.Member("prompt");
        return new Prompt(family, PromptFileText.Checked(prompt.NonEmptyText(), what => prompt.Error(what))) { Target = target.Length > 0 ? target : null };
    }

    private static Split SplitOf(string family, JsonValue metadata)
    {
        if (metadata.Member("family") is { IsThere: true } own && own.Text() != family)
        {
            throw own.Error($"is {own.Shown} in a file of the family \"{SafeText.Quote(family, JsonValue.LongestShown)}\"");
        }

        var split = metadata.Member("split");
        return split.Text() switch
        {
            "test" or "deobfuscation" => Split.Test,
            "train" => Split.Train,
            "val" => Split.Validation,
            _ => throw split.Error($"is {split.Shown}, not \"train\", \"val\", \"test\" or \"deobfuscation\""),
        };
    }
}
