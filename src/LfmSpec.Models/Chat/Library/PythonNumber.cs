using System.Buffers;
using System.Globalization;
using System.Text.RegularExpressions;

namespace LfmSpec.Models.Chat;

/// <summary>Texts read as numbers, by the rules of Python's int() and float().</summary>
internal static class PythonNumber
{
    private const int Longest = 4300;
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789_+-.eE");

    // Without backtracking: the text is of any length, and of the template's choice.
    private static readonly Regex WholePattern = new(@"\A[+-]?[0-9]+(?:_[0-9]+)*\z", RegexOptions.NonBacktracking);
    private static readonly Regex DoublePattern = new(@"\A[+-]?(?:(?:[0-9]+(?:_[0-9]+)*\.?(?:[0-9]+(?:_[0-9]+)*)?|\.[0-9]+(?:_[0-9]+)*)(?:[eE][+-]?[0-9]+(?:_[0-9]+)*)?)\z", RegexOptions.NonBacktracking);

    /// <summary>int(text); null if the text is no whole number.</summary>
    /// <exception cref="TemplateFault">It is beyond 64 bits.</exception>
    public static object? Whole(string text) => Written(Bare(text)) is not { } written || !WholePattern.IsMatch(written) ? null
        : long.TryParse(written.Replace("_", "", StringComparison.Ordinal), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : throw TemplateFault.NotUnderstood("a number beyond 64 bits");

    /// <summary>float(text); null if the text is no number.</summary>
    /// <exception cref="TemplateFault">It has more characters than are read here.</exception>
    public static double? Double(string text) => Bare(text) is var bare && Written(bare) is { } written && DoublePattern.IsMatch(written)
        ? double.Parse(written.Replace("_", "", StringComparison.Ordinal), CultureInfo.InvariantCulture)
        : Named(bare);

    // Without the spaces around it.
    private static ReadOnlySpan<char> Bare(string text)
    {
        var span = text.AsSpan();
        var (start, end) = (span.IndexOfAnyExcept(PythonText.Spaces), span.LastIndexOfAnyExcept(PythonText.Spaces) + 1);
        Budget.Characters(end == 0 ? span.Length : span.Length - (end - start));
        return end == 0 ? [] : span[start..end];
    }

    // The characters of a number; null if there are others.
    private static string? Written(ReadOnlySpan<char> bare)
    {
        Budget.Characters(Math.Min(bare.Length, Longest));
        return bare.ContainsAnyExcept(NumberCharacters) ? null
            : bare.Length <= Longest ? bare.ToString()
            : throw TemplateFault.NotUnderstood($"a number of {bare.Length:N0} characters");
    }

    private static double? Named(ReadOnlySpan<char> bare)
    {
        var name = bare.TrimStart("+-");
        return bare.Length - name.Length > 1 ? null
            : name.Equals("inf", StringComparison.OrdinalIgnoreCase) || name.Equals("infinity", StringComparison.OrdinalIgnoreCase) ? bare[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity
            : name.Equals("nan", StringComparison.OrdinalIgnoreCase) ? double.NaN
            : null;
    }
}
