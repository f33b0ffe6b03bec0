using LfmSpec.Models.Files;

namespace LfmSpec.Models.Tokenization;

/// <summary>Reads <c>$.model</c>: byte-pair encoding over the byte alphabet.</summary>
internal static class ByteLevelModelReader
{
    // Twice as many as the largest published ones have.
    private const int MostTokens = 500_000;
    private const int MostMerges = 1_000_000;

    public static BytePairModel Read(JsonValue model)
    {
        JsonValue type = model.Member("type");

        // Files older than the "type" member hold BPE models too.
        if (!type.IsNull && type.Text() != "BPE")
        {
            throw type.Unsupported("the model BPE");
        }

        model.AllowOnly(
            "type", "dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix", "fuse_unk", "byte_fallback",
            "ignore_merges", "vocab", "merges");
        JsonValue dropout = model.Member("dropout");
        if (!dropout.IsNull && !(dropout.IsNumber && dropout.Number() == 0))
        {
            throw dropout.Unsupported("null or 0: with dropout the same text gives different tokens");
        }

        RequireEmpty(model.Member("continuing_subword_prefix"));
        RequireEmpty(model.Member("end_of_word_suffix"));
        model.Member("fuse_unk").Flag(absent: false);
        if (model.Member("byte_fallback").Flag(absent: false))
        {
            throw model.Member("byte_fallback").Unsupported("false: the vocabulary is byte-level");
        }

        Dictionary<string, int> vocabulary = Vocabulary(model.Member("vocab"));
        CheckUnknownToken(model.Member("unk_token"), vocabulary);
        List<string> merges = Merges(model.Member("merges"), vocabulary);
        return new BytePairModel(vocabulary, merges, model.Member("ignore_merges").Flag(absent: false));
    }

    private static string Shown(string token) => SafeText.Quote(token, JsonValue.LongestShown);

    private static void RequireEmpty(JsonValue affix)
    {
        if (!affix.IsNull && affix.Text().Length > 0)
        {
            throw affix.Unsupported("null or the empty string");
        }
    }

    private static void CheckUnknownToken(JsonValue unknown, Dictionary<string, int> vocabulary)
    {
        if (unknown.IsNull)
        {
            return;
        }

        unknown.Text();
        for (int value = 0; value < 256; value++)
        {
            // With every byte in the vocabulary nothing is ever unknown, and the token can be named without having an effect.
            if (!vocabulary.ContainsKey(ByteAlphabet.Spelling((byte)value)))
            {
                throw unknown.Unsupported($"null, or a vocabulary with all 256 bytes: \"{ByteAlphabet.Spelling((byte)value)}\" is missing");
            }
        }
    }

    private static Dictionary<string, int> Vocabulary(JsonValue cursor)
    {
        var vocabulary = new Dictionary<string, int>();
        var tokens = new Dictionary<int, string>();
        foreach ((string token, JsonValue value) in cursor.Bounded(MostTokens, "tokens").Members())
        {
            int id = value.Whole();
            if (!tokens.TryAdd(id, token))
            {
                throw value.Wrong($"the tokens \"{Shown(tokens[id])}\" and \"{Shown(token)}\" have the same id {id}");
            }

            vocabulary.Add(token, id);
        }

        return vocabulary.Count > 0 ? vocabulary : throw cursor.Wrong("the vocabulary is empty");
    }

    private static List<string> Merges(JsonValue cursor, Dictionary<string, int> vocabulary)
    {
        var merges = new List<string>();
        var known = new HashSet<string>();
        foreach (JsonValue item in cursor.Bounded(MostMerges, "merges").Items())
        {
            string[] pair = item.IsText ? item.Text().Split(' ') : [.. item.Items().Select(token => token.Text())];
            if (pair.Length != 2 || pair.Any(token => token.Length == 0 || token.Contains(' ', StringComparison.Ordinal)))
            {
                throw item.Unsupported("two tokens, as [\"a\", \"b\"] or \"a b\"; a byte-level vocabulary spells a space Ġ");
            }

            foreach (string token in (ReadOnlySpan<string>)[pair[0], pair[1], pair[0] + pair[1]])
            {
                if (!vocabulary.ContainsKey(token))
                {
                    throw item.Wrong($"the merge needs the token \"{Shown(token)}\", which $.model.vocab does not have");
                }
            }

            string merge = $"{pair[0]} {pair[1]}";
            if (!known.Add(merge))
            {
                throw item.Wrong($"the merge \"{Shown(merge)}\" stands in the list twice");
            }

            merges.Add(merge);
        }

        return merges;
    }
}
