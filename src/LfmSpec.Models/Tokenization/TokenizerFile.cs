using LfmSpec.Models.Files;

namespace LfmSpec.Models.Tokenization;

/// <summary>What is wrong with a tokenizer.json, and the values that only it has.</summary>
internal static class TokenizerFile
{
    // The largest published ones have 20 MB.
    private const int LargestBytes = 256 * 1024 * 1024;

    /// <summary>The kind of file: what is wrong with one is a <see cref="TokenizerFormatException"/>.</summary>
    public static readonly FileKind Kind = new(
        LargestBytes,
        fault => new TokenizerFormatException(fault.File, Location(fault.Place), fault.What, $"{fault.Remedy}.", fault.Cause),
        _ => "The file is damaged or not a tokenizer.json: fetch it again");

    /// <summary>A place as a JSON path: <c>$.model.merges[7]</c>.</summary>
    public static string Location(string place) => place is "" or ['[', ..] ? $"${place}" : $"$.{place}";

    extension(JsonValue value)
    {
        public Exception Unsupported(string supported, string? found = null) => value.Error(
            $"is {found ?? (value.IsNull ? "nothing" : value.Shown)}, supported is {supported}",
            "Use a checkpoint whose tokenizer is byte-level BPE of this form");

        public Exception Wrong(string problem) => value.Error($"is wrong: {problem}", "The file contradicts itself: fetch it again");

        public bool Flag(bool absent) => value.IsNull ? absent : value.Flag();
    }
}
