using System.Text;
using Microsoft.ML.Tokenizers;

namespace LfmSpec.Models.Tokenization;

/// <summary>Separates numbers (of any script, and fractions and Roman numerals too) from everything else.</summary>
/// <param name="individual">Whether every digit is a word of its own, or a run of digits is.</param>
internal sealed class DigitsPreTokenizer(bool individual) : PreTokenizer
{
    public override IEnumerable<(int Offset, int Length)> PreTokenize(string text) => PreTokenize(text.AsSpan());

    public override IEnumerable<(int Offset, int Length)> PreTokenize(ReadOnlySpan<char> text)
    {
        var words = new List<(int Offset, int Length)>();
        bool previousNumeric = false;
        for (int offset = 0; offset < text.Length;)
        {
            Rune.DecodeFromUtf16(text[offset..], out Rune rune, out int length);
            bool numeric = CodePointSet.Numeric.Contains(rune.Value);
            if (words.Count == 0 || numeric != previousNumeric || (numeric && individual))
            {
                words.Add((offset, length));
            }
            else
            {
                words[^1] = (words[^1].Offset, words[^1].Length + length);
            }

            previousNumeric = numeric;
            offset += length;
        }

        return words;
    }
}
