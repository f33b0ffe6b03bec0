using LfmSpec.Models.Files;
using Microsoft.ML.Tokenizers;

namespace LfmSpec.Models.Tokenization;

/// <summary>Reads a tokenizer.json. Whatever this does not know is an error: an option that is ignored would change the tokens.</summary>
internal static class TokenizerFileReader
{
    // Published tokens have some hundred characters, and published files some ten thousand of them.
    private const int LongestToken = 1_000;
    private const int LongestTokens = 2_000_000;
    private const int MostAdded = 100_000;

    public static TokenizerDefinition Read(string file, byte[] utf8)
    {
        JsonValue root = JsonFile.Parse(file, utf8, TokenizerFile.Kind);
        root.AllowOnly(
            "version", "truncation", "padding", "added_tokens", "normalizer", "pre_tokenizer", "post_processor", "decoder", "model");
        // Whoever saved the file had set them for a call of their own: a plain call of transformers turns both off.
        CheckLeftOver(root.Member("truncation"));
        CheckLeftOver(root.Member("padding"));
        JsonValue version = root.Member("version");
        if (!version.IsNull && version.Text() != "1.0")
        {
            throw version.Unsupported("version \"1.0\"");
        }

        CheckDecoder(root.Member("decoder"));
        BytePairModel model = ByteLevelModelReader.Read(root.Member("model"));
        List<AddedToken> added = AddedTokens(root.Member("added_tokens"), model.Vocabulary);
        return new TokenizerDefinition(
            model,
            added,
            NeedsComposition(root.Member("normalizer")) ? new NfcNormalizer() : null,
            WordSplittingReader.Read(root.Member("pre_tokenizer")),
            TextTemplateReader.Read(root.Member("post_processor"), token => FindId(token, model, added)));
    }

    private static int? FindId(string token, BytePairModel model, List<AddedToken> added) =>
        model.Vocabulary.TryGetValue(token, out int id) ? id : added.Find(candidate => candidate.Content == token)?.Id;

    private static void CheckLeftOver(JsonValue settings)
    {
        if (!settings.IsNull)
        {
            settings.Member("direction"); // an object, whatever it holds
        }
    }

    private static void CheckDecoder(JsonValue decoder)
    {
        if (decoder.IsNull || decoder.Member("type").Text() != "ByteLevel")
        {
            throw decoder.Unsupported("the decoder ByteLevel");
        }

        // Its options concern other components; they change nothing when decoding.
        decoder.AllowOnly("type", "add_prefix_space", "trim_offsets", "use_regex");
    }

    private static bool NeedsComposition(JsonValue normalizer)
    {
        if (normalizer.IsNull)
        {
            return false;
        }

        switch (normalizer.Member("type").Text())
        {
            case "NFC":
                normalizer.AllowOnly("type");
                return true;
            case "Sequence":
                normalizer.AllowOnly("type", "normalizers");

                // Composing twice is composing once.
                return normalizer.Member("normalizers").Bounded(TokenizerFile.MostParts, "normalizers").Items().ToList().Exists(NeedsComposition);
            default:
                throw normalizer.Unsupported("the normalizer NFC, a Sequence of it, or null");
        }
    }

    private static List<AddedToken> AddedTokens(JsonValue cursor, Dictionary<string, int> vocabulary)
    {
        var tokens = new List<AddedToken>();
        if (cursor.IsNull)
        {
            return tokens;
        }

        var contents = new HashSet<string>();
        var ids = new HashSet<int>(vocabulary.Values);
        int nextId = vocabulary.Count;
        int characters = 0;
        foreach (JsonValue item in cursor.Bounded(MostAdded, "added tokens").Items())
        {
            item.AllowOnly("id", "content", "single_word", "lstrip", "rstrip", "normalized", "special");
            string content = item.Member("content").Text();
            int id = item.Member("id").Whole();
            if (content.Length > LongestToken || (characters += content.Length) > LongestTokens)
            {
                throw content.Length > LongestToken
                    ? item.Member("content").Wrong($"the added token has {content.Length:N0} characters, and {LongestToken:N0} are read")
                    : cursor.Wrong($"the added tokens have more than {LongestTokens:N0} characters together");
            }

            if (content.Length == 0 || !contents.Add(content))
            {
                throw item.Member("content").Wrong(content.Length == 0 ? "an added token is empty" : $"\"{SafeText.Quote(content, JsonValue.LongestShown)}\" was added before");
            }

            // The tokenizers library numbers new tokens itself, after the vocabulary; with another id here it would disagree with the file.
            bool known = vocabulary.TryGetValue(content, out int expected);
            expected = known ? expected : nextId++;
            if (id != expected || (!known && !ids.Add(id)))
            {
                string reason = known ? "that is its id in $.model.vocab" : "new tokens are numbered on from the size of $.model.vocab";
                throw item.Member("id").Wrong($"the added token \"{SafeText.Quote(content, JsonValue.LongestShown)}\" has the id {id}, expected is {expected}: {reason}");
            }

            tokens.Add(new AddedToken(
                id,
                content,
                item.Member("single_word").Flag(),
                item.Member("lstrip").Flag(),
                item.Member("rstrip").Flag(),
                item.Member("normalized").Flag(),
                item.Member("special").Flag()));
        }

        return tokens;
    }
}
