using System.Globalization;
using System.Text;

namespace LfmSpec.Lab;

/// <summary>
/// Texts as a page has them, so that a name, a prompt, a token or an attribute's text makes no heading, row or column of its own, and is read
/// back as it was. What ends a line or does not show is written as a character reference (<c>&amp;#10;</c>), a pipe in a table as <c>\|</c>, and a
/// line that would begin a heading, a list or a table begins with a backslash.
/// </summary>
public static class MarkdownText
{
    // What begins a heading, a list, a table or an underlined heading.
    private const string Openers = "#-|=";

    /// <summary>A text on one line: a title, a heading.</summary>
    /// <param name="text">The text.</param>
    /// <returns>Markdown that <see cref="OfLine"/> reads back.</returns>
    public static string Line(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var line = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            var character = text[at];
            if (at + 1 < text.Length && char.IsSurrogatePair(character, text[at + 1]) && CharUnicodeInfo.GetUnicodeCategory(text, at) != UnicodeCategory.Format)
            {
                line.Append(character).Append(text[++at]);
            }
            else if (!Shows(character) || IsReference(text, at))
            {
                line.Append(CultureInfo.InvariantCulture, $"&#{(int)character};");
            }
            else
            {
                line.Append(character);
            }
        }

        return line.ToString();
    }

    /// <summary>A text of one line or several, as a paragraph has them.</summary>
    /// <param name="text">The text.</param>
    /// <returns>Markdown that <see cref="OfBlock"/> reads back; no line is empty at either end.</returns>
    public static string Block(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var inner = text.Trim('\n');
        if (inner.Length == 0)
        {
            return Line(text);
        }

        var start = text.Length - text.TrimStart('\n').Length;
        string[] lines = [.. inner.Split('\n').Select(Line)];
        lines[0] = Line(text[..start]) + lines[0];
        lines[^1] += Line(text[(start + inner.Length)..]);
        return string.Join('\n', lines.Select(Opened));
    }

    /// <summary>A text on one line that follows the sign of a list.</summary>
    /// <param name="text">The text.</param>
    /// <returns>Markdown that <see cref="OfBlock"/> reads back.</returns>
    public static string Item(string text) => Opened(Line(text));

    /// <summary>A text as a cell of a table.</summary>
    /// <param name="text">The text.</param>
    /// <returns>Markdown that <see cref="OfCell"/> reads back.</returns>
    public static string Cell(string text)
    {
        var cell = new StringBuilder();
        var backslashes = 0;
        foreach (var character in Line(text))
        {
            // The backslashes before a pipe are doubled, so that the one that escapes it is told from them.
            cell.Append(character == '|' ? new string('\\', backslashes + 1) : "").Append(character);
            backslashes = character == '\\' ? backslashes + 1 : 0;
        }

        var trimmed = cell.ToString();
        return trimmed.Length > 0 && (trimmed[0] == ' ' || trimmed[^1] == ' ')
            ? string.Concat(Enumerable.Repeat("&#32;", trimmed.Length - trimmed.TrimStart(' ').Length)) + trimmed.Trim(' ')
                + string.Concat(Enumerable.Repeat("&#32;", trimmed.TrimStart(' ').Length - trimmed.Trim(' ').Length))
            : trimmed;
    }

    /// <summary>A row of a table.</summary>
    /// <param name="cells">The texts of its cells.</param>
    /// <returns>The row, without the end of the line.</returns>
    public static string Row(params IEnumerable<string> cells) => $"| {string.Join(" | ", cells.Select(Cell))} |";

    /// <summary>Reads what <see cref="Line"/> wrote.</summary>
    internal static string OfLine(string line)
    {
        var text = new StringBuilder(line.Length);
        for (var at = 0; at < line.Length; at++)
        {
            if (Reference(line, at) is { } reference)
            {
                text.Append(reference.Character);
                at += reference.Length - 1;
            }
            else
            {
                text.Append(line[at]);
            }
        }

        return text.ToString();
    }

    /// <summary>Reads what <see cref="Block"/> wrote.</summary>
    internal static string OfBlock(IEnumerable<string> lines) => string.Join('\n', lines.Select(line => OfLine(Closed(line))));

    /// <summary>Reads what <see cref="Cell"/> wrote.</summary>
    internal static string OfCell(string cell)
    {
        var text = new StringBuilder(cell.Length);
        var backslashes = 0;
        foreach (var character in cell)
        {
            if (character == '|')
            {
                text.Length -= (backslashes + 1) / 2;
            }

            text.Append(character);
            backslashes = character == '\\' ? backslashes + 1 : 0;
        }

        return OfLine(text.ToString());
    }

    /// <summary>The cells of a row, read back; none of a line that begins with no pipe. A pipe after an odd number of backslashes is no border, and the last border may be missing.</summary>
    internal static string[] CellsOf(string row)
    {
        if (!row.StartsWith('|'))
        {
            return [];
        }

        var cells = new List<string>();
        int start = 1, backslashes = 0;
        for (var at = 1; at < row.Length; at++)
        {
            if (row[at] == '|' && backslashes % 2 == 0)
            {
                cells.Add(row[start..at]);
                start = at + 1;
            }

            backslashes = row[at] == '\\' ? backslashes + 1 : 0;
        }

        if (row[start..].Trim(' ').Length > 0)
        {
            cells.Add(row[start..]);
        }

        return [.. cells.Select(cell => OfCell(cell.Trim(' ')))];
    }

    private static string Opened(string line) => Opener(line) is { } at ? line.Insert(at, "\\") : line;

    private static string Closed(string line) => Opener(line) is { } at && line[at] == '\\' ? line.Remove(at, 1) : line;

    // Where a line's opener or the backslashes before it begin; null for a line that opens nothing.
    private static int? Opener(string line)
    {
        var start = line.Length - line.TrimStart(' ').Length;
        var at = start;
        while (at < line.Length && line[at] == '\\')
        {
            at++;
        }

        return at < line.Length && Openers.Contains(line[at], StringComparison.Ordinal) ? start : null;
    }

    private static bool Shows(char character) => !char.IsSurrogate(character) && !char.IsControl(character)
        && char.GetUnicodeCategory(character) is not (UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Format);

    private static bool IsReference(string text, int at) => Reference(text, at) is not null;

    // A reference to a UTF-16 unit, as Line writes them: no leading zeros.
    private static (char Character, int Length)? Reference(string text, int at)
    {
        const int Digits = 5;
        if (text[at] != '&' || at + 3 >= text.Length || text[at + 1] != '#' || (text[at + 2] == '0' && text[at + 3] != ';'))
        {
            return null;
        }

        int code = 0, end = at + 2;
        for (; end < text.Length && end < at + 2 + Digits && char.IsAsciiDigit(text[end]); end++)
        {
            code = (code * 10) + (text[end] - '0');
        }

        return end > at + 2 && code <= char.MaxValue && end < text.Length && text[end] == ';' ? ((char)code, end + 1 - at) : null;
    }
}
