using System.Globalization;
using System.Text;

namespace LfmSpec.Generators.Basics;

/// <summary>Texts and numbers as parts of names.</summary>
internal static class Identifiers
{
    /// <summary>A name of the user's as an identifier, or null if nothing of it can stand in one.</summary>
    public static string? Of(string? text)
    {
        var builder = new StringBuilder();
        foreach (var character in text ?? "")
        {
            if (char.IsLetterOrDigit(character))
            {
                builder.Append(character);
            }
            else if (builder.Length > 0 && builder[builder.Length - 1] != '_')
            {
                builder.Append('_');
            }
        }

        var name = builder.ToString().TrimEnd('_');
        return name.Length == 0 ? null : char.IsDigit(name[0]) ? $"_{name}" : name;
    }

    /// <summary>A whole number as it is.</summary>
    public static string Plain(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A number as a part of a name: -4 is m4, 0.5 is 0p5, 1E+20 is 1E20, letters and digits, and different numbers have different names.</summary>
    public static string Of(IFormattable number) =>
        number.ToString("R", CultureInfo.InvariantCulture).Replace('-', 'm').Replace('.', 'p').Replace("+", "");
}
