using System.Globalization;
using System.Text;

namespace LfmSpec.Generators;

/// <summary>
/// A small JSON reader: an analyzer may bring no library of its own. Objects become dictionaries, arrays lists, numbers doubles.
/// </summary>
internal sealed class JsonReader
{
    // Deeper than any configuration, and shallow enough that a hostile file cannot overflow the compiler's stack.
    private const int MaximumDepth = 64;

    private readonly string _text;
    private int _position;

    private JsonReader(string text) => _text = text;

    /// <summary>What is wrong, or null.</summary>
    private string? Problem { get; set; }

    /// <summary>Reads one JSON value that fills the text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="value">The value: a dictionary, list, string, double, bool or null.</param>
    /// <param name="problem">What is wrong, or null.</param>
    /// <param name="position">The character at which reading stopped.</param>
    public static bool TryRead(string text, out object? value, out string? problem, out int position)
    {
        var reader = new JsonReader(text);
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
        if (depth > MaximumDepth)
        {
            return Fail($"nested deeper than {MaximumDepth} levels");
        }

        SkipWhiteSpace();
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

            if (!TryReadString(out var name))
            {
                return false;
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

    private bool TryReadNumber(out object? value)
    {
        value = null;
        var start = _position;
        while (Current is (>= '0' and <= '9') or '-' or '+' or '.' or 'e' or 'E')
        {
            _position++;
        }

        var text = _text.Substring(start, _position - start);
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            value = number;
            return true;
        }

        _position = start;
        return Fail(start == _text.Length ? "the file ends too early" : "a value is missing");
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
