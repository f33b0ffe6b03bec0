using System.Text.Json;
using System.Text.Unicode;

namespace LfmSpec.Models.Tokenization;

/// <summary>A place in a tokenizer.json that knows its path, so that whatever is wrong there is said with file, path and value.</summary>
internal readonly struct JsonCursor
{
    private const int ShownCharacters = 60;
    private readonly string _file;
    private readonly string _parent;
    private readonly string? _name;
    private readonly int _index;
    private readonly JsonElement _element;

    private JsonCursor(string file, string parent, string? name, int index, JsonElement element)
    {
        _file = file;
        _parent = parent;
        _name = name;
        _index = index;
        _element = element;
    }

    /// <summary>The JSON path, made only when asked for: a vocabulary has tens of thousands of places and rarely an error.</summary>
    public string Path => (_name, _index) switch
    {
        (null, < 0) => _parent,
        (null, _) => $"{_parent}[{_index}]",
        (_, < 0) => $"{_parent}.{_name}",
        _ => $"{_parent}[\"{_name}\"]",
    };

    public bool IsNull => _element.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined;

    public bool IsText => _element.ValueKind == JsonValueKind.String;

    /// <summary>Parses a whole file. The document lives as long as the cursors into it.</summary>
    public static JsonCursor Parse(string file, byte[] utf8)
    {
        const string Remedy = "The file is damaged or not a tokenizer.json: fetch it again";
        if (!Utf8.IsValid(utf8))
        {
            throw new TokenizerFormatException(file, "$", "the bytes are not UTF-8", Remedy + ".");
        }

        try
        {
            var options = new JsonDocumentOptions { AllowDuplicateProperties = false };
            return new JsonCursor(file, "$", null, -1, JsonDocument.Parse(utf8, options).RootElement);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new TokenizerFormatException(file, "$", "not valid JSON", $"{Remedy}. The parser says: {error.Message}", error);
        }
    }

    public TokenizerFormatException Unsupported(string supported, string? found = null) =>
        Error($"found {found ?? Show()}, supported is {supported}", "Use a checkpoint whose tokenizer is byte-level BPE of this form.");

    public TokenizerFormatException Wrong(string problem) => Error(problem, "The file contradicts itself: fetch it again.");

    /// <summary>A member of an object; an absent one reads as null.</summary>
    public JsonCursor Member(string name)
    {
        RequireKind(JsonValueKind.Object, "an object");
        return new JsonCursor(_file, Path, name, -1, _element.TryGetProperty(name, out JsonElement value) ? value : default);
    }

    /// <summary>All members of an object.</summary>
    public IEnumerable<(string Name, JsonCursor Value)> Members()
    {
        RequireKind(JsonValueKind.Object, "an object");
        return Enumerate(this);

        static IEnumerable<(string Name, JsonCursor Value)> Enumerate(JsonCursor cursor)
        {
            string path = cursor.Path;
            int index = 0;
            foreach (JsonProperty property in cursor._element.EnumerateObject())
            {
                string name = cursor.Decode(property, static property => property.Name);
                yield return (name, new JsonCursor(cursor._file, path, name, index++, property.Value));
            }
        }
    }

    /// <summary>All items of an array.</summary>
    public IEnumerable<JsonCursor> Items()
    {
        RequireKind(JsonValueKind.Array, "an array");
        return Enumerate(this);

        static IEnumerable<JsonCursor> Enumerate(JsonCursor cursor)
        {
            string path = cursor.Path;
            int index = 0;
            foreach (JsonElement item in cursor._element.EnumerateArray())
            {
                yield return new JsonCursor(cursor._file, path, null, index++, item);
            }
        }
    }

    /// <summary>Refuses members that nothing here reads: an option that is silently ignored would change the tokens.</summary>
    public void AllowOnly(params ReadOnlySpan<string> names)
    {
        foreach ((string name, _) in Members())
        {
            if (!names.Contains(name))
            {
                throw Member(name).Unsupported($"only {string.Join(", ", names.ToArray())} in {Path}");
            }
        }
    }

    public string Text()
    {
        RequireKind(JsonValueKind.String, "a string");
        return Decode(_element, static element => element.GetString()!);
    }

    public bool Flag() => _element.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Unsupported("true or false"),
    };

    public bool Flag(bool absent) => IsNull ? absent : Flag();

    /// <summary>A token id.</summary>
    public int Id() =>
        _element.ValueKind == JsonValueKind.Number && _element.TryGetInt32(out int id) && id >= 0
            ? id
            : throw Unsupported($"a token id, an integer from 0 to {int.MaxValue}");

    public bool IsZero() => _element.ValueKind == JsonValueKind.Number && _element.TryGetDouble(out double value) && value == 0;

    private TokenizerFormatException Error(string problem, string remedy) => new(_file, Path, problem, remedy);

    private string Decode<T>(T source, Func<T, string> read)
    {
        try
        {
            return read(source);
        }
        catch (InvalidOperationException)
        {
            throw Wrong("the string has half of a surrogate pair, which is no character");
        }
    }

    private void RequireKind(JsonValueKind kind, string name)
    {
        if (_element.ValueKind != kind)
        {
            throw Unsupported(name);
        }
    }

    private string Show()
    {
        if (IsNull)
        {
            return "nothing";
        }

        string raw = _element.GetRawText().ReplaceLineEndings(" ");
        return raw.Length <= ShownCharacters ? raw : raw[..ShownCharacters] + "...";
    }
}
