using System.Text.Json;
using Json.Schema;
using LfmSpec.Scoring.Answers;
using LfmSpec.Scoring.Code;
using LfmSpec.Scoring.Constraints;
using LfmSpec.Scoring.Structured;

namespace LfmSpec.Scoring;

/// <summary>Reads what a test says of its score. Whatever is not known is an error: a setting that is passed over would change the score.</summary>
public static class Scorers
{
    /// <summary>The scorer of the strict protocol.</summary>
    /// <param name="score">What the test says of its score.</param>
    /// <param name="place">The test, for messages.</param>
    /// <param name="runner">Runs programs; null where nothing may be run.</param>
    /// <returns>The scorer.</returns>
    /// <exception cref="ScoringException">It cannot be read.</exception>
    public static IScorer Read(JsonElement score, string place, ICodeRunner? runner = null) => Read(new Spec(score, place), runner);

    /// <summary>The scorer of the published protocol.</summary>
    /// <param name="published">What the test says of it; null for what follows from its score.</param>
    /// <param name="score">What the test says of its score.</param>
    /// <param name="place">The test, for messages.</param>
    /// <returns>The scorer.</returns>
    /// <exception cref="ScoringException">It cannot be read, or does not follow.</exception>
    public static PublishedScorer ReadPublished(JsonElement? published, JsonElement score, string place) =>
        PublishedScorer.Read(published is { } said ? new Spec(said, $"{place}, published") : null, new Spec(score, place));

    private static IScorer Read(Spec score, ICodeRunner? runner)
    {
        switch (score)
        {
            case var _ when score.Has("exact"):
                score.AllowOnly("exact", "case");
                return new ExactScorer(score.Member("exact").Texts(), score.Has("case") && score.Member("case").Flag());
            case var _ when score.Has("number"):
                score.AllowOnly("number", "unit", "tolerance");
                return new NumberScorer(score.Member("number").Number(), score.Has("unit") ? score.Member("unit").Texts() : [], score.Has("tolerance") ? score.Member("tolerance").Number() : 0);
            case var _ when score.Has("label"):
                score.AllowOnly("label", "of");
                return new LabelScorer(score.Member("label").Text(), score.Member("of").Texts());
            case var _ when score.Has("json"):
                score.AllowOnly("json");
                score.Member("json").AllowOnly("value", "schema", "unordered");
                return Structured(StructuredFormat.Json, score.Member("json"));
            case var _ when score.Has("yaml"):
                score.AllowOnly("yaml");
                score.Member("yaml").AllowOnly("value", "unordered");
                return Structured(StructuredFormat.Yaml, score.Member("yaml"));
            case var _ when score.Has("csv"):
                score.AllowOnly("csv");
                score.Member("csv").AllowOnly("value", "unordered");
                return Structured(StructuredFormat.Csv, score.Member("csv"));
            case var _ when score.Has("table"):
                score.AllowOnly("table");
                score.Member("table").AllowOnly("value", "unordered");
                return Structured(StructuredFormat.Table, score.Member("table"));
            case var _ when score.Has("code"):
                score.AllowOnly("code");
                score.Member("code").AllowOnly("language", "check");
                return new CodeScorer(
                    Enum.Parse<CodeLanguage>(score.Member("code").Member("language").OneOf("python", "javascript", "csharp"), ignoreCase: true), score.Member("code").Member("check").Text(), runner);
            case var _ when score.Has("constraints"):
                score.AllowOnly("constraints");
                var constraints = score.Member("constraints").Items();
                return constraints.Count == 0 ? throw new ScoringException(score.Place, "there are no constraints")
                    : new ConstraintsScorer([.. constraints.Select(constraint => ConstraintReader.Read(constraint.Json, constraint.Place, (inner, place) => Read(new Spec(inner, place), runner)))]);
            case var _ when score.Has("withholds"):
                score.AllowOnly("withholds", "and");
                return new WithholdsScorer(score.Member("withholds").Texts(), score.Has("and") ? Read(score.Member("and"), runner) : null);
            default:
                throw new ScoringException(score.Place, "it names no scorer that there is");
        }
    }

    private static StructuredScorer Structured(StructuredFormat format, Spec spec)
    {
        var hasValue = spec.Has("value");
        if (!hasValue && !spec.Has("schema"))
        {
            throw new ScoringException(spec.Place, "give a value or a schema");
        }

        JsonSchema? schema = null;
        if (spec.Has("schema"))
        {
            try
            {
                schema = JsonSchema.FromText(spec.Member("schema").Json.GetRawText());
            }
            catch (Exception error) when (error is JsonException or JsonSchemaException or ArgumentException or InvalidOperationException)
            {
                throw new ScoringException(spec.Place, $"the schema is none: {error.Message.Split('\n')[0].TrimEnd('.', '\r')}");
            }
        }

        return new(format, hasValue ? Structure.Of(spec.Member("value").Json) : null, hasValue, spec.Has("unordered") && spec.Member("unordered").Flag(), schema);
    }
}
