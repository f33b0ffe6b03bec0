using System.Text.Json;
using System.Text.RegularExpressions;
using Lingua;

namespace LfmSpec.Scoring.Constraints;

/// <summary>Reads constraints as a test writes them.</summary>
internal static class ConstraintReader
{
    private const int LeastWordsOfALanguage = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);
    private static readonly Lazy<LanguageDetector> Detector = new(() => LanguageDetectorBuilder
        .FromLanguages(Language.English, Language.French, Language.German, Language.Spanish, Language.Italian, Language.Portuguese, Language.Dutch, Language.Swedish, Language.Polish,
            Language.Russian, Language.Arabic, Language.Chinese, Language.Japanese, Language.Korean, Language.Turkish, Language.Hindi, Language.Latin).Build());

    /// <summary>The constraint that an object is.</summary>
    /// <param name="json">The object, of one member.</param>
    /// <param name="place">Where it is.</param>
    /// <param name="scorer">Reads a scorer, for constraints that are one.</param>
    internal static Constraint Read(JsonElement json, string place, Func<JsonElement, string, IScorer> scorer)
    {
        if (json.ValueKind != JsonValueKind.Object || json.EnumerateObject().Count() != 1)
        {
            throw new ScoringException(place, "a constraint is an object of one member; write each by itself");
        }

        var member = json.EnumerateObject().First();
        var value = new Spec(member.Value, $"{place}.{member.Name}");
        switch (member.Name)
        {
            case "words":
                return Counted("words", TextShape.Words);
            case "sentences":
                return Counted("sentences", TextShape.Sentences);
            case "lines":
                return Counted("lines", text => TextShape.Lines(text).Length);
            case "paragraphs":
                return Counted("paragraphs", TextShape.Paragraphs);
            case "list":
                value.AllowOnly("items", "style");
                int? items = value.Has("items") ? value.Member("items").Whole() : null;
                var numbered = value.Member("style").OneOf("numbered", "bullets") == "numbered";
                return new(text => TextShape.ListProblem(text, items, numbered));
            case "contains":
                var wanted = value.Text();
                return new(text => TextShape.Times(text, wanted) > 0 ? null : $"'{wanted}' is not in it");
            case "lacks":
                var unwanted = value.Text();
                return new(text => TextShape.Times(text, unwanted) == 0 ? null : $"'{unwanted}' is in it");
            case "starts":
                var start = value.Text();
                return new(text => text.StartsWith(start, StringComparison.Ordinal) ? null : $"it does not start with '{start}'");
            case "ends":
                var end = value.Text();
                return new(text => text.EndsWith(end, StringComparison.Ordinal) ? null : $"it does not end with '{end}'");
            case "case":
                var isUpper = value.OneOf("upper", "lower") == "upper";
                return new(text => text.Any(char.IsLetter) && !text.Any(isUpper ? char.IsLower : char.IsUpper) ? null : $"it is not all in {(isUpper ? "upper" : "lower")} case");
            case "language":
                return OfLanguage(value);
            case "lacks_letter":
                var letter = value.Text();
                return new(text => text.Contains(letter, StringComparison.OrdinalIgnoreCase) ? $"the letter {letter} is in it" : null);
            case "matches":
                return Matching(value);
            case "count":
                value.AllowOnly("of", "times");
                var (counted, times) = (value.Member("of").Text(), value.Member("times").Whole());
                return new(text => TextShape.Times(text, counted) is var found && found != times ? $"'{counted}' is in it {found} times, not {times}" : null);
            case "json":
                var inner = scorer(json, place);
                return new(text => inner.Of(text).Why);
            default:
                throw new ScoringException(place, $"there is no constraint '{member.Name}'");
        }

        Constraint Counted(string what, Func<string, int> count)
        {
            value.AllowOnly("min", "max");
            int? least = value.Has("min") ? value.Member("min").Whole() : null, most = value.Has("max") ? value.Member("max").Whole() : null;
            return least is null && most is null ? throw new ScoringException(value.Place, "give min, max or both") : Constraint.Counted(what, least, most, count);
        }
    }

    private static Constraint OfLanguage(Spec value)
    {
        var code = value.Text();
        if (!Enum.TryParse<IsoCode6391>(code, ignoreCase: true, out var wanted) || Detector.Value is null)
        {
            throw new ScoringException(value.Place, $"'{code}' is no language's code of ISO 639-1");
        }

        return new(text => TextShape.Words(text) < LeastWordsOfALanguage && text.All(character => character < '\u0250')
            ? $"it has fewer than {LeastWordsOfALanguage} words, too few to tell its language"
            : Detector.Value.DetectLanguageOf(text) is var language && language.IsoCode6391() == wanted ? null : $"its language is {language}, not {code}");
    }

    private static Constraint Matching(Spec value)
    {
        Regex pattern;
        try
        {
            pattern = new Regex($"^(?:{value.Text()})$", RegexOptions.CultureInvariant | RegexOptions.Singleline, Patience);
        }
        catch (ArgumentException error)
        {
            throw new ScoringException(value.Place, $"it is no regular expression: {error.Message.TrimEnd('.')}");
        }

        return new(text =>
        {
            try
            {
                return pattern.IsMatch(text) ? null : "it does not have the form that is asked for";
            }
            catch (RegexMatchTimeoutException)
            {
                return "it takes too long to see whether it has the form that is asked for";
            }
        });
    }
}
