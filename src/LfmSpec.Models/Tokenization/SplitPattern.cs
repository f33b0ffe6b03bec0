namespace LfmSpec.Models.Tokenization;

/// <summary>What one step of a split pattern does.</summary>
internal enum PatternStep
{
    /// <summary>Takes between Low and High members of Set, as many as it can and fewer if what follows fails.</summary>
    Take,

    /// <summary>Goes on with the next step and, if that fails, with step Low.</summary>
    Either,

    /// <summary>Goes on with step Low.</summary>
    Jump,

    /// <summary>Goes on with step Low if the steps from here to the next Accept match ahead.</summary>
    Ahead,

    /// <summary>Goes on with step Low unless the steps from here to the next Accept match ahead.</summary>
    NotAhead,

    /// <summary>The match is complete.</summary>
    Accept,
}

/// <summary>One step of a split pattern.</summary>
internal readonly record struct PatternInstruction(PatternStep Step, int Low = 0, int High = 0, CodePointSet? Set = null);

/// <summary>
/// A regular expression as the tokenizers library (Oniguruma) reads it, over code points: alternation, classes, greedy repetition,
/// look-ahead. It backtracks, in a number of steps that is bounded by the length of the text.
/// </summary>
internal sealed class SplitPattern
{
    /// <summary>What the ByteLevel pre-tokenizer splits by.</summary>
    public const string Gpt2 = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    // Before the first character is looked at, for a text of a few.
    private const long StepsOfAMatch = 20;

    private readonly PatternInstruction[] _program;

    private readonly string _file;
    private readonly string _location;

    /// <param name="pattern">The pattern.</param>
    /// <param name="file">The tokenizer.json that it is from.</param>
    /// <param name="location">Where it stands there.</param>
    /// <exception cref="FormatException">The pattern asks for what is not supported.</exception>
    public SplitPattern(string pattern, string file = "", string location = "$")
    {
        (_file, _location) = (file, location);
        _program = new SplitPatternParser(pattern).Parse();
    }

    /// <summary>Finds all matches, left to right, none overlapping and none empty.</summary>
    /// <exception cref="TokenizerFormatException">It takes more steps than any published pattern would.</exception>
    public List<(int Start, int End)> Matches(ReadOnlySpan<int> codePoints)
    {
        var matches = new List<(int Start, int End)>();
        var untried = new Stack<(int Step, int Low, int High)>();
        EncodingSteps steps = EncodingSteps.Of(codePoints.Length);
        Take(steps, StepsOfAMatch);
        for (int start = 0; start < codePoints.Length;)
        {
            int end = Match(0, codePoints, start, untried, steps);
            if (end > start)
            {
                matches.Add((start, end));
            }

            start = Math.Max(end, start + 1);
        }

        return matches;
    }

    private void Take(EncodingSteps steps, long amount)
    {
        if (!steps.Take(amount))
        {
            throw new TokenizerFormatException(
                _file,
                _location,
                $"is a pattern that takes too many steps on a text of {steps.Length:N0} characters",
                $"Published patterns take fewer than 150 a character: use a tokenizer.json from a source that you trust.");
        }
    }

    /// <summary>
    /// Matches from one position; gives the end, or -1. What is untried is a step, at a position that goes down from High to Low;
    /// entries below the depth at the start belong to the caller.
    /// </summary>
    private int Match(int step, ReadOnlySpan<int> text, int position, Stack<(int Step, int Low, int High)> untried, EncodingSteps steps)
    {
        int depth = untried.Count;
        while (true)
        {
            PatternInstruction instruction = _program[step];
            bool matched = true;
            switch (instruction.Step)
            {
                case PatternStep.Accept:
                    while (untried.Count > depth)
                    {
                        untried.Pop();
                    }

                    return position;
                case PatternStep.Jump:
                    step = instruction.Low;
                    break;
                case PatternStep.Either:
                    untried.Push((instruction.Low, position, position));
                    step++;
                    break;
                case PatternStep.Take:
                    int end = position;
                    while (end < text.Length && end - position < instruction.High && instruction.Set!.Contains(text[end]))
                    {
                        end++;
                    }

                    Take(steps, (long)(end - position + 1) * instruction.Set!.Cost);
                    matched = end - position >= instruction.Low;
                    if (matched && end - position > instruction.Low)
                    {
                        untried.Push((step + 1, position + instruction.Low, end - 1));
                    }

                    (step, position) = (step + 1, end);
                    break;
                default:
                    matched = Match(step + 1, text, position, untried, steps) >= 0 == (instruction.Step == PatternStep.Ahead);
                    step = instruction.Low;
                    break;
            }

            Take(steps, 1);
            if (!matched)
            {
                if (untried.Count == depth)
                {
                    return -1;
                }

                (int Step, int Low, int High) next = untried.Pop();
                (step, position) = (next.Step, next.High);
                if (next.High > next.Low)
                {
                    untried.Push((next.Step, next.Low, next.High - 1));
                }
            }
        }
    }
}
