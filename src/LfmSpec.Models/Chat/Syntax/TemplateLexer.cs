using System.Text.RegularExpressions;

namespace LfmSpec.Models.Chat;

/// <summary>
/// Cuts a template into tokens, as jinja2's lexer does with trim_blocks and lstrip_blocks (jinja2/lexer.py): the newline after a block or comment goes, spaces
/// between the start of a line and one go, <c>-</c> takes all white space on its side and <c>+</c> keeps it. One newline at the template's end goes.
/// </summary>
internal sealed class TemplateLexer
{
    /// <summary>The most characters of a template; published ones have at most some ten thousand.</summary>
    public const int Longest = 256 * 1024;

    // Looking a variable up costs as much as its name is long.
    private const int LongestWord = 1000;

    private static readonly Regex RawBegin = new(@"\G\{%([-+]?)\s*raw\s*(?:-%\}\s*|%\})");
    private static readonly Regex RawEnd = new(@"\{%([-+]?)\s*endraw\s*(?:\+%\}|-%\}\s*|%\}\n?)");
    private static readonly Regex Float = new(@"\G(?:[0-9]+_)*[0-9]+(?:(?:\.(?:[0-9]+_)*[0-9]+)?[eE][+-]?(?:[0-9]+_)*[0-9]+|\.(?:[0-9]+_)*[0-9]+)");
    private static readonly Regex Integer = new(@"\G(?:0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0[xX](?:_?[0-9a-fA-F])+|[1-9](?:_?[0-9])*|0(?:_?0)*)");
    private static readonly Regex Name = new(@"\G\w+");
    private static readonly (Regex, TokenKind)[] Words = [(Float, TokenKind.Float), (Integer, TokenKind.Integer), (Name, TokenKind.Name)];

    // The longer ones first.
    private static readonly string[] Operators = ["//", "**", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{", "}", ">", "<", "=", ".", ":", "|", ",", ";"];

    private readonly string source;
    private readonly List<TemplateToken> tokens = [];
    private int position;
    private int counted;
    private int line = 1;

    private TemplateLexer(string source) => this.source = source;

    /// <summary>Cuts a template.</summary>
    /// <exception cref="TemplateFault">A tag, comment or text in quotation marks does not end, or holds what is no token.</exception>
    public static IReadOnlyList<TemplateToken> Read(string template)
    {
        if (template.Length > Longest)
        {
            throw new TemplateFault($"the template has {template.Length:N0} characters, and {Longest:N0} are allowed");
        }

        var source = template.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        var lexer = new TemplateLexer(source.EndsWith('\n') ? source[..^1] : source);
        lexer.ReadAll();
        return lexer.tokens;
    }

    private void ReadAll()
    {
        while (position < source.Length)
        {
            var open = NextTag();
            if (open < 0)
            {
                AddText(source[position..]);
                position = source.Length;
            }
            else if (RawBegin.Match(source, open) is { Success: true } raw)
            {
                AddText(BeforeTag(open, raw.Groups[1].Value, stripsLine: true));
                position = open + raw.Length;
                ReadRaw(open);
            }
            else
            {
                ReadTag(open);
            }
        }

        Add(TokenKind.End, "", source.Length);
    }

    private int NextTag()
    {
        for (var at = source.IndexOf('{', position); at >= 0 && at + 1 < source.Length; at = source.IndexOf('{', at + 1))
        {
            if (source[at + 1] is '{' or '%' or '#')
            {
                return at;
            }
        }

        return -1;
    }

    private void ReadTag(int open)
    {
        var kind = source[open + 1];
        var sign = open + 2 < source.Length && source[open + 2] is '-' or '+' ? source.Substring(open + 2, 1) : "";
        AddText(BeforeTag(open, sign, stripsLine: kind != '{'));
        position = open + 2 + sign.Length;
        if (kind == '#')
        {
            SkipComment(open);
            return;
        }

        Add(kind == '{' ? TokenKind.VariableBegin : TokenKind.BlockBegin, "", open);
        ReadInside(open, kind == '%');
    }

    private void ReadRaw(int open)
    {
        var end = RawEnd.Match(source, position);
        if (!end.Success)
        {
            throw new TemplateFault("{% raw %} has no {% endraw %}", line: LineAt(open));
        }

        AddText(BeforeTag(end.Index, end.Groups[1].Value, stripsLine: true));
        position = end.Index + end.Length;
    }

    /// <summary>The text before a tag, without what the tag's sign or the start of its line takes away.</summary>
    private string BeforeTag(int open, string sign, bool stripsLine)
    {
        var text = source[position..open];
        if (sign == "-")
        {
            return PythonText.StripEnd(text);
        }

        var lineStart = text.LastIndexOf('\n') + 1;
        var atLineStart = lineStart > 0 || position == 0 || source[position - 1] == '\n';
        return sign != "+" && stripsLine && atLineStart && text.AsSpan(lineStart).IndexOfAnyExcept(PythonText.Spaces) < 0 ? text[..lineStart] : text;
    }

    private void SkipComment(int open)
    {
        var end = source.IndexOf("#}", position, StringComparison.Ordinal);
        if (end < 0)
        {
            throw new TemplateFault("a comment has no '#}'", line: LineAt(open));
        }

        var sign = end > position ? source[end - 1] : '\0';
        position = end + 2;
        SkipAfterTag(sign, isBlock: true);
    }

    private void SkipAfterTag(char sign, bool isBlock)
    {
        if (sign == '-')
        {
            SkipSpaces();
        }
        else if (isBlock && sign != '+' && position < source.Length && source[position] == '\n')
        {
            position++;
        }
    }

    private void SkipSpaces()
    {
        while (position < source.Length && PythonText.IsSpace(source[position]))
        {
            position++;
        }
    }

    private void ReadInside(int open, bool isBlock)
    {
        var brackets = new Stack<char>();
        while (true)
        {
            SkipSpaces();
            if (position >= source.Length)
            {
                throw new TemplateFault($"a tag has no '{(isBlock ? "%}" : "}}")}'", line: LineAt(open));
            }

            if (brackets.Count == 0 && EndsHere(isBlock))
            {
                return;
            }

            ReadToken(brackets);
        }
    }

    private bool EndsHere(bool isBlock)
    {
        var sign = source[position] is '-' or '+' ? source[position] : '\0';
        var end = position + (sign == '\0' ? 0 : 1);
        if ((sign == '+' && !isBlock) || string.CompareOrdinal(source, end, isBlock ? "%}" : "}}", 0, 2) != 0)
        {
            return false;
        }

        Add(isBlock ? TokenKind.BlockEnd : TokenKind.VariableEnd, "", position);
        position = end + 2;
        SkipAfterTag(sign, isBlock);
        return true;
    }

    private void ReadToken(Stack<char> brackets)
    {
        var start = position;
        if (source[start] is '\'' or '"')
        {
            var end = EndOfQuoted(start);
            Add(TokenKind.String, StringEscapes.Read(source[(start + 1)..end], LineAt(start)), start);
            position = end + 1;
            return;
        }

        var afterDot = start > 0 && source[start - 1] == '.';
        foreach (var (pattern, kind) in Words)
        {
            if (!(kind == TokenKind.Float && afterDot) && LengthOf(pattern, start) is var length and > 0)
            {
                Add(kind, length <= LongestWord ? source.Substring(start, length) : throw new TemplateFault($"a name or number has {length:N0} characters, and {LongestWord:N0} are allowed", line: LineAt(start)), start);
                position += length;
                return;
            }
        }

        var found = Array.Find(Operators, candidate => string.CompareOrdinal(source, start, candidate, 0, candidate.Length) == 0)
            ?? throw new TemplateFault($"'{source[start]}' has no meaning in a tag", line: LineAt(start));
        Balance(brackets, found, start);
        Add(TokenKind.Operator, found, start);
        position += found.Length;
    }

    // The place of the mark that ends a text; a backslash takes what follows it with it.
    private int EndOfQuoted(int start)
    {
        var at = start + 1;
        while (at < source.Length && source[at] != source[start])
        {
            at += source[at] == '\\' ? 2 : 1;
        }

        return at < source.Length ? at : throw new TemplateFault("a text in quotation marks does not end", line: LineAt(start));
    }

    private int LengthOf(Regex pattern, int start)
    {
        foreach (var match in pattern.EnumerateMatches(source, start))
        {
            return match.Length;
        }

        return 0;
    }

    private void Balance(Stack<char> brackets, string found, int at)
    {
        switch (found)
        {
            case "(":
                brackets.Push(')');
                break;
            case "[":
                brackets.Push(']');
                break;
            case "{":
                brackets.Push('}');
                break;
            case ")" or "]" or "}" when brackets.Count == 0 || brackets.Pop() != found[0]:
                throw new TemplateFault($"'{found}' closes nothing that is open", line: LineAt(at));
        }
    }

    private void AddText(string text)
    {
        if (text.Length > 0)
        {
            Add(TokenKind.Text, text, position);
        }
    }

    private void Add(TokenKind kind, string text, int at) => tokens.Add(new TemplateToken(kind, text, LineAt(at)));

    // Tokens come in order, so that every newline is counted once; only the errors look back.
    private int LineAt(int at)
    {
        if (at < counted)
        {
            return source.AsSpan(0, at).Count('\n') + 1;
        }

        line += source.AsSpan(counted, at - counted).Count('\n');
        counted = at;
        return line;
    }
}
