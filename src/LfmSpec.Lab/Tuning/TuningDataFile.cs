using System.Text;
using System.Text.Json;

namespace LfmSpec.Lab;

/// <summary>Reads a file of examples; every complaint says which file and line, and what to do.</summary>
internal static class TuningDataFile
{
    private const string Formats =
        "Give every example \"instruction\" and \"output\" (with or without \"input\"), \"messages\", \"prompt\" and \"completion\", \"prompt\", \"chosen\" and \"rejected\", or \"prompt\" and \"answer\"";

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads JSON lines, or a JSON list.</summary>
    /// <exception cref="LabException">The file is broken.</exception>
    internal static IReadOnlyList<(TuningExample Example, DataKind Kind, bool HeldOut)> Read(Stream stream, string file)
    {
        var text = Text(stream, file);
        (TuningExample Example, DataKind Kind, bool HeldOut)[] examples = [.. text.AsSpan().TrimStart().StartsWith("[") ? List(text, file) : Lines(text, file)];
        if (examples.Length == 0)
        {
            throw new LabException($"{file}: there is no example in it. {Formats}.");
        }

        var other = Array.FindIndex(examples, example => example.Kind != examples[0].Kind);
        return other < 0
            ? examples
            : throw new LabException($"{file}: example {other + 1} is of {examples[other].Kind.ToString().ToLowerInvariant()} and the first of {examples[0].Kind.ToString().ToLowerInvariant()}. Put the two kinds into files of their own.");
    }

    private static string Text(Stream stream, string file)
    {
        try
        {
            using var reader = new StreamReader(stream, Strict);
            return reader.ReadToEnd();
        }
        catch (DecoderFallbackException error)
        {
            throw new LabException($"{file}: the file is not UTF-8 ({error.Message}). Save it as UTF-8.");
        }
    }

    private static IEnumerable<(TuningExample, DataKind, bool)> List(string text, string file)
    {
        using var document = Parsed(text, file, "");
        foreach (var (index, item) in document.RootElement.EnumerateArray().Index())
        {
            yield return Example(new Row(item, $"{file}, example {index + 1}"));
        }
    }

    private static IEnumerable<(TuningExample, DataKind, bool)> Lines(string text, string file)
    {
        foreach (var (index, line) in text.Split('\n').Index().Where(line => !string.IsNullOrWhiteSpace(line.Item)))
        {
            using var document = Parsed(line, file, $", line {index + 1}");
            yield return Example(new Row(document.RootElement, $"{file}, line {index + 1}"));
        }
    }

    private static JsonDocument Parsed(string text, string file, string place)
    {
        try
        {
            return JsonDocument.Parse(text, new JsonDocumentOptions { AllowDuplicateProperties = false });
        }
        catch (JsonException error)
        {
            throw new LabException($"{file}{(place.Length > 0 ? place : $", line {error.LineNumber + 1}")}: it is no valid JSON ({error.Message}). Correct it: a JSON list of examples, or one example a line.");
        }
    }

    private static (TuningExample, DataKind, bool) Example(Row row)
    {
        var (example, kind) = row.Has("messages") ? (Chat(row), DataKind.Responses)
            : row.Has("instruction") ? (Alpaca(row), DataKind.Responses)
            : row.Has("chosen") || row.Has("rejected") ? (new TuningExample(row.Text("prompt"), row.Text("chosen")) { Rejected = row.Text("rejected") }, DataKind.Preferences)
            : row.Has("answer") ? (new TuningExample(row.Text("prompt"), " " + row.Text("answer")), DataKind.Problems)
            : row.Has("completion") ? (new TuningExample(row.Text("prompt"), row.Text("completion")), DataKind.Responses)
            : throw row.Error("is of no known format", Formats);
        return (example, kind, row.Flag("held_out"));
    }

    // The template of the published runs, and of Alpaca's but for its preamble.
    private static TuningExample Alpaca(Row row)
    {
        var input = row.Has("input") ? row.TextOrEmpty("input") : "";
        var block = string.IsNullOrWhiteSpace(input) ? "" : $"### Input:\n{input}\n\n";
        return new TuningExample($"### Instruction:\n{row.Text("instruction")}\n\n{block}### Response:\n", row.Text("output"));
    }

    // Without a chat template: what was said before the last answer, each message a paragraph.
    private static TuningExample Chat(Row row)
    {
        var messages = row.Items("messages").Select(message => (Role: message.Text("role"), Content: message.Text("content"))).ToArray();
        return messages is [.., { Role: "assistant" } last] && messages.Length > 1
            ? new TuningExample(string.Concat(messages[..^1].Select(message => message.Content + "\n\n")), last.Content)
            : throw row.Error("does not end with a message of the role \"assistant\" after another one", "Let every chat end with the answer that is to be learned");
    }

    private readonly record struct Row(JsonElement Value, string Place)
    {
        internal bool Has(string key) => Value.ValueKind == JsonValueKind.Object ? Value.TryGetProperty(key, out _) : throw Error("is no JSON object", Formats);

        internal string Text(string key) => TextOrEmpty(key) is { Length: > 0 } text ? text : throw Error($"has an empty \"{key}\"", "Give it a text");

        internal string TextOrEmpty(string key) =>
            !Has(key) ? throw Error($"has no \"{key}\"", Formats)
            : Value.GetProperty(key) is { ValueKind: JsonValueKind.String } text ? text.GetString()!
            : throw Error($"has a \"{key}\" that is no text", "Write it between quotation marks");

        internal bool Flag(string key) => Has(key) && Value.GetProperty(key).ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw Error($"has a \"{key}\" that is neither true nor false", "Write one of them"),
        };

        internal IEnumerable<Row> Items(string key)
        {
            var (list, place) = (Value.GetProperty(key), Place);
            return list.ValueKind == JsonValueKind.Array
                ? list.EnumerateArray().Select((item, index) => new Row(item, $"{place}, {key}[{index}]"))
                : throw Error($"has \"{key}\" that are no list", Formats);
        }

        internal LabException Error(string what, string remedy) => new($"{Place}: it {what}. {remedy}.");
    }
}
