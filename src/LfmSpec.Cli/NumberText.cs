using System.Globalization;
using System.Numerics;

namespace LfmSpec.Cli;

/// <summary>
/// Numbers in what a user writes, wherever that is: digits, a sign, a decimal point and an exponent, as in C#, whatever the computer's language is. Separators of
/// thousands, spaces, anything behind the number, NaN and infinity are no numbers.
/// </summary>
internal static class NumberText
{
    private const NumberStyles Sign = NumberStyles.AllowLeadingSign, Real = Sign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>A whole number from one to another, both included; null if the text is none.</summary>
    internal static T? Whole<T>(string text, T least, T most)
        where T : struct, IBinaryInteger<T> =>
        IsPlain(text) && T.TryParse(text, Sign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number : null;

    /// <summary>A finite number; null if the text is none.</summary>
    internal static double? Finite(string text) =>
        IsPlain(text) && double.TryParse(text, Real, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    /// <summary>The value of an option that takes a whole number.</summary>
    /// <exception cref="InterventionTextException">It is none, or out of its range.</exception>
    internal static T Whole<T>(string option, string text, T least, T most)
        where T : struct, IBinaryInteger<T> =>
        Whole(text, least, most) ?? throw Unreadable(option, text, $"a whole number from {least} to {most}");

    /// <summary>The value of an option that takes a number.</summary>
    /// <exception cref="InterventionTextException">It is none, or out of its range.</exception>
    internal static double Finite(string option, string text, double least, double most) =>
        Finite(text) is { } number && number >= least && number <= most
            ? number
            : throw Unreadable(option, text, string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}, with a decimal point"));

    // .NET passes over zeros (U+0000) at the end.
    private static bool IsPlain(string text) => text.All(character => char.IsAsciiDigit(character) || character is '+' or '-' or '.' or 'e' or 'E');

    private static InterventionTextException Unreadable(string option, string text, string wanted) => new($"{option} '{text}': write {wanted}.");
}
