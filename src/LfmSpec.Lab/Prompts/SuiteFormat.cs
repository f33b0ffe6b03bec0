using LfmSpec.Models.Files;

namespace LfmSpec.Lab;

/// <summary>
/// The suites' own format: <c>{ "families": { "name": { "test": [ { "prompt": "...", "target": "..." } ], "train": [], "validation": [] } } }</c>.
/// A prompt without a target may be a plain text, and a family with test prompts alone a plain list.
/// </summary>
internal static class SuiteFormat
{
    private static readonly (string Name, Split Split)[] Splits = [("test", Split.Test), ("train", Split.Train), ("validation", Split.Validation)];

    internal static bool Fits(JsonValue file) => file.IsObject && file.Member("families").IsThere;

    internal static IReadOnlyList<PromptFamily> Read(JsonValue file)
    {
        file.AllowOnly("families");
        return [.. file.Member("families").Members().Select(member => Family(member.Name, member.Value))];
    }

    private static PromptFamily Family(string name, JsonValue family)
    {
        if (family.IsList)
        {
            return new PromptFamily(name, [.. family.Items().Select(item => (Split.Test, Prompt(name, item)))]);
        }

        family.AllowOnly("test", "train", "validation");
        var prompts = new List<(Split, Prompt)>();
        var splitOf = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (splitName, split) in Splits)
        {
            foreach (var item in family.Member(splitName) is { IsThere: true } listed ? listed.Items() : [])
            {
                var prompt = Prompt(name, item);
                if (!splitOf.TryAdd(prompt.Text, splitName) && splitOf[prompt.Text] != splitName)
                {
                    throw item.Error($"is a {splitOf[prompt.Text]} prompt too: no prompt is in two splits");
                }

                prompts.Add((split, prompt));
            }
        }

        return new PromptFamily(name, prompts);
    }

    private static Prompt Prompt(string family, JsonValue item)
    {
        if (item.IsText)
        {
            return new Prompt(family, item.NonEmptyText());
        }

        item.AllowOnly("prompt", "target");
        return new Prompt(family, item.Member("prompt").NonEmptyText()) { Target = item.Member("target") is { IsThere: true } target ? target.NonEmptyText() : null };
    }
}
