using LfmSpec.Models.Files;

namespace LfmSpec.Lab.Prompts;

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
            return new PromptFamily(name, Prompts(name, [("test", Split.Test, family)]));
        }

        family.AllowOnly("test", "train", "validation");
        return new PromptFamily(name, Prompts(name, Splits.Where(split => family.Member(split.Name).IsThere).Select(split => (split.Name, split.Split, family.Member(split.Name)))));
    }

    // Each once: one that stands there twice would count twice in every mean, and one in two splits would be measured on what it was fitted on.
    // With another target it asks for something else.
    private static List<(Split, Prompt)> Prompts(string family, IEnumerable<(string Name, Split Split, JsonValue Items)> splits)
    {
        var prompts = new List<(Split, Prompt)>();
        var seen = new HashSet<Prompt>();
        var splitOf = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, split, items) in splits)
        {
            foreach (var item in items.Items())
            {
                var prompt = Prompt(family, item);
                if (!splitOf.TryAdd(prompt.Text, name) && splitOf[prompt.Text] != name)
                {
                    throw item.Error($"is a {splitOf[prompt.Text]} prompt too: no prompt is in two splits");
                }

                if (!seen.Add(prompt))
                {
                    throw item.Error("is given twice, so that it counts twice in every mean");
                }

                prompts.Add((split, prompt));
            }
        }

        return prompts;
    }

    private static Prompt Prompt(string family, JsonValue item)
    {
        if (item.IsText)
        {
            return new Prompt(family, PromptFileText.CheckedEnds(item.NonEmptyText(), what => item.Error(what)));
        }

        item.AllowOnly("prompt", "target");
        var prompt = item.Member("prompt");
        return new Prompt(family, PromptFileText.CheckedEnds(prompt.NonEmptyText(), what => prompt.Error(what)))
        {
            Target = item.Member("target") is { IsThere: true } target ? target.NonEmptyText() : null,
        };
    }
}
