using System.Text.Json;

namespace LfmSpec.Lab;

/// <summary>A value of a file of prompts and where it stands, so that every complaint says which file and which value.</summary>
/// <param name="File">The file, as errors name it.</param>
/// <param name="Path">The value's place in the file, such as <c>examples[3].prompt</c>; empty for the whole file.</param>
/// <param name="Value">The value.</param>
internal readonly record struct PromptFileElement(string File, string Path, JsonElement Value)
{
    internal bool IsList => Value.ValueKind == JsonValueKind.Array;

    internal bool IsObject => Value.ValueKind == JsonValueKind.Object;

    internal bool IsText => Value.ValueKind == JsonValueKind.String;

    internal PromptFileElement? Find(string name) =>
        IsObject && Value.TryGetProperty(name, out var member) ? new(File, Path.Length == 0 ? name : $"{Path}.{name}", member) : null;

    internal PromptFileElement Member(string name) => Find(name) ?? throw Error($"has no \"{name}\"");

    internal IEnumerable<(string Name, PromptFileElement Value)> Members()
    {
        if (!IsObject)
        {
            throw Error($"is {Kind()}, not an object");
        }

        var (file, path) = (File, Path);
        return Value.EnumerateObject().Select(member => (member.Name, new PromptFileElement(file, path.Length == 0 ? member.Name : $"{path}.{member.Name}", member.Value)));
    }

    internal IEnumerable<PromptFileElement> Items()
    {
        if (!IsList)
        {
            throw Error($"is {Kind()}, not a list");
        }

        var (file, path) = (File, Path);
        return Value.EnumerateArray().Select((item, index) => new PromptFileElement(file, $"{path}[{index}]", item));
    }

    internal void AllowOnly(params ReadOnlySpan<string> names)
    {
        foreach (var (name, member) in Members())
        {
            if (!names.Contains(name))
            {
                throw member.Error($"is not of the format, which has {string.Join(", ", names.ToArray().Select(known => $"\"{known}\""))} here");
            }
        }
    }

    internal string Text()
    {
        if (!IsText)
        {
            throw Error($"is {Kind()}, not a text");
        }

        try
        {
            return Value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Error("is no Unicode text (it has half of a surrogate pair, or is not UTF-8)");
        }
    }

    internal string NonEmptyText() => Text() is { Length: > 0 } text ? text : throw Error("is empty");

    internal LabException Error(string what) => new($"{File}: {(Path.Length == 0 ? "the file" : Path)} {what}. Correct the file; the formats are in docs/prompts.md.");

    private string Kind() => Value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "true or false",
    };
}
