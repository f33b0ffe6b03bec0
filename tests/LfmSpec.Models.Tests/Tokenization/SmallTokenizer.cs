using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LfmSpec.Models.Tokenization;

namespace LfmSpec.Models.Tests.Tokenization;

/// <summary>
/// A tokenizer.json small enough to reason about: 256 bytes (id = value), seven merges, two added tokens, GPT-2's split.
/// </summary>
internal static class SmallTokenizer
{
    public const string File = "small/tokenizer.json";
    public const int Hello = 259;
    public const int SpaceHello = 260;
    public const int End = 263;
    public const int Word = 264;

    private static readonly string[] s_merges = ["h e", "l l", "he ll", "hell o", "Ġ hello", "a b", "b c"];

    public static JsonObject Json()
    {
        var vocabulary = new JsonObject();
        for (int value = 0; value < 256; value++)
        {
            vocabulary.Add(ByteAlphabet.Spelling((byte)value), value);
        }

        // 256 he, 257 ll, 258 is "hell" and 259 "hello", 260 "Ġhello", 261 "ab", 262 "bc".
        foreach (string merge in s_merges)
        {
            vocabulary.Add(merge.Replace(" ", "", StringComparison.Ordinal), vocabulary.Count);
        }

        return new JsonObject
        {
            ["version"] = "1.0",
            ["truncation"] = null,
            ["padding"] = null,
            ["added_tokens"] = new JsonArray(AddedToken(End, "<end>", special: true), AddedToken(Word, "<word>", special: false)),
            ["normalizer"] = null,
            ["pre_tokenizer"] = ByteLevel(useRegex: true),
            ["post_processor"] = null,
            ["decoder"] = ByteLevel(useRegex: true),
            ["model"] = new JsonObject
            {
                ["type"] = "BPE",
                ["dropout"] = null,
                ["unk_token"] = null,
                ["continuing_subword_prefix"] = null,
                ["end_of_word_suffix"] = null,
                ["fuse_unk"] = false,
                ["byte_fallback"] = false,
                ["ignore_merges"] = false,
                ["vocab"] = vocabulary,
                ["merges"] = new JsonArray([.. s_merges.Select(merge => (JsonNode)merge)]),
            },
        };
    }

    public static JsonObject AddedToken(int id, string content, bool special) => new()
    {
        ["id"] = id,
        ["content"] = content,
        ["single_word"] = false,
        ["lstrip"] = false,
        ["rstrip"] = false,
        ["normalized"] = false,
        ["special"] = special,
    };

    public static JsonObject ByteLevel(bool useRegex, bool addPrefixSpace = false) => new()
    {
        ["type"] = "ByteLevel",
        ["add_prefix_space"] = addPrefixSpace,
        ["trim_offsets"] = true,
        ["use_regex"] = useRegex,
    };

    public static JsonObject Split(string regex, string behavior = "Isolated", bool invert = false) => new()
    {
        ["type"] = "Split",
        ["pattern"] = new JsonObject { ["Regex"] = regex },
        ["behavior"] = behavior,
        ["invert"] = invert,
    };

    public static JsonObject Sequence(params JsonObject[] preTokenizers) =>
        new() { ["type"] = "Sequence", ["pretokenizers"] = new JsonArray([.. preTokenizers]) };

    /// <summary>The tokenizer after a change to its file.</summary>
    public static HuggingFaceTokenizer Load(Action<JsonObject>? change = null)
    {
        JsonObject json = Json();
        change?.Invoke(json);
        return Load(json.ToJsonString());
    }

    public static HuggingFaceTokenizer Load(string json) => HuggingFaceTokenizer.Parse(File, Encoding.UTF8.GetBytes(json));

    /// <summary>Replaces what a path such as "model.merges.0" names.</summary>
    public static void Replace(JsonObject json, string path, string value)
    {
        string[] names = path.Split('.');
        JsonNode parent = json;
        foreach (string name in names[..^1])
        {
            parent = (parent is JsonArray array ? array[int.Parse(name)] : parent[name])!;
        }

        JsonNode? replacement = JsonNode.Parse(value, documentOptions: new JsonDocumentOptions { MaxDepth = 1_000 });
        if (parent is JsonArray items)
        {
            items[int.Parse(names[^1])] = replacement;
        }
        else
        {
            parent[names[^1]] = replacement;
        }
    }

    /// <summary>The texts of the tokens, which show how a text was cut.</summary>
    public static IEnumerable<string> Pieces(this HuggingFaceTokenizer tokenizer, string text) =>
        tokenizer.Encode(text).Select(tokenizer.Piece);
}
