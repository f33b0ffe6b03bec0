using LfmSpec.Models.Files;
using Microsoft.ML.Tokenizers;

namespace LfmSpec.Models.Tokenization;

/// <summary>Reads <c>$.pre_tokenizer</c>: splits by pattern and digits, then ByteLevel.</summary>
internal static class WordSplittingReader
{
    private const string Supported = "the pre_tokenizer ByteLevel, or a Sequence of Split and Digits that ends with ByteLevel";

    public static WordSplitting Read(JsonValue cursor)
    {
        var steps = new List<JsonValue>();
        Flatten(cursor, steps);
        if (steps.Count == 0 || TypeOf(steps[^1]) != "ByteLevel")
        {
            throw cursor.Unsupported(Supported);
        }

        JsonValue byteLevel = steps[^1];
        byteLevel.AllowOnly("type", "add_prefix_space", "trim_offsets", "use_regex");
        bool useRegex = byteLevel.Member("use_regex").Flag(absent: true);
        return new WordSplitting(
            new SequencePreTokenizer([.. steps.SkipLast(1).Select(Step)]),
            byteLevel.Member("add_prefix_space").Flag(),
            new SequencePreTokenizer(useRegex ? [new PatternPreTokenizer(new SplitPattern(SplitPattern.Gpt2))] : []));
    }

    private static string? TypeOf(JsonValue cursor) => cursor.IsNull ? null : cursor.Member("type").Text();

    private static void Flatten(JsonValue cursor, List<JsonValue> steps)
    {
        if (TypeOf(cursor) != "Sequence")
        {
            steps.Add(steps.Count < TokenizerFile.MostParts ? cursor : throw cursor.Wrong($"it is one of more than {TokenizerFile.MostParts:N0} pre_tokenizers, and {TokenizerFile.MostParts:N0} are read"));
            return;
        }

        cursor.AllowOnly("type", "pretokenizers");
        foreach (JsonValue item in cursor.Member("pretokenizers").Bounded(TokenizerFile.MostParts, "pre_tokenizers").Items())
        {
            Flatten(item, steps);
        }
    }

    private static PreTokenizer Step(JsonValue cursor)
    {
        switch (TypeOf(cursor))
        {
            case "Digits":
                cursor.AllowOnly("type", "individual_digits");
                return new DigitsPreTokenizer(cursor.Member("individual_digits").Flag());
            case "Split":
                cursor.AllowOnly("type", "pattern", "behavior", "invert");
                return Split(cursor);
            default:
                throw cursor.Unsupported(Supported);
        }
    }

    private static PatternPreTokenizer Split(JsonValue cursor)
    {
        JsonValue behavior = cursor.Member("behavior");
        bool invert = cursor.Member("invert").Flag();
        SplitPattern pattern = Pattern(cursor.Member("pattern"));
        return behavior.Text() switch
        {
            "Isolated" => new PatternPreTokenizer(pattern),
            "Removed" => new PatternPreTokenizer(pattern, keepMatches: invert, keepRest: !invert),
            _ => throw behavior.Unsupported("the behavior Isolated or Removed"),
        };
    }

    private static SplitPattern Pattern(JsonValue cursor)
    {
        cursor.AllowOnly("Regex");
        JsonValue regex = cursor.Member("Regex");
        try
        {
            return new SplitPattern(regex.Text(), regex.File, TokenizerFile.Location(regex.Place));
        }
        catch (FormatException error)
        {
            throw regex.Unsupported("the part of regular expressions that published tokenizers use", $"wrong {error.Message}");
        }
    }
}
