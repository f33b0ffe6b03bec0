using FsCheck;
using FsCheck.Fluent;

namespace Microsoft.ML.Tokenizers.Tests;

/// <summary>Merging by a queue against merging as it is defined, for random merges and random words.</summary>
[TestFixture]
public sealed class BpeLaws
{
    private const int Merges = 12;

    [FsCheck.NUnit.Property(MaxTest = 1_000)]
    public Property A_word_is_merged_as_the_definition_says() => Prop.ForAll(
        Gen.Choose(0, int.MaxValue).ToArbitrary(),
        Gen.Elements("a", "b", "c", "é", "\U0001F642").ListOf().Select(string.Concat).ToArbitrary(),
        (seed, word) =>
        {
            (Dictionary<string, int> vocabulary, List<(string Left, string Right)> merges) = RandomModel(new Random(seed));
            BpeTokenizer tokenizer = BpeTokenizer.Create(
                new BpeOptions(vocabulary) { Merges = merges.Select(merge => $"{merge.Left} {merge.Right}") });
            IReadOnlyList<EncodedToken> tokens = tokenizer.EncodeToTokens(word, out _, considerPreTokenization: false);
            return tokens.Select(token => token.Value).SequenceEqual(SlowMerge(word, merges))
                && tokens.Select(token => word[token.Offset]).SequenceEqual(tokens.Select(token => token.Value));
        });

    private static (Dictionary<string, int> Vocabulary, List<(string Left, string Right)> Merges) RandomModel(Random random)
    {
        List<string> tokens = ["a", "b", "c", "é", "\U0001F642"];
        var merges = new HashSet<(string Left, string Right)>();
        for (int i = 0; i < Merges; i++)
        {
            (string left, string right) = (tokens[random.Next(tokens.Count)], tokens[random.Next(tokens.Count)]);
            if (merges.Add((left, right)) && !tokens.Contains(left + right))
            {
                tokens.Add(left + right);
            }
        }

        // In random order: a merge may well come before the merges that make its halves.
        List<(string Left, string Right)> ranked = [.. merges.OrderBy(_ => random.Next())];
        return (tokens.Select((token, id) => (token, id)).ToDictionary(pair => pair.token, pair => pair.id), ranked);
    }

    private static List<string> SlowMerge(string word, List<(string Left, string Right)> merges)
    {
        List<string> tokens = [.. word.EnumerateRunes().Select(rune => rune.ToString())];
        while (true)
        {
            var pairs = Enumerable.Range(0, Math.Max(tokens.Count - 1, 0))
                .Select(at => (Rank: merges.IndexOf((tokens[at], tokens[at + 1])), At: at))
                .Where(pair => pair.Rank >= 0)
                .ToList();
            if (pairs.Count == 0)
            {
                return tokens;
            }

            int best = pairs.Min().At;
            tokens[best] += tokens[best + 1];
            tokens.RemoveAt(best + 1);
        }
    }
}
