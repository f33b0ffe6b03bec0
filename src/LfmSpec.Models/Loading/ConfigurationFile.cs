using System.Text.Json;

namespace LfmSpec.Models.Checkpoints;

/// <summary>A checkpoint's config.json, or another JSON object beside it, read key by key, with one clear error for whatever is missing or of the wrong kind.</summary>
public sealed class ConfigurationFile
{
    private const int LargestBytes = 16 * 1024 * 1024;
    private readonly JsonElement json;
    private readonly string prefix;

    private ConfigurationFile(string path, JsonElement json, string prefix)
    {
        Path = path;
        this.json = json;
        this.prefix = prefix;
    }

    /// <summary>The file's path.</summary>
    public string Path { get; }

    private string Again => Remedy(Path);

    /// <summary>Reads a file.</summary>
    /// <param name="path">The path of a config.json.</param>
    /// <returns>The configuration.</returns>
    /// <exception cref="CheckpointException">The file is not there or is not a JSON object.</exception>
    public static ConfigurationFile Read(string path)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > LargestBytes } file)
            {
                throw new CheckpointException($"{path}: {file.Length:N0} bytes are no such file of a checkpoint. {Remedy(path)}.");
            }

            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new ConfigurationFile(path, document.RootElement.Clone(), "")
                : throw new CheckpointException($"{path}: the file holds a JSON {document.RootElement.ValueKind.ToString().ToLowerInvariant()}, not an object. {Remedy(path)}.");
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CheckpointException($"{path}: there is no such file. A checkpoint is a folder with config.json, model.safetensors and tokenizer.json; check the path.");
        }
        catch (JsonException error)
        {
            throw new CheckpointException($"{path}: the file is not valid JSON (line {error.LineNumber + 1}). {Remedy(path)}.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"{path}: the file cannot be read ({error.Message}). Check its permissions.");
        }
    }

    /// <summary>Whether a key is there and not null.</summary>
    /// <param name="key">The key.</param>
    /// <returns>True if it has a value.</returns>
    public bool Has(string key) => json.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>Whether a key is there and null.</summary>
    /// <param name="key">The key.</param>
    /// <returns>True if its value is null.</returns>
    public bool IsNull(string key) => json.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Null;

    /// <summary>A nested object.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The object.</returns>
    public ConfigurationFile Section(string key) => new(Path, Value(key, JsonValueKind.Object, "an object"), prefix + key + ".");

    /// <summary>A text.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The text.</returns>
    public string Text(string key) => Value(key, JsonValueKind.String, "a text").GetString()!;

    /// <summary>A text.</summary>
    /// <param name="key">The key.</param>
    /// <param name="otherwise">The value if the key is missing.</param>
    /// <returns>The text.</returns>
    public string Text(string key, string otherwise) => Has(key) ? Text(key) : otherwise;

    /// <summary>A number.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The number; finite.</returns>
    public double Number(string key) =>
        Value(key, JsonValueKind.Number, "a number").TryGetDouble(out var number) && double.IsFinite(number)
            ? number
            : throw Error($"{prefix}{key} is not a finite number", Again);

    /// <summary>A number.</summary>
    /// <param name="key">The key.</param>
    /// <param name="otherwise">The value if the key is missing.</param>
    /// <returns>The number; finite.</returns>
    public double Number(string key, double otherwise) => Has(key) ? Number(key) : otherwise;

    /// <summary>A number above zero.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The number; finite.</returns>
    public double Positive(string key) => Number(key) is var number and > 0
        ? number
        : throw Error($"{prefix}{key} is {json.GetProperty(key).GetRawText()}, not above zero", Again);

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
    public int Count(string key) =>
        Value(key, JsonValueKind.Number, "a whole number").TryGetInt32(out var number) && number > 0
            ? number
            : throw Error($"{prefix}{key} is {json.GetProperty(key).GetRawText()}, not a whole number from 1 to {int.MaxValue}", Again);

    /// <summary>True or false.</summary>
    /// <param name="key">The key.</param>
    /// <param name="otherwise">The value if the key is missing.</param>
    /// <returns>The value.</returns>
    public bool Flag(string key, bool otherwise) => !Has(key)
        ? otherwise
        : json.GetProperty(key).ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw Error($"{prefix}{key} is {json.GetProperty(key).GetRawText()}, not true or false", Again),
        };

    /// <summary>A list of texts.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The texts.</returns>
    public IReadOnlyList<string> Texts(string key) =>
        [.. Value(key, JsonValueKind.Array, "a list of texts").EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String
            ? item.GetString()!
            : throw Error($"{prefix}{key} holds {item.GetRawText()}, not a text", Again))];

    /// <summary>All keys of the object, each with the text that is its value; a key that is there twice comes twice.</summary>
    /// <returns>The keys and texts, in the file's order.</returns>
    public IReadOnlyList<KeyValuePair<string, string>> AllTexts() =>
        [.. json.EnumerateObject().Select(entry => entry.Value.ValueKind == JsonValueKind.String
            ? KeyValuePair.Create(entry.Name, entry.Value.GetString()!)
            : throw Error($"{prefix}{entry.Name} is {entry.Value.GetRawText()}, not a text", Again))];

    /// <summary>All keys of the object, each with the number that is its value.</summary>
    /// <returns>The keys and numbers, in the file's order; finite.</returns>
    public IReadOnlyList<KeyValuePair<string, double>> AllNumbers() =>
        [.. json.EnumerateObject().Select(entry => entry.Value.ValueKind == JsonValueKind.Number && entry.Value.TryGetDouble(out var number) && double.IsFinite(number)
            ? KeyValuePair.Create(entry.Name, number)
            : throw Error($"{prefix}{entry.Name} is {entry.Value.GetRawText()}, not a finite number", Again))];

    /// <summary>Whether a key's value is a text.</summary>
    /// <param name="key">The key.</param>
    /// <returns>True if it is there and a text.</returns>
    public bool IsText(string key) => json.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String;

    /// <summary>The keys of the object, in the file's order.</summary>
    public IEnumerable<string> Keys => json.EnumerateObject().Select(entry => entry.Name);

    /// <summary>Whether a key's value is a number.</summary>
    /// <param name="key">The key.</param>
    /// <returns>True if it is there and a number.</returns>
    public bool IsNumber(string key) => json.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Number;

    /// <summary>A whole number from 0.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The number.</returns>
    public int Index(string key) =>
        Value(key, JsonValueKind.Number, "a whole number").TryGetInt32(out var number) && number >= 0
            ? number
            : throw Error($"{prefix}{key} is {json.GetProperty(key).GetRawText()}, not a whole number from 0", Again);

    /// <summary>Whether a key's value is there and holds something: no null, no empty list, object or text, no false.</summary>
    /// <param name="key">The key.</param>
    /// <returns>True if it holds something.</returns>
    public bool HoldsSomething(string key) => json.TryGetProperty(key, out var value) && value.ValueKind switch
    {
        JsonValueKind.Array => value.GetArrayLength() > 0,
        JsonValueKind.Object => value.EnumerateObject().Any(),
        JsonValueKind.String => value.GetString()!.Length > 0,
        JsonValueKind.Null or JsonValueKind.False or JsonValueKind.Undefined => false,
        _ => true,
    };

    /// <summary>A list of whole numbers from 0.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The numbers.</returns>
    public IReadOnlyList<int> Counts(string key) =>
        [.. Value(key, JsonValueKind.Array, "a list of whole numbers").EnumerateArray().Select(item => item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out var number) && number >= 0
            ? number
            : throw Error($"{prefix}{key} holds {item.GetRawText()}, not a whole number from 0", Again))];

    /// <summary>An error about this file.</summary>
    /// <param name="what">What is wrong.</param>
    /// <param name="remedy">What to do.</param>
    /// <returns>The error, to be thrown.</returns>
    public CheckpointException Error(string what, string remedy) => new($"{Path}: {what}. {remedy}.");

    private static string Remedy(string path) => $"Download the checkpoint's {System.IO.Path.GetFileName(path)} again";

    private JsonElement Value(string key, JsonValueKind kind, string name) =>
        !Has(key) ? throw Error($"{prefix}{key} is missing", Again)
        : json.GetProperty(key) is var value && value.ValueKind == kind ? value
        : throw Error($"{prefix}{key} is {value.GetRawText()}, not {name}", Again);
}
