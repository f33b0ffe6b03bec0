using System.Globalization;
using System.Text.RegularExpressions;

namespace LfmSpec.Scoring.Answers;

/// <summary>
/// The number at the answer's place, with no other unit than those that are accepted. Its place is the last \boxed{}, or what follows the last "####", "Answer:" or "answer is", or the last equals sign of the first line that is not empty; else the last
/// number of that line that is not denied.
/// </summary>
/// <param name="number">The right number.</param>
/// <param name="units">The accepted spellings of its unit; none for a number without one, which any word may follow.</param>
/// <param name="tolerance">How much another number may differ.</param>
internal sealed partial class NumberScorer(double number, IReadOnlyList<string> units, double tolerance) : IScorer
{
    private const double Rounding = 1e-9;
    private const int LongestDenial = 16;

    private readonly HashSet<string> accepted = [.. units.Select(Unit)];

    /// <inheritdoc/>
    public Score Of(string output)
    {
        if (Answer.Problem(output) is { } problem)
        {
            return Score.Wrong(problem);
        }

        var place = Answer.Fold(PlaceOf(output));
        Match[] found = [.. Numbers().Matches(place).Where(match => !Denial().IsMatch(place[Math.Max(0, match.Index - LongestDenial)..match.Index]))];
        if (found.Length == 0)
        {
            return Score.Wrong("there is no number at the answer's place");
        }

        if (found.Length == 2 && Range().IsMatch(place))
        {
            return Score.Wrong("it is a range, not a number");
        }

        var last = found[^1];
        if (Value(last) is not { } value)
        {
            return Score.Wrong("the number cannot be read");
        }

        if (Math.Abs(value - number) > tolerance + (Rounding * Math.Abs(number)))
        {
            return Score.Wrong($"the number is {value.ToString(CultureInfo.InvariantCulture)}, not {number.ToString(CultureInfo.InvariantCulture)}");
        }

        var unit = Unit(last.Groups["currency"].Value.Length > 0 ? last.Groups["currency"].Value : last.Groups["unit"].Value);
        return accepted.Count == 0 || unit.Length == 0 || accepted.Contains(unit) ? Score.Correct : Score.Wrong($"the unit is {unit}, not {units[0]}");
    }

    private static string PlaceOf(string output)
    {
        if (Boxed().Matches(output) is { Count: > 0 } boxed)
        {
            return boxed[^1].Groups["answer"].Value;
        }

        var hashes = output.LastIndexOf("####", StringComparison.Ordinal);
        var place = hashes >= 0 ? output[(hashes + 4)..].Trim().Split('\n')[0] : Answer.PlaceOf(output);
        var equals = place.LastIndexOf('=');
        return equals >= 0 && place[(equals + 1)..].Any(char.IsAsciiDigit) ? place[(equals + 1)..] : place;
    }

    private static double? Value(Match match)
    {
        var sign = match.Groups["sign"].Value == "-" ? -1 : 1;
        var whole = match.Groups["number"].Value.Replace(",", "", StringComparison.Ordinal);
        if (!double.TryParse(whole, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var value))
        {
            return null;
        }

        if (match.Groups["below"].Value is { Length: > 0 } below)
        {
            var divisor = double.Parse(below, CultureInfo.InvariantCulture);
            value = divisor == 0 ? double.NaN : value / divisor;
        }

        return double.IsFinite(value) ? sign * value : null;
    }

    private static string Unit(string unit) => Answer.Fold(unit).Trim().TrimEnd('.').ToLowerInvariant();

    [GeneratedRegex(@"(?<![\w.])(?<sign>[-+])?(?<currency>[$£€¥])?(?<sign>-)?(?<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)(?:/(?<below>\d+))?(?!\d)[ \t]?(?<unit>%|°[CF]|[$£€¥]|[A-Za-z]+(?:/[A-Za-z]+|\^?[23²³])?)?",
        RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Numbers();

    [GeneratedRegex(@"\bbetween\b|\bor\b|\d\s*(?:-|–|to)\s*\d", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Range();

    [GeneratedRegex(@"(?:\b(?:not|never|nor|rather than|instead of)|n't) ?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Denial();

    [GeneratedRegex(@"\\boxed\{(?<answer>[^{}]*)\}", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Boxed();
}
