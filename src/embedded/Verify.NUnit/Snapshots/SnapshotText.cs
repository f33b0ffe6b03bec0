namespace VerifyTests;

/// <summary>From the text that a test made to the text that is compared and written.</summary>
internal static class SnapshotText
{
    /// <summary>A bare string: no byte order mark, and a word where there would be nothing to see.</summary>
    public static string OfString(string? value) => value is null ? "null" : value.TrimStart('\uFEFF') is { Length: > 0 } text ? text : "emptyString";

    /// <summary>One kind of newline.</summary>
    public static string FixNewlines(string text) => text.Replace("\r\n", "\n").Replace('\r', '\n');
}
