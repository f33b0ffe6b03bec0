using System.Text;
using System.Text.Json;

namespace LfmSpec.Lab;

/// <summary>Reads a file of examples; every complaint says which file and line, and what to do.</summary>
internal static class TuningDataFile
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads JSON lines, or a JSON list.</summary>
    /// <exception cref="LabException">The file is broken, or the checkpoint's chat template cannot write its chats.</exception>
    internal static IReadOnlyList<(TuningExample Example, DataKind Kind, bool HeldOut)> Read(Stream stream, string file, ChatRendering chats)
    {
        var text = Text(stream, file);
        (TuningExample Example, DataKind Kind, bool HeldOut)[] examples = [.. text.AsSpan().TrimStart().StartsWith("[") ? List(text, file, chats) : Lines(text, file, chats)];
        if (examples.Length == 0)
        {
            throw new LabException($"{file}: there is no example in it. {TuningRow.Formats}.");
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

    private static IEnumerable<(TuningExample, DataKind, bool)> List(string text, string file, ChatRendering chats)
    {
        using var document = Parsed(text, file, "");
        foreach (var (index, item) in document.RootElement.EnumerateArray().Index())
        {
            yield return Example(new TuningRow(item, $"{file}, example {index + 1}"), chats);
        }
    }

    private static IEnumerable<(TuningExample, DataKind, bool)> Lines(string text, string file, ChatRendering chats)
    {
        foreach (var (index, line) in text.Split('\n').Index().Where(line => !string.IsNullOrWhiteSpace(line.Item)))
        {
            using var document = Parsed(line, file, $", line {index + 1}");
            yield return Example(new TuningRow(document.RootElement, $"{file}, line {index + 1}"), chats);
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

    private static (TuningExample, DataKind, bool) Example(TuningRow row, ChatRendering chats)
    {
        var (example, kind) = row.Has("messages") ? (chats.Chat(row), DataKind.Responses)
            : row.Has("instruction") ? (Alpaca(row), DataKind.Responses)
            : row.Has("chosen") || row.Has("rejected") ? (row.HasList("prompt") ? chats.Preference(row) : new TuningExample(row.Text("prompt"), row.Text("chosen")) { Rejected = row.Text("rejected") }, DataKind.Preferences)
            : row.Has("answer") ? (row.HasList("prompt") ? chats.Problem(row) : new TuningExample(row.Text("prompt"), " " + row.Text("answer")), DataKind.Problems)
            : row.Has("completion") ? (row.HasList("prompt") ? chats.Completion(row) : new TuningExample(row.Text("prompt"), row.Text("completion")), DataKind.Responses)
            : throw row.Error("is of no known format", TuningRow.Formats);
        return (example, kind, row.Flag("held_out"));
    }

    // The template of the published runs, and of Alpaca's but for its preamble.
    private static TuningExample Alpaca(TuningRow row)
    {
        var input = row.Has("input") ? row.TextOrEmpty("input") : "";
        var block = string.IsNullOrWhiteSpace(input) ? "" : $"### Input:\n{input}\n\n";
        return new TuningExample($"### Instruction:\n{row.Text("instruction")}\n\n{block}### Response:\n", row.Text("output"));
    }
}
