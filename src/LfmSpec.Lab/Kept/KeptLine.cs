using System.Text.Json;
using System.Text.Json.Serialization;

namespace LfmSpec.Lab.Kept;

/// <summary>A line of a results file: a changed run or an observation's table, by its key; or a shard's heading. Each carries its own check.</summary>
/// <param name="Key">The hash of all that the result depends on.</param>
/// <param name="Divergence">What a changed run does.</param>
/// <param name="Table">An observation's table.</param>
/// <param name="Heading">Whose results the file has.</param>
internal sealed record KeptLine(string? Key = null, Divergence? Divergence = null, DataTable? Table = null, ShardHeading? Heading = null)
{
    private static readonly JsonSerializerOptions Format = new()
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
        Converters = { new CellFormat() },
    };

    /// <summary>Reads a line.</summary>
    /// <param name="text">The line.</param>
    /// <returns>What it says, or null for a line that is not as it was written: damaged, or cut short by a crash. Its result is computed again.</returns>
    internal static KeptLine? Parse(string text)
    {
        try
        {
            return CheckedJson.Open(text) is { } json && JsonSerializer.Deserialize<KeptLine>(json, Format) is { } line && line.IsWhole ? line : null;
        }
        catch (Exception error) when (error is JsonException or ArgumentException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => CheckedJson.Seal(JsonSerializer.Serialize(this, Format));

    private bool IsWhole => this switch
    {
        { Heading: { } heading } => heading is { Index: > 0, Experiments: not null },
        { Key: { } key, Divergence: { } divergence } => divergence is { Values: { Count: > 0 } kept, Alone: not null }
            && kept.Values.All(values => values is { Count: > 0 }) && KeptShape.Fits(key, divergence),
        _ => this is { Key: not null, Table: not null },
    };

    // A number is a number or NaN's name, a text is an object: no text is taken for a number.
    private sealed class CellFormat : JsonConverter<Cell>
    {
        private const string Text = "Text";

        public override Cell Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType != JsonTokenType.StartObject ? Cell.Of(JsonSerializer.Deserialize<double>(ref reader, options))
            : JsonSerializer.Deserialize<Dictionary<string, string>>(ref reader, options) is { } cell && cell.TryGetValue(Text, out var text) ? Cell.Of(text)
            : throw new JsonException("The cell has no text.");

        public override void Write(Utf8JsonWriter writer, Cell value, JsonSerializerOptions options)
        {
            if (value.IsNumber)
            {
                JsonSerializer.Serialize(writer, value.Number, options);
                return;
            }

            writer.WriteStartObject();
            writer.WriteString(Text, value.Text);
            writer.WriteEndObject();
        }
    }
}

/// <summary>What a shard writes before its results, so that a merge can say what did not arrive.</summary>
/// <param name="Index">Which shard, from 1.</param>
/// <param name="Count">Of how many.</param>
/// <param name="Engine">The version of what computes.</param>
/// <param name="Experiments">The names of the experiments that are split.</param>
internal sealed record ShardHeading(int Index, int Count, string Engine, IReadOnlyList<string> Experiments);
