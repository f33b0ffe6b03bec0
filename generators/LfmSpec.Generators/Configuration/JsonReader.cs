using System.Globalization;
using System.Text;

namespace LfmSpec.Generators.Configuration;

/// <summary>
/// A small JSON reader: an analyzer may bring no library of its own. Objects become dictionaries, arrays lists, whole numbers longs where they
/// fit, others doubles. It takes what the loader of checkpoints takes: no key twice, no half of a surrogate pair, nothing that RFC 8259 has not.
/// </summary>
internal sealed class JsonReader
{
    // As many as System.Text.Json takes: deeper than any configuration, and shallow enough that a hostile file cannot overflow the compiler's stack.
    private const int MaximumDepth = 64;

    private readonly string _text;
    private int _position;

    private JsonReader(string text) => _text = text;

    /// <summary>What is wrong, or null.</summary>
    private string? Problem { get; set; }

    /// <summary>Reads one JSON value that fills the text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="value">The value: a dictionary, list, string, long, double, bool or null.</param>
    /// <param name="problem">What is wrong, or null.</param>
    /// <param name="position">The character at which reading stopped.</param>
    public static bool TryRead(string text, out object? value, out string? problem, out int position)
    {
        var reader = new JsonReader(text) { _position = text.StartsWith("\uFEFF", StringComparison.Ordinal) ? 1 : 0 };
        if (reader.TryReadValue(0, out value))
        {
            reader.SkipWhiteSpace();
            if (reader._position < text.Length)
            {
                reader.Fail("nothing may follow the value");
            }
        }

        problem = reader.Problem;
        position = reader._position;
        return problem is null;
    }

    private char Current => _position < _text.Length ? _text[_position] : '\0';

    private bool TryReadValue(int depth, out object? value)
    {
        value = null;
        SkipWhiteSpace();
        if (depth == MaximumDepth && Current is '{' or '[')
        {
            return Fail($"nested deeper than {MaximumDepth} levels");
        }

        switch (Current)
        {
            case '{':
                return TryReadObject(depth, out value);
            case '[':
                return TryReadArray(depth, out value);
            case '"':
                if (!TryReadString(out var text))
                {
                    return false;
                }

                value = text;
                return true;
            case 't':
                value = true;
                return TryReadWord("true");
            case 'f':
                value = false;
                return TryReadWord("false");
            case 'n':
                return TryReadWord("null");
            default:
                return TryReadNumber(out value);
        }
    }

    private bool TryReadObject(int depth, out object? value)
    {
        var members = new Dictionary<string, object?>(StringComparer.Ordinal);
        value = members;
        _position++;
        SkipWhiteSpace();
        if (TryTake('}'))
        {
            return true;
        }

        do
        {
            SkipWhiteSpace();
            if (Current != '"')
            {
                return Fail("a name in double quotes is missing");
            }

            var start = _position;
            if (!TryReadString(out var name))
            {
                return false;
            }

            if (members.ContainsKey(name))
            {
                _position = start;
                return Fail($"the name {PageText.Quote(name)} stands there twice");
            }

            SkipWhiteSpace();
            if (!TryTake(':'))
            {
                return Fail("':' is missing");
            }

            if (!TryReadValue(depth + 1, out var member))
            {
                return false;
            }

            members[name] = member;
            SkipWhiteSpace();
        }
        while (TryTake(','));
        return TryTake('}') || Fail("',' or '}' is missing");
    }

    private bool TryReadArray(int depth, out object? value)
    {
        var items = new List<object?>();
        value = items;
        _position++;
        SkipWhiteSpace();
        if (TryTake(']'))
        {
            return true;
        }

        do
        {
            if (!TryReadValue(depth + 1, out var item))
            {
                return false;
            }

            items.Add(item);
            SkipWhiteSpace();
        }
        while (TryTake(','));
        return TryTake(']') || Fail("',' or ']' is missing");
    }

    private bool TryReadString(out string value)
    {
        var builder = new StringBuilder();
        value = "";
        _position++;
        while (_position < _text.Length && _text[_position] is not ('"' or '\n' or '\r'))
        {
            var character = _text[_position++];
            if (character < ' ')
            {
                _position--;
                return Fail($"a control character in a string, which JSON writes \\u{(int)character:x4}");
            }

            if (character != '\\')
            {
                builder.Append(character);
            }
            else if (!TryReadEscape(builder))
            {
                return false;
            }
        }

        value = builder.ToString();
        if (PromptText.HasLoneSurrogate(value))
        {
            return Fail("half of a surrogate pair in a string, which is no character");
        }

        return TryTake('"') || Fail("the closing '\"' of a string is missing");
    }

    private bool TryReadEscape(StringBuilder builder)
    {
        var character = Current;
        if (character == 'u')
        {
            if (_position + 5 > _text.Length
                || !int.TryParse(_text.Substring(_position + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            {
                return Fail("\\u needs four hexadecimal digits");
            }

            builder.Append((char)code);
            _position += 5;
            return true;
        }

        var index = "\"\\/bfnrt".IndexOf(character);
        if (character == '\0' || index < 0)
        {
            return Fail("an unknown escape in a string");
        }

        builder.Append("\"\\/\b\f\n\r\t"[index]);
        _position++;
        return true;
    }

    // A minus, no zero before another digit, a digit after the point and after the e.
    private bool TryReadNumber(out object? value)
    {
        value = null;
        var start = _position;
        _position += Current == '-' ? 1 : 0;
        var first = Current;
        var isNumber = TakeDigits() is > 0 and var digits && (digits == 1 || first != '0');
        var isWhole = true;
        if (isNumber && TryTake('.'))
        {
            (isWhole, isNumber) = (false, TakeDigits() > 0);
        }

        if (isNumber && Current is 'e' or 'E')
        {
            _position++;
            _position += Current is '+' or '-' ? 1 : 0;
            (isWhole, isNumber) = (false, TakeDigits() > 0);
        }

        if (!isNumber)
        {
            _position = start;
            return Fail(start == _text.Length ? "the file ends too early" : "a value is missing");
        }

        var text = _text.Substring(start, _position - start);
        value = isWhole && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole
            : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
            : (object)double.PositiveInfinity;
        return true;
    }

    private int TakeDigits()
    {
        var start = _position;
        while (Current is >= '0' and <= '9')
        {
            _position++;
        }

        return _position - start;
    }

    private bool TryReadWord(string word)
    {
        if (string.CompareOrdinal(_text, _position, word, 0, word.Length) != 0)
        {
            return Fail($"'{word}' was expected");
        }

        _position += word.Length;
        return true;
    }

    private bool TryTake(char character)
    {
        if (Current != character || _position >= _text.Length)
        {
            return false;
        }

        _position++;
        return true;
    }

    private void SkipWhiteSpace()
    {
        while (Current is ' ' or '\t' or '\r' or '\n')
        {
            _position++;
        }
    }

    private bool Fail(string problem)
    {
        Problem ??= problem;
        return false;
    }
}
