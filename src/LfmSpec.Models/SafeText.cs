using System.Globalization;
using System.Text;

namespace LfmSpec.Models;

/// <summary>
/// Text of unknown origin (a file's, the hub's, a model's) as a terminal or a message may show it. Escaped are what a terminal obeys and what shows text
/// otherwise than it is: control characters (C0, DEL and C1), format characters (bidirectional overrides and isolates among them; U+200C and U+200D stay, which
/// scripts and emoji need), line and paragraph separators, and surrogates without their other half. The form is C#'s: <c>\u001b</c>, <c>\U000e0041</c>.
/// </summary>
public static class SafeText
{
    /// <summary>The characters that a message shows of one name or text from a file.</summary>
    public const int LongestQuote = 200;

    /// <summary>The characters of a whole message.</summary>
    public const int LongestMessage = 4000;

    /// <summary>A name or text from a file as a message quotes it: one line, and cut with an ellipsis where it is longer than may be shown.</summary>
    /// <param name="text">The text; null is empty.</param>
    /// <param name="longest">The characters to show at most, escapes written out; at least 1.</param>
    /// <returns>The text, without quotation marks.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="longest"/> is below 1.</exception>
    public static string Quote(string? text, int longest = LongestQuote) => Shown(text ?? "", longest, keepsLines: false);

    /// <summary>A text for a terminal: line feeds and tabs stay, and it is whole.</summary>
    /// <param name="text">The text; null is empty.</param>
    /// <returns>The text; the same string where nothing is to be escaped.</returns>
    public static string Lines(string? text) => Shown(text ?? "", int.MaxValue, keepsLines: true);

    /// <summary>The message of an error: line feeds and tabs stay, and it is cut after <see cref="LongestMessage"/> characters.</summary>
    /// <param name="text">The message; null is empty.</param>
    /// <returns>The message; the same string where nothing is to be escaped or cut.</returns>
    public static string Message(string? text) => Shown(text ?? "", LongestMessage, keepsLines: true);

    /// <summary>The message of an error of ours, which is one line whatever the names in it hold.</summary>
    internal static string OneLine(string? text) => Quote(text, LongestMessage);

    private static string Shown(string text, int longest, bool keepsLines)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(longest, 1);
        var shown = new StringBuilder();
        var isSame = true;
        for (var at = 0; at < text.Length;)
        {
            var isCharacter = Rune.TryGetRuneAt(text, at, out var rune);
            var length = isCharacter ? rune.Utf16SequenceLength : 1;
            var code = isCharacter ? rune.Value : text[at];
            var escape = isCharacter && (IsHarmless(rune) || (keepsLines && code is '\n' or '\t')) ? null : Escape(code);
            if (shown.Length + (escape?.Length ?? length) > longest)
            {
                return shown.Append('…').ToString();
            }

            _ = escape is null ? shown.Append(text, at, length) : shown.Append(escape);
            isSame &= escape is null;
            at += length;
        }

        return isSame ? text : shown.ToString();
    }

    // Zero-width non-joiner and joiner are format characters that text cannot do without.
    private static bool IsHarmless(Rune rune) => rune.Value is 0x200C or 0x200D || Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate);

    private static string Escape(int code) => code switch
    {
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        _ => code <= 0xFFFF ? $@"\u{code:x4}" : $@"\U{code:x8}",
    };
}
