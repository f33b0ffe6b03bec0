using LfmSpec.Models.Files;

namespace LfmSpec.Models.Checkpoints;

/// <summary>A checkpoint's config.json, or another JSON object beside it, read key by key, with one clear error for whatever is missing or of the wrong kind.</summary>
public sealed class ConfigurationFile
{
    // Published ones have some kilobytes; tokenizer_config.json, with every added token, up to 1.2 MB, and the index of a model that can be read here some hundred kilobytes.
    private const int LargestBytes = 1024 * 1024;
    private const int LargestTokenizerBytes = 4 * 1024 * 1024;
    private const int LargestIndexBytes = 8 * 1024 * 1024;

    internal static readonly FileKind Kind = new(LargestBytes, CheckpointException.Of, Again)
    {
        Find = "A checkpoint is a folder with config.json, model.safetensors and tokenizer.json; check the path",
    };

    internal static readonly FileKind TokenizerKind = Kind with { LargestBytes = LargestTokenizerBytes };
    internal static readonly FileKind IndexKind = Kind with { LargestBytes = LargestIndexBytes };

    private readonly JsonValue json;

    private ConfigurationFile(string path, JsonValue json)
    {
        Path = path;
        this.json = json;
    }

    /// <summary>The file's path.</summary>
    public string Path { get; }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The path of a config.json.</param>
    /// <returns>The configuration.</returns>
    /// <exception cref="CheckpointException">The file is not there or is not a JSON object.</exception>
    public static ConfigurationFile Read(string path) => Read(path, Kind);

    /// <summary>Reads a file of a kind that may be larger.</summary>
    internal static ConfigurationFile Read(string path, FileKind kind) => Of(path, JsonFile.Read(path, kind));

    /// <summary>Reads a file that need not be there.</summary>
    /// <param name="path">The path.</param>
    /// <returns>The configuration; null if there is nothing at the path.</returns>
    /// <exception cref="CheckpointException">What is there is not a JSON object.</exception>
    public static ConfigurationFile? ReadIfThere(string path) => System.IO.Path.Exists(path) ? Read(path) : null;

    /// <summary>The keys of the object, in the file's order.</summary>
    public IEnumerable<string> Keys => json.Members().Select(member => member.Name);

    /// <summary>Whether a key is there and not null.</summary>
    /// <param name="key">The key.</param>
    /// <returns>True if it has a value.</returns>
    public bool Has(string key) => !json.Member(key).IsNull;

    /// <summary>Whether a key is there and null.</summary>
    /// <param name="key">The key.</param>
    /// <returns>True if its value is null.</returns>
    public bool IsNull(string key) => json.Member(key) is { IsThere: true, IsNull: true };

    /// <summary>A nested object.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The object.</returns>
    public ConfigurationFile Section(string key) => Of(Path, Value(key));

    /// <summary>A text.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The text.</returns>
    public string Text(string key) => Value(key).Text();

    /// <summary>A text.</summary>
    /// <param name="key">The key.</param>
    /// <param name="otherwise">The value if the key is missing.</param>
    /// <returns>The text.</returns>
    public string Text(string key, string otherwise) => Has(key) ? Text(key) : otherwise;

    /// <summary>A number.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The number; finite.</returns>
    public double Number(string key) => Value(key).Number();

    /// <summary>A number.</summary>
    /// <param name="key">The key.</param>
    /// <param name="otherwise">The value if the key is missing.</param>
    /// <returns>The number; finite.</returns>
    public double Number(string key, double otherwise) => Has(key) ? Number(key) : otherwise;

    /// <summary>A number above zero.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The number; finite.</returns>
    public double Positive(string key) => Number(key) is var number and > 0 ? number : throw Value(key).Error($"is {Value(key).Shown}, not above zero");

    /// <summary>A number above zero.</summary>
    /// <param name="key">The key.</param>
    /// <param name="otherwise">The value if the key is missing.</param>
    /// <returns>The number; finite.</returns>
    public double Positive(string key, double otherwise) => Has(key) ? Positive(key) : otherwise;

    /// <summary>A whole number from 1.</summary>
    /// <param name="key">The key.</param>
    /// <param name="otherwise">The value if the key is missing.</param>
    /// <returns>The number.</returns>
    public int Count(string key, int otherwise) => Has(key) ? Count(key) : otherwise;

    /// <summary>A whole number from 1.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The number.</returns>
    public int Count(string key) => Value(key).Whole(least: 1);

    /// <summary>True or false.</summary>
    /// <param name="key">The key.</param>
    /// <param name="otherwise">The value if the key is missing.</param>
    /// <returns>The value.</returns>
    public bool Flag(string key, bool otherwise) => Has(key) ? Value(key).Flag() : otherwise;

    /// <summary>A list of texts.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The texts.</returns>
    public IReadOnlyList<string> Texts(string key) => [.. Value(key).Items().Select(item => item.Text())];

    /// <summary>All keys of the object, each with the text that is its value.</summary>
    /// <returns>The keys and texts, in the file's order.</returns>
    public IReadOnlyList<KeyValuePair<string, string>> AllTexts() => [.. json.Members().Select(member => KeyValuePair.Create(member.Name, member.Value.Text()))];

    /// <summary>All keys of the object, each with the number that is its value.</summary>
    /// <returns>The keys and numbers, in the file's order; finite.</returns>
    public IReadOnlyList<KeyValuePair<string, double>> AllNumbers() => [.. json.Members().Select(member => KeyValuePair.Create(member.Name, member.Value.Number()))];

    /// <summary>Whether a key's value is a text.</summary>
    /// <param name="key">The key.</param>
    /// <returns>True if it is there and a text.</returns>
    public bool IsText(string key) => json.Member(key).IsText;

    /// <summary>Whether a key's value is a number.</summary>
    /// <param name="key">The key.</param>
    /// <returns>True if it is there and a number.</returns>
    public bool IsNumber(string key) => json.Member(key).IsNumber;

    /// <summary>A whole number from 0.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The number.</returns>
    public int Index(string key) => Value(key).Whole();

    /// <summary>A token's id, or a list of them; what is below zero is no token's and is read all the same.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The ids, in the file's order.</returns>
    public IReadOnlyList<int> Ids(string key) => Value(key) switch
    {
        { IsNumber: true } id => [id.Whole(int.MinValue)],
        { IsList: true } ids => [.. ids.Items().Select(id => id.Whole(int.MinValue))],
        var other => throw other.Not("a token's id or a list of them"),
    };

    /// <summary>A list of lists of tokens' ids.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The lists, in the file's order.</returns>
    public IReadOnlyList<IReadOnlyList<int>> IdLists(string key) => [.. Value(key).Items().Select(list => (IReadOnlyList<int>)[.. list.Items().Select(id => id.Whole())])];

    /// <summary>Whether a key's value is there and holds something: no null, no empty list, object or text, no false.</summary>
    /// <param name="key">The key.</param>
    /// <returns>True if it holds something.</returns>
    public bool HoldsSomething(string key) => !json.Member(key).IsEmpty;

    /// <summary>A list of whole numbers from 0.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The numbers.</returns>
    public IReadOnlyList<int> Counts(string key) => [.. Value(key).Items().Select(item => item.Whole())];

    /// <summary>The first key that is not among known ones and holds something; null if there is none.</summary>
    internal string? Unknown(IReadOnlySet<string> known) => json.Members().FirstOrDefault(member => !known.Contains(member.Name) && !member.Value.IsEmpty).Name;

    /// <summary>An error about this file.</summary>
    /// <param name="what">What is wrong.</param>
    /// <param name="remedy">What to do.</param>
    /// <returns>The error, to be thrown.</returns>
    public CheckpointException Error(string what, string remedy) => CheckpointException.Of(new FileFault(Path, "", what, remedy));

    private static string Again(string path) => $"Download the checkpoint's {System.IO.Path.GetFileName(path)} again";

    private static ConfigurationFile Of(string path, JsonValue json) => json.IsObject ? new(path, json) : throw json.Not("an object");

    private JsonValue Value(string key) => json.Member(key) is { IsNull: false } value ? value : throw json.Member(key).Error("is missing");
}
