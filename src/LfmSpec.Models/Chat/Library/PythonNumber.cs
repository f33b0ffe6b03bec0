using System.Globalization;
using System.Text.RegularExpressions;

namespace LfmSpec.Models.Chat;

/// <summary>Texts read as numbers, by the rules of Python's int() and float().</summary>
internal static class PythonNumber
{
    private static readonly Regex WholePattern = new(@"\A[+-]?[0-9]+(?:_[0-9]+)*\z");
    private static readonly Regex DoublePattern = new(@"\A[+-]?(?:(?:[0-9]+(?:_[0-9]+)*\.?(?:[0-9]+(?:_[0-9]+)*)?|\.[0-9]+(?:_[0-9]+)*)(?:[eE][+-]?[0-9]+(?:_[0-9]+)*)?)\z");

    /// <summary>int(text); null if the text is no whole number.</summary>
    /// <exception cref="TemplateFault">It is beyond 64 bits.</exception>
    public static object? Whole(string text) => !WholePattern.IsMatch(Bare(text)) ? null
        : long.TryParse(Digits(text), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : throw TemplateFault.NotUnderstood("a number beyond 64 bits");

    /// <summary>float(text); null if the text is no number.</summary>
    public static double? Double(string text) => DoublePattern.IsMatch(Bare(text)) ? double.Parse(Digits(text), CultureInfo.InvariantCulture)
        : Bare(text).TrimStart('+', '-').ToLowerInvariant() switch
        {
            "inf" or "infinity" => Bare(text)[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity,
            "nan" => double.NaN,
            _ => null,
        };

    private static string Bare(string text) => PythonText.StripEnd(PythonText.StripStart(text));

    private static string Digits(string text) => Bare(text).Replace("_", "", StringComparison.Ordinal);
}
