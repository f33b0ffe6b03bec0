using Microsoft.ML.Tokenizers;

namespace LfmSpec.Models.Tokenization;

/// <summary>
/// Several pre-tokenizers, each splitting the words of the one before. The package's CompositePreTokenizer does something else: what one
/// makes a word, it never splits again.
/// </summary>
internal sealed class SequencePreTokenizer(IReadOnlyList<PreTokenizer> preTokenizers) : PreTokenizer
{
    public override IEnumerable<(int Offset, int Length)> PreTokenize(ReadOnlySpan<char> text) => PreTokenize(text.ToString());

    public override IEnumerable<(int Offset, int Length)> PreTokenize(string text)
    {
        List<(int Offset, int Length)> words = [(0, text.Length)];
        foreach (PreTokenizer preTokenizer in preTokenizers)
        {
            var finer = new List<(int Offset, int Length)>();
            foreach ((int offset, int length) in words)
            {
                foreach ((int innerOffset, int innerLength) in preTokenizer.PreTokenize(text.AsSpan(offset, length)))
                {
                    finer.Add((offset + innerOffset, innerLength));
                }
            }

            words = finer;
        }

        return words;
    }
}
