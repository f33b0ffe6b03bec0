using System.Text;
using Microsoft.ML.Tokenizers;

namespace LfmSpec.Models.Tokenization;

/// <summary>Splits a text into the matches of a pattern and what lies between them.</summary>
/// <param name="pattern">The pattern.</param>
/// <param name="keepMatches">Whether the matches are words.</param>
/// <param name="keepRest">Whether what lies between them is; the package's RegexPreTokenizer always drops it.</param>
internal sealed class PatternPreTokenizer(SplitPattern pattern, bool keepMatches = true, bool keepRest = true) : PreTokenizer
{
    public override IEnumerable<(int Offset, int Length)> PreTokenize(string text) => PreTokenize(text.AsSpan());

    public override IEnumerable<(int Offset, int Length)> PreTokenize(ReadOnlySpan<char> text)
    {
        var codePoints = new int[text.Length];
        var offsets = new int[text.Length + 1];
        int count = 0;
        for (int offset = 0; offset < text.Length; count++)
        {
            Rune.DecodeFromUtf16(text[offset..], out Rune rune, out int length);
            (codePoints[count], offsets[count]) = (rune.Value, offset);
            offset += length;
        }

        offsets[count] = text.Length;
        var words = new List<(int Offset, int Length)>();
        int rest = 0;
        foreach ((int start, int end) in pattern.Matches(codePoints.AsSpan(0, count)))
        {
            Add(rest, start, keepRest);
            Add(start, end, keepMatches);
            rest = end;
        }

        Add(rest, count, keepRest);
        return words;

        void Add(int start, int end, bool keep)
        {
            if (keep && end > start)
            {
                words.Add((offsets[start], offsets[end] - offsets[start]));
            }
        }
    }
}
