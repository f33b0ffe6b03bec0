using LfmSpec.Models.Files;

namespace LfmSpec.Models.Tokenization;

/// <summary>What is wrong with a tokenizer.json, and the values that only it has.</summary>
internal static class TokenizerFile
{
    /// <summary>The most parts of a Sequence, and special tokens around a text; published files have at most five.</summary>
    public const int MostParts = 64;

    // The largest published ones (262,144 tokens) have 35 MB.
    private const int LargestBytes = 64 * 1024 * 1024;

    /// <summary>The kind of file: what is wrong with one is a <see cref="TokenizerFormatException"/>.</summary>
    public static readonly FileKind Kind = new(
        LargestBytes,
        fault => new TokenizerFormatException(fault.File, Location(fault.Place), fault.What, $"{fault.Remedy}.", fault.Cause),
        _ => "The file is damaged or not a tokenizer.json: fetch it again")
    {
        MostValues = 4_000_000,
    };

    /// <summary>A place as a JSON path: <c>$.model.merges[7]</c>.</summary>
    public static string Location(string place) => place is "" or ['[', ..] ? $"${place}" : $"$.{place}";

    extension(JsonValue value)
    {
        public Exception Unsupported(string supported, string? found = null) => value.Error(
            $"is {found ?? (value.IsNull ? "nothing" : value.Shown)}, supported is {supported}",
            "Use a checkpoint whose tokenizer is byte-level BPE of this form");

        public Exception Wrong(string problem) => value.Error($"is wrong: {problem}", "The file contradicts itself: fetch it again");

        /// <summary>A list or an object that has no more in it than published files have.</summary>
        public JsonValue Bounded(int most, string what) => value.Count <= most ? value : throw value.Wrong($"it has {value.Count:N0} {what}, and {most:N0} are read");

        public bool Flag(bool absent) => value.IsNull ? absent : value.Flag();
    }
}
