using System.Text;

namespace LfmSpec.Models.Tokenization;

/// <summary>Reads a split pattern; a FormatException names the character that is not supported.</summary>
internal sealed class SplitPatternParser(string pattern)
{
    // The longest published pattern has 400 characters.
    private const int MaximumLength = 4_000;
    private const int MaximumDepth = 20;
    private const int MaximumRepetition = 1_000;
    private readonly List<PatternInstruction> _program = [];
    private int _at;
    private int _depth;
    private bool _ignoreCase;
    private char _previousLetter;

    public PatternInstruction[] Parse()
    {
        if (pattern.Length > MaximumLength)
        {
            throw Unsupported($"the pattern has {pattern.Length:N0} characters, and {MaximumLength:N0} are read");
        }

        if (Alternatives() == 0)
        {
            throw Unsupported("the pattern can match nothing at all; supported are patterns that match at least one character");
        }

        if (_at < pattern.Length)
        {
            throw Unsupported("')' closes no group");
        }

        _program.Add(new PatternInstruction(PatternStep.Accept));
        return [.. _program];
    }

    /// <summary>Emits alternatives; gives the least number of characters that they take.</summary>
    private int Alternatives()
    {
        if (++_depth > MaximumDepth)
        {
            throw Unsupported($"groups are nested more than {MaximumDepth} deep");
        }

        var exits = new List<int>();
        int shortest = int.MaxValue;
        while (true)
        {
            int choice = Reserve();
            shortest = Math.Min(shortest, Sequence());
            if (!Accept('|'))
            {
                // The last alternative has no other to fall back on.
                _program[choice] = new PatternInstruction(PatternStep.Jump, choice + 1);
                break;
            }

            exits.Add(Reserve());
            _program[choice] = new PatternInstruction(PatternStep.Either, _program.Count);
        }

        foreach (int exit in exits)
        {
            _program[exit] = new PatternInstruction(PatternStep.Jump, _program.Count);
        }

        _depth--;
        return shortest;
    }

    private int Sequence()
    {
        int length = 0;
        _previousLetter = default;
        while (_at < pattern.Length && pattern[_at] is not ('|' or ')'))
        {
            length += pattern[_at] == '(' ? Group() : Repeated(One());
        }

        return length;
    }

    private int Group()
    {
        string[] openings = ["(?:", "(?i:", "(?=", "(?!"];
        string opening = Array.Find(openings, text => string.CompareOrdinal(pattern, _at, text, 0, text.Length) == 0)
            ?? throw Unsupported("supported groups are (?:...), (?i:...), (?=...) and (?!...)");
        _at += opening.Length;
        bool ignoreCase = _ignoreCase;
        _ignoreCase |= opening == "(?i:";
        int first = Reserve();
        int length = Alternatives();
        _ignoreCase = ignoreCase;
        if (!Accept(')'))
        {
            throw Unsupported("a group is not closed");
        }

        if (opening is "(?=" or "(?!")
        {
            _program.Add(new PatternInstruction(PatternStep.Accept));
            _program[first] = new PatternInstruction(opening == "(?=" ? PatternStep.Ahead : PatternStep.NotAhead, _program.Count);
            length = 0;
        }
        else if (Accept('?'))
        {
            _program[first] = new PatternInstruction(PatternStep.Either, _program.Count);
            length = 0;
        }
        else
        {
            _program[first] = new PatternInstruction(PatternStep.Jump, first + 1);
        }

        return _at < pattern.Length && pattern[_at] is '*' or '+' or '?' or '{'
            ? throw Unsupported("a group can be repeated by one '?' only")
            : length;
    }

    private int Repeated(CodePointSet set)
    {
        (int low, int high) = (1, 1);
        if (_at < pattern.Length && pattern[_at] is '?' or '*' or '+')
        {
            (low, high) = pattern[_at++] switch { '?' => (0, 1), '*' => (0, int.MaxValue), _ => (1, int.MaxValue) };
        }
        else if (Accept('{'))
        {
            low = Number();
            high = !Accept(',') ? low : pattern.AsSpan(_at).StartsWith("}") ? int.MaxValue : Number();
            if (high < low || high == 0 || !Accept('}'))
            {
                throw Unsupported("a repetition is written {n}, {n,} or {n,m}");
            }
        }

        if (_at < pattern.Length && pattern[_at] is '?' or '*' or '+' or '{')
        {
            throw Unsupported("lazy, possessive and repeated repetition");
        }

        _program.Add(new PatternInstruction(PatternStep.Take, low, high, set));
        return low;
    }

    private int Number()
    {
        int start = _at;
        while (_at < pattern.Length && char.IsAsciiDigit(pattern[_at]))
        {
            _at++;
        }

        return int.TryParse(pattern.AsSpan(start, _at - start), out int value) && value <= MaximumRepetition
            ? value
            : throw Unsupported($"a number of repetitions is from 0 to {MaximumRepetition}");
    }

    private CodePointSet One()
    {
        if (pattern[_at] is '[' or '\\' && _ignoreCase)
        {
            throw Unsupported("inside (?i:...) supported are plain ASCII characters only");
        }

        if (pattern[_at] == '[')
        {
            return Class();
        }

        if (pattern[_at] == '\\')
        {
            return Escape(out _);
        }

        if (".^$*+?{".Contains(pattern[_at], StringComparison.Ordinal))
        {
            throw Unsupported("supported are literals, escapes, classes, groups and greedy repetition");
        }

        int literal = CodePoint();
        return _ignoreCase ? AnyCase(literal) : CodePointSet.Of(literal);
    }

    /// <summary>A literal in all its cases: Unicode folds the long s to s, and the Kelvin sign to k.</summary>
    private CodePointSet AnyCase(int literal)
    {
        if (literal > 127)
        {
            throw Unsupported("inside (?i:...) supported are plain ASCII characters only");
        }

        char letter = char.ToLowerInvariant((char)literal);
        string pair = $"{_previousLetter}{letter}";
        _previousLetter = letter;
        if (pair is "ss" or "st" or "ff" or "fi" or "fl")
        {
            throw Unsupported($"inside (?i:...) \"{pair}\" also means a single character such as ß or a ligature");
        }

        return letter switch
        {
            's' => CodePointSet.Of('s', 'S', 0x17F),
            'k' => CodePointSet.Of('k', 'K', 0x212A),
            _ => CodePointSet.Of(letter, char.ToUpperInvariant(letter)),
        };
    }

    private CodePointSet Class()
    {
        _at++;
        bool negated = Accept('^');
        var members = new List<CodePointSet>();
        while (!Accept(']'))
        {
            if (_at >= pattern.Length || pattern[_at] == '[' || pattern.AsSpan(_at).StartsWith("&&"))
            {
                throw Unsupported("a class is not closed, or holds another class");
            }

            CodePointSet member = ClassMember(out int first);
            bool range = first >= 0 && _at + 1 < pattern.Length && pattern[_at] == '-' && pattern[_at + 1] != ']';
            if (range)
            {
                _at++;
                ClassMember(out int last);
                member = last >= first
                    ? CodePointSet.Range(first, last)
                    : throw Unsupported("a range goes from a lower to a higher character");
            }

            members.Add(member);
        }

        if (members.Count == 0)
        {
            throw Unsupported("a class is empty");
        }

        CodePointSet set = CodePointSet.Union(members);
        return negated ? set.Complement() : set;
    }

    private CodePointSet ClassMember(out int codePoint)
    {
        if (_at < pattern.Length && pattern[_at] == '\\')
        {
            return Escape(out codePoint);
        }

        codePoint = CodePoint();
        return CodePointSet.Of(codePoint);
    }

    /// <summary>An escape; <paramref name="codePoint"/> is the character that it stands for, or -1 when it stands for a class.</summary>
    private CodePointSet Escape(out int codePoint)
    {
        char kind = _at + 1 < pattern.Length ? pattern[_at + 1] : default;
        codePoint = kind switch
        {
            'r' => '\r',
            'n' => '\n',
            't' => '\t',
            'f' => '\f',
            'v' => '\v',
            _ when char.IsAscii(kind) && !char.IsAsciiLetterOrDigit(kind) && !char.IsControl(kind) => kind,
            _ => -1,
        };
        CodePointSet? set = codePoint >= 0 ? CodePointSet.Of(codePoint) : kind switch
        {
            's' => CodePointSet.WhiteSpace,
            'S' => CodePointSet.WhiteSpace.Complement(),
            'd' => CodePointSet.Category("Nd"),
            'D' => CodePointSet.Category("Nd")!.Complement(),
            'p' => Property(),
            'P' => Property()?.Complement(),
            _ => null,
        };
        if (set is null)
        {
            throw Unsupported(
                @"supported escapes are \r \n \t \f \v \s \S \d \D, \p{..} and \P{..} of a general category, and punctuation");
        }

        _at = kind is 'p' or 'P' ? pattern.IndexOf('}', _at) + 1 : _at + 2;
        return set;
    }

    private CodePointSet? Property()
    {
        int close = pattern.IndexOf('}', _at);
        return close > _at + 3 && pattern[_at + 2] == '{' ? CodePointSet.Category(pattern[(_at + 3)..close]) : null;
    }

    private int CodePoint()
    {
        Rune.DecodeFromUtf16(pattern.AsSpan(_at), out Rune rune, out int length);
        _at += length;
        return rune.Value;
    }

    private int Reserve()
    {
        _program.Add(default);
        return _program.Count - 1;
    }

    private bool Accept(char character)
    {
        if (_at >= pattern.Length || pattern[_at] != character)
        {
            return false;
        }

        _at++;
        return true;
    }

    private FormatException Unsupported(string reason) => new($"at character {_at} of the pattern \"{SafeText.Quote(pattern)}\": {reason}");
}
