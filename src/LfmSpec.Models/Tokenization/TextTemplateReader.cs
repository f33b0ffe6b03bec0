using LfmSpec.Models.Files;

namespace LfmSpec.Models.Tokenization;

/// <summary>Reads <c>$.post_processor</c>: the special tokens around a text.</summary>
internal static class TextTemplateReader
{
    public static TextTemplate Read(JsonValue cursor, Func<string, int?> findId)
    {
        if (cursor.IsNull)
        {
            return new TextTemplate([], []);
        }

        switch (cursor.Member("type").Text())
        {
            case "ByteLevel":
                // It trims offsets, which nothing here has; the ids stay as they are.
                cursor.AllowOnly("type", "add_prefix_space", "trim_offsets", "use_regex");
                return new TextTemplate([], []);
            case "TemplateProcessing":
                cursor.AllowOnly("type", "single", "pair", "special_tokens");
                return Single(cursor, findId);
            case "Sequence":
                cursor.AllowOnly("type", "processors");
                var template = new TextTemplate([], []);
                foreach (JsonValue item in cursor.Member("processors").Bounded(TokenizerFile.MostParts, "post_processors").Items())
                {
                    // Each acts on the outcome of the one before.
                    TextTemplate outer = Read(item, findId);
                    template = new TextTemplate([.. outer.Before, .. template.Before], [.. template.After, .. outer.After]);
                }

                return template;
            default:
                throw cursor.Unsupported("the post_processor TemplateProcessing, ByteLevel, a Sequence of these, or null");
        }
    }

    private static TextTemplate Single(JsonValue cursor, Func<string, int?> findId)
    {
        var before = new List<int>();
        var after = new List<int>();
        bool textSeen = false;
        foreach (JsonValue piece in cursor.Member("single").Bounded(TokenizerFile.MostParts, "parts").Items())
        {
            piece.AllowOnly("SpecialToken", "Sequence");
            JsonValue sequence = piece.Member("Sequence");
            if (sequence.IsNull)
            {
                string name = piece.Member("SpecialToken").Member("id").Text();
                (textSeen ? after : before).AddRange(SpecialToken(cursor, name, findId));
                continue;
            }

            if (textSeen || sequence.Member("id").Text() != "A" || !piece.Member("SpecialToken").IsNull)
            {
                throw piece.Unsupported("one Sequence A in the template");
            }

            textSeen = true;
        }

        return textSeen ? new TextTemplate(before, after) : throw cursor.Member("single").Unsupported("one Sequence A in the template");
    }

    private static List<int> SpecialToken(JsonValue cursor, string name, Func<string, int?> findId)
    {
        JsonValue token = cursor.Member("special_tokens").Member(name);
        token.AllowOnly("id", "ids", "tokens");
        List<int> ids = [.. token.Member("ids").Bounded(TokenizerFile.MostParts, "ids").Items().Select(item => item.Whole())];
        List<string> spellings = [.. token.Member("tokens").Bounded(TokenizerFile.MostParts, "tokens").Items().Select(item => item.Text())];

        // The tokenizers library inserts these ids unchecked; an id of another token would go unnoticed.
        if (ids.Count == 0 || !ids.Select(id => (int?)id).SequenceEqual(spellings.Select(findId)))
        {
            throw token.Wrong($"the ids {SafeText.Quote(string.Join(", ", ids))} are not those of the tokens {SafeText.Quote(string.Join(", ", spellings))}");
        }

        return ids;
    }
}
