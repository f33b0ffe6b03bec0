using System.Text.Json;

namespace LfmSpec.Models.Files;

/// <summary>
/// A value of a JSON file that knows where it stands, so that whatever is wrong with it is said with file, place and value. A member that its object lacks is
/// a value too: it reads as null.
/// </summary>
internal readonly struct JsonValue
{
    /// <summary>The characters that a message shows of a value or a name.</summary>
    public const int LongestShown = 60;

    private readonly JsonFile file;
    private readonly JsonElement element;
    private readonly string? absent;

    internal JsonValue(JsonFile file, JsonElement element, string? absent = null)
    {
        this.file = file;
        this.element = element;
        this.absent = absent;
    }

    /// <summary>The file, as errors name it.</summary>
    public string File => file.Name;

    /// <summary>Where it stands, such as <c>examples[3].prompt</c>; empty for the whole file. The file is walked through to find it.</summary>
    public string Place => file.PlaceOf(file.IndexOf(element), absent);

    /// <summary>Whether it is there, as null too.</summary>
    public bool IsThere => absent is null;

    /// <summary>Whether it is null, or not there.</summary>
    public bool IsNull => Kind is JsonValueKind.Null or JsonValueKind.Undefined;

    /// <summary>Whether it is a text.</summary>
    public bool IsText => Kind == JsonValueKind.String;

    /// <summary>Whether it is a number.</summary>
    public bool IsNumber => Kind == JsonValueKind.Number;

    /// <summary>Whether it is a list.</summary>
    public bool IsList => Kind == JsonValueKind.Array;

    /// <summary>Whether it is an object.</summary>
    public bool IsObject => Kind == JsonValueKind.Object;

    /// <summary>Whether it says nothing: not there, null, false, or an empty text, list or object.</summary>
    public bool IsEmpty => Kind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.False => true,
        JsonValueKind.String => element.ValueEquals(""),
        JsonValueKind.Array => element.GetArrayLength() == 0,
        JsonValueKind.Object => element.GetPropertyCount() == 0,
        _ => false,
    };

    /// <summary>The items of a list, or the members of an object; 0 of what is neither.</summary>
    public int Count => Kind switch
    {
        JsonValueKind.Array => element.GetArrayLength(),
        JsonValueKind.Object => element.GetPropertyCount(),
        _ => 0,
    };

    /// <summary>The value as a message shows it: not long, and nothing that a terminal would obey.</summary>
    public string Shown => Kind switch
    {
        JsonValueKind.Undefined => "missing",
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        _ => SafeText.Quote(element.GetRawText(), LongestShown),
    };

    private JsonValueKind Kind => absent is null ? element.ValueKind : JsonValueKind.Undefined;

    /// <summary>A member of an object.</summary>
    public JsonValue Member(string name) => RequireKind(JsonValueKind.Object, "an object").TryGetProperty(name, out var value) ? new(file, value) : new(file, element, name);

    /// <summary>All members of an object, in the file's order.</summary>
    public IEnumerable<(string Name, JsonValue Value)> Members()
    {
        var (source, members) = (file, RequireKind(JsonValueKind.Object, "an object").EnumerateObject());
        return members.Select(member => (member.Name, new JsonValue(source, member.Value)));
    }

    /// <summary>All items of a list.</summary>
    public IEnumerable<JsonValue> Items()
    {
        var (source, items) = (file, RequireKind(JsonValueKind.Array, "a list").EnumerateArray());
        return items.Select(item => new JsonValue(source, item));
    }

    /// <summary>Refuses members that nothing reads: what is silently ignored would mean something to whoever wrote it.</summary>
    public void AllowOnly(params ReadOnlySpan<string> names)
    {
        foreach (var (name, value) in Members())
        {
            if (!names.Contains(name))
            {
                throw value.Error($"is not of the format, which has {string.Join(", ", names.ToArray().Select(known => $"\"{known}\""))} here");
            }
        }
    }

    /// <summary>A text.</summary>
    public string Text() => RequireKind(JsonValueKind.String, "a text").GetString()!;

    /// <summary>A text of one character at least.</summary>
    public string NonEmptyText() => Text() is { Length: > 0 } text ? text : throw Error("is empty");

    /// <summary>True or false.</summary>
    public bool Flag() => Kind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Not("true or false"),
    };

    /// <summary>A finite number.</summary>
    public double Number() => RequireKind(JsonValueKind.Number, "a number").TryGetDouble(out var number) && double.IsFinite(number) ? number : throw Not("a finite number");

    /// <summary>A whole number from a least one to that of 32 bits.</summary>
    public int Whole(int least = 0) =>
        IsNumber && element.TryGetInt32(out var number) && number >= least ? number : throw Not($"a whole number from {least} to {int.MaxValue}");

    /// <summary>An error about this value.</summary>
    /// <param name="what">What is wrong, told of the value: "is twice as long".</param>
    /// <param name="remedy">What to do, without a full stop; null for what the file's kind says.</param>
    /// <returns>The error, to be thrown.</returns>
    public Exception Error(string what, string? remedy = null) => file.Error(Place, what, remedy ?? file.Kind.Repair(file.Name));

    /// <summary>The error of a value of another kind.</summary>
    public Exception Not(string wanted) => Error(IsThere ? $"is {Shown}, not {wanted}" : "is missing");

    private JsonElement RequireKind(JsonValueKind kind, string wanted) => Kind == kind ? element : throw Not(wanted);
}
