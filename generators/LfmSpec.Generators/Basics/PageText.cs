using System.Globalization;

namespace LfmSpec.Generators.Basics;

/// <summary>Texts that stand on an experiment's page, in a heading, a line or a cell.</summary>
internal static class PageText
{
    private const int LongestQuote = 60;

    /// <summary>A text with its control characters as C# would write them, so that a message stays on its line.</summary>
    public static string Visible(string text) =>
        text.Any(Moves) ? string.Concat(text.Select(static character => Moves(character) ? $"\\u{(int)character:x4}" : $"{character}")) : text;

    /// <summary>The beginning of a text that a file holds, as a message quotes it.</summary>
    public static string Quote(string text) => Visible(text.Length <= LongestQuote ? text : $"{text.Substring(0, LongestQuote)}...");

    /// <summary>What would not stay in its place, or null.</summary>
    public static string? Problem(string text) =>
        text.Where(Moves).Cast<char?>().FirstOrDefault() is { } character ? $"{Describe(character)} (U+{(int)character:X4})"
        : PromptText.HasLoneSurrogate(text) ? "half of a surrogate pair"
        : null;

    // What ends a line, commands a terminal, or turns the direction of what follows.
    private static bool Moves(char character) =>
        char.GetUnicodeCategory(character) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || Turns(character);

    private static bool Turns(char character) => character is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    private static string Describe(char character) =>
        Turns(character) ? "a sign that turns the direction of the text"
        : character is '\n' or '\r' or '\u0085' or '\u2028' or '\u2029' ? "a line break"
        : "a control character";
}
