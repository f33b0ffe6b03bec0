using System.Globalization;
using System.Text;
using Microsoft.ML.Tokenizers;

namespace LfmSpec.Models.Tokenization;

/// <summary>
/// Unicode's canonical composition, NFC. By table, because string.Normalize leaves the text as it is under InvariantGlobalization,
/// and elsewhere depends on the machine's ICU.
/// </summary>
internal sealed class NfcNormalizer : Normalizer
{
    private const char FirstThatMayChange = '\u0300';
    private const int HangulSyllables = 0xAC00, LeadingJamo = 0x1100, VowelJamo = 0x1161, TrailingJamo = 0x11A7;
    private const int LeadingCount = 19, VowelCount = 21, TrailingCount = 28;
    private const int SyllableCount = LeadingCount * VowelCount * TrailingCount;

    private static readonly Dictionary<int, int[]> s_decompositions = [];
    private static readonly Dictionary<(int First, int Second), int> s_compositions = [];
    private static readonly Dictionary<int, int> s_classes = [];

    static NfcNormalizer()
    {
        foreach ((int codePoint, int[] parts) in Decompositions(UnicodeCompositionData.Composites))
        {
            s_decompositions.Add(codePoint, parts);
            s_compositions.Add((parts[0], parts[1]), codePoint);
        }

        foreach ((int codePoint, int[] parts) in Decompositions(UnicodeCompositionData.DecomposedOnly))
        {
            s_decompositions.Add(codePoint, parts);
        }

        foreach (string entry in Entries(UnicodeCompositionData.CombiningClasses))
        {
            string[] parts = entry.Split(':', '-');
            for (int codePoint = Hexadecimal(parts[0]); codePoint <= Hexadecimal(parts[^2]); codePoint++)
            {
                s_classes.Add(codePoint, int.Parse(parts[^1]));
            }
        }
    }

    public override string Normalize(ReadOnlySpan<char> original) => Normalize(original.ToString());

    public override string Normalize(string original)
    {
        if (!original.AsSpan().ContainsAnyInRange(FirstThatMayChange, char.MaxValue))
        {
            return original;
        }

        var decomposed = new List<(int CodePoint, int Class)>(original.Length);
        foreach (Rune rune in original.EnumerateRunes())
        {
            Decompose(rune.Value, decomposed);
        }

        Reorder(decomposed);
        return Compose(decomposed);
    }

    private static void Decompose(int codePoint, List<(int CodePoint, int Class)> output)
    {
        int syllable = codePoint - HangulSyllables;
        if (syllable is >= 0 and < SyllableCount)
        {
            output.Add((LeadingJamo + syllable / (VowelCount * TrailingCount), 0));
            output.Add((VowelJamo + syllable % (VowelCount * TrailingCount) / TrailingCount, 0));
            if (syllable % TrailingCount != 0)
            {
                output.Add((TrailingJamo + syllable % TrailingCount, 0));
            }
        }
        else if (s_decompositions.TryGetValue(codePoint, out int[]? parts))
        {
            foreach (int part in parts)
            {
                Decompose(part, output);
            }
        }
        else
        {
            output.Add((codePoint, s_classes.GetValueOrDefault(codePoint)));
        }
    }

    /// <summary>Puts every run of combining marks in the order of their classes; equal classes keep theirs.</summary>
    private static void Reorder(List<(int CodePoint, int Class)> text)
    {
        for (int start = 0; start < text.Count; start++)
        {
            int end = start;
            while (end < text.Count && text[end].Class > 0)
            {
                end++;
            }

            if (end - start > 1)
            {
                (int CodePoint, int Class)[] sorted = [.. text[start..end].OrderBy(mark => mark.Class)];
                for (int i = 0; i < sorted.Length; i++)
                {
                    text[start + i] = sorted[i];
                }
            }

            start = end;
        }
    }

    private static string Compose(List<(int CodePoint, int Class)> text)
    {
        var composed = new List<int>(text.Count);
        int starter = -1;

        // The class of the last mark kept since the starter: one of the same or a higher class blocks what follows it.
        int blocking = -1;
        foreach ((int codePoint, int combiningClass) in text)
        {
            if (starter >= 0 && blocking < combiningClass && TryCompose(composed[starter], codePoint, out int composite))
            {
                composed[starter] = composite;
                continue;
            }

            (starter, blocking) = combiningClass == 0 ? (composed.Count, -1) : (starter, combiningClass);
            composed.Add(codePoint);
        }

        var result = new StringBuilder(composed.Count);
        foreach (int codePoint in composed)
        {
            result.Append(new Rune(codePoint).ToString());
        }

        return result.ToString();
    }

    private static bool TryCompose(int first, int second, out int composite)
    {
        if (first - LeadingJamo is >= 0 and < LeadingCount && second - VowelJamo is >= 0 and < VowelCount)
        {
            composite = HangulSyllables + ((first - LeadingJamo) * VowelCount + (second - VowelJamo)) * TrailingCount;
            return true;
        }

        if (first - HangulSyllables is >= 0 and < SyllableCount && (first - HangulSyllables) % TrailingCount == 0
            && second - TrailingJamo is > 0 and < TrailingCount)
        {
            composite = first + (second - TrailingJamo);
            return true;
        }

        return s_compositions.TryGetValue((first, second), out composite);
    }

    private static IEnumerable<(int CodePoint, int[] Parts)> Decompositions(string data)
    {
        foreach (string entry in Entries(data))
        {
            int equals = entry.IndexOf('=', StringComparison.Ordinal);
            int codePoint = Hexadecimal(entry[..equals]);
            foreach (string parts in entry[(equals + 1)..].Split(','))
            {
                yield return (codePoint++, [.. parts.Split('+').Select(Hexadecimal)]);
            }
        }
    }

    private static string[] Entries(string data) => data.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static int Hexadecimal(string digits) => int.Parse(digits, NumberStyles.HexNumber);
}
