using LfmSpec.Models.Files;

namespace LfmSpec.Lab.Tuning;

/// <summary>Reads a file of examples; every complaint says which file and line, and what to do.</summary>
internal static class TuningDataFile
{
    // Every example is held in memory, as a text and as tokens.
    private const int LargestBytes = 256 * 1024 * 1024;

    /// <summary>The kind of file.</summary>
    internal static readonly FileKind Kind = new(
        LargestBytes, fault => new LabException(fault.ToString()), _ => "Correct it: a JSON list of examples, or one example a line, in UTF-8");

    /// <summary>Reads JSON lines, or a JSON list.</summary>
    /// <exception cref="LabException">The file is broken, or the checkpoint's chat template cannot write its chats.</exception>
    internal static IReadOnlyList<(TuningExample Example, DataKind Kind, bool HeldOut)> Read(ReadOnlyMemory<byte> utf8, string file, ChatRendering chats)
    {
        utf8 = InputFile.WithoutMark(utf8);
        var isList = utf8.Span.TrimStart(" \t\r\n"u8).StartsWith("["u8);
        (TuningExample Example, DataKind Kind, bool HeldOut)[] examples =
            [.. (isList ? JsonFile.Parse(file, utf8, Kind).Items() : Lines(utf8, file)).Select(example => Example(new TuningRow(example), chats))];
        if (examples.Length == 0)
        {
            throw new LabException($"{file}: there is no example in it. {TuningRow.Formats}.");
        }

        var other = Array.FindIndex(examples, example => example.Kind != examples[0].Kind);
        return other < 0
            ? examples
            : throw new LabException($"{file}: example {other + 1} is of {examples[other].Kind.ToString().ToLowerInvariant()} and the first of {examples[0].Kind.ToString().ToLowerInvariant()}. Put the two kinds into files of their own.");
    }

    private static IEnumerable<JsonValue> Lines(ReadOnlyMemory<byte> utf8, string file)
    {
        for (var number = 1; utf8.Length > 0; number++)
        {
            var end = utf8.Span.IndexOf((byte)'\n');
            var line = end < 0 ? utf8 : utf8[..end];
            utf8 = end < 0 ? default : utf8[(end + 1)..];
            if (line.Span.ContainsAnyExcept(" \t\r"u8))
            {
                yield return JsonFile.Parse(file, line, Kind, number);
            }
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
