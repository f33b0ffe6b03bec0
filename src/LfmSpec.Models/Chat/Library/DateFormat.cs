using System.Globalization;

namespace LfmSpec.Models.Chat;

/// <summary>A date as Python's strftime writes it, in English.</summary>
internal static class DateFormat
{
    /// <summary>Writes a date.</summary>
    /// <exception cref="TemplateFault">A part of the format is not known here.</exception>
    public static string Write(string format, DateTimeOffset date)
    {
        var result = new TextBuilder();
        for (var at = 0; at < format.Length; at++)
        {
            if (format[at] != '%' || at + 1 == format.Length)
            {
                result.Append(format[at]);
                continue;
            }

            // "%-d" is "%d" without its zero.
            var isBare = format[at + 1] == '-' && at + 2 < format.Length;
            at += isBare ? 2 : 1;
            Budget.Spend();
            var part = Part(format[at], date);
            result.Append(isBare && part.Length > 1 ? part.TrimStart('0').PadLeft(1, '0') : part);
        }

        return result.ToString();
    }

    private static string Part(char letter, DateTimeOffset date)
    {
        string In(string form) => date.ToString(form, CultureInfo.InvariantCulture);
        return letter switch
        {
            'a' => In("ddd"),
            'A' => In("dddd"),
            'b' or 'h' => In("MMM"),
            'B' => In("MMMM"),
            'd' => In("dd"),
            'e' => In("%d").PadLeft(2),
            'D' => In("MM'/'dd'/'yy"),
            'F' => In("yyyy-MM-dd"),
            'H' => In("HH"),
            'I' => In("hh"),
            'j' => date.DayOfYear.ToString("000", CultureInfo.InvariantCulture),
            'm' => In("MM"),
            'M' => In("mm"),
            'p' => In("tt"),
            'S' => In("ss"),
            'T' => In("HH:mm:ss"),
            'y' => In("yy"),
            'Y' => date.Year.ToString(CultureInfo.InvariantCulture),
            '%' => "%",
            _ => throw TemplateFault.NotUnderstood($"the part %{letter} of a date's format"),
        };
    }
}
