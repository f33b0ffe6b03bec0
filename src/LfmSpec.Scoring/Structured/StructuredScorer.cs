using System.Globalization;
using System.Text.Json;
using CsvHelper;
using CsvHelper.Configuration;
using Json.Schema;
using LfmSpec.Scoring.Answers;
using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Syntax;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace LfmSpec.Scoring.Structured;

/// <summary>The answer is one value of a format, which a library reads, and it is the one that is asked for.</summary>
/// <param name="format">The format.</param>
/// <param name="expected">The value.</param>
/// <param name="hasValue">Whether a value is asked for; otherwise a schema alone.</param>
/// <param name="unordered">Whether lists may stand in any order.</param>
/// <param name="schema">The schema that it fits, or null.</param>
internal sealed class StructuredScorer(StructuredFormat format, object? expected, bool hasValue, bool unordered, JsonSchema? schema) : IScorer
{
    private static readonly MarkdownPipeline Tables = new MarkdownPipelineBuilder().UsePipeTables().Build();

    /// <inheritdoc/>
    public Score Of(string output)
    {
        if (Answer.Problem(output) is { } problem)
        {
            return Score.Wrong(problem);
        }

        try
        {
            if (format == StructuredFormat.Table)
            {
                return Compared(Table(output));
            }

            var text = Answer.Block(output, format switch { StructuredFormat.Json => ["json"], StructuredFormat.Yaml => ["yaml", "yml"], _ => ["csv"] });
            if (text is null)
            {
                return Score.Wrong($"there is not one block of {format.ToString().ToUpperInvariant()} alone");
            }

            if (format != StructuredFormat.Json)
            {
                return Compared(format == StructuredFormat.Yaml ? Yaml(text) : Csv(text));
            }

            using var json = JsonDocument.Parse(text);
            var value = Structure.Of(json.RootElement);
            return schema is not null && !schema.Evaluate(json.RootElement).IsValid ? Score.Wrong("it does not fit the schema") : Compared(value);
        }
        catch (Exception error) when (error is JsonException or FormatException or YamlException or CsvHelperException or ArgumentException or InvalidOperationException)
        {
            return Score.Wrong($"it is no {format.ToString().ToUpperInvariant()}: {error.Message.Split('\n')[0].TrimEnd('.', '\r')}");
        }
    }

    private Score Compared(object? actual) => hasValue && Structure.Difference(expected, actual, unordered) is { } difference ? Score.Wrong(difference) : Score.Correct;

    private static List<object?> Csv(string text)
    {
        using var parser = new CsvParser(new StringReader(text), new CsvConfiguration(CultureInfo.InvariantCulture) { HasHeaderRecord = false, TrimOptions = TrimOptions.Trim, BadDataFound = null });
        var rows = new List<object?>();
        while (parser.Read())
        {
            rows.Add(parser.Record!.Select(object? (cell) => cell).ToList());
        }

        return rows;
    }

    private static List<object?> Table(string text)
    {
        var tables = Markdown.Parse(Answer.Block(text, "markdown", "md") ?? text, Tables).Descendants<Table>().ToArray();
        if (tables.Length != 1)
        {
            throw new FormatException($"there are {tables.Length} tables");
        }

        var source = Answer.Block(text, "markdown", "md") ?? text;
        return [.. tables[0].OfType<TableRow>().Select(object? (row) => row.OfType<TableCell>().Select(object? (cell) => Cell(source, cell)).ToList())];
    }

    private static string Cell(string source, TableCell cell) => cell.Descendants<ParagraphBlock>().FirstOrDefault() is { Span: { IsEmpty: false } span } && span.End < source.Length
        ? source[span.Start..(span.End + 1)].Trim().Trim('|').Trim()
        : "";

    private static object? Yaml(string text)
    {
        // The library's time grows with the square of the depth.
        var depth = 0;
        foreach (var character in text)
        {
            depth += character is '[' or '{' ? 1 : character is ']' or '}' ? -1 : 0;
            if (depth > Structure.Deepest)
            {
                throw new FormatException("it is too deep");
            }
        }

        // Aliases are refused: a few of them stand for any number of values.
        if (new YamlDotNet.Core.Parser(new StringReader(text)) is var parser)
        {
            while (parser.MoveNext())
            {
                if (parser.Current is YamlDotNet.Core.Events.AnchorAlias)
                {
                    throw new FormatException("it has an alias");
                }
            }
        }

        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return stream.Documents.Count == 1 ? Value(stream.Documents[0].RootNode, 0) : throw new FormatException($"there are {stream.Documents.Count} documents");
    }

    private static object? Value(YamlNode node, int depth) => node switch
    {
        _ when depth > Structure.Deepest => throw new FormatException("it is too deep"),
        YamlMappingNode map => Structure.Map(map.Children.Select(member => (member.Key is YamlScalarNode { Value: { } key } ? key : throw new FormatException("a key is no text"), Value(member.Value, depth + 1)))),
        YamlSequenceNode list => list.Children.Select(item => Value(item, depth + 1)).ToList(),
        YamlScalarNode { Style: ScalarStyle.Plain } scalar => Plain(scalar.Value ?? ""),
        YamlScalarNode scalar => scalar.Value,
        _ => throw new FormatException("it has an alias"),
    };

    // The core schema of YAML 1.2.
    private static object? Plain(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => null,
        "true" or "True" or "TRUE" => true,
        "false" or "False" or "FALSE" => false,
        _ => double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : text,
    };
}

/// <summary>A format that a library reads.</summary>
internal enum StructuredFormat
{
    Json,
    Yaml,
    Csv,
    Table,
}
