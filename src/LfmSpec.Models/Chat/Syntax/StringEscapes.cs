using System.Globalization;
using System.Text;

namespace LfmSpec.Models.Chat;

/// <summary>The escapes of a text in quotation marks: Python's. A backslash before anything else stays.</summary>
internal static class StringEscapes
{
    /// <summary>What a text between quotation marks stands for.</summary>
    /// <exception cref="TemplateFault">An escape is broken off.</exception>
    public static string Read(string text, int line)
    {
        if (!text.Contains('\\'))
        {
            return text;
        }

        var result = new StringBuilder();
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] != '\\')
            {
                result.Append(text[at]);
                continue;
            }

            at++;
            switch (text[at])
            {
                case '\n':
                    break;
                case '\\' or '\'' or '"':
                    result.Append(text[at]);
                    break;
                case 'x' or 'u' or 'U':
                    var digits = text[at] switch { 'x' => 2, 'u' => 4, _ => 8 };
                    AppendCodePoint(result, text.AsSpan(at + 1, Math.Min(digits, text.Length - at - 1)), digits, text[at], line);
                    at += digits;
                    break;
                case >= '0' and <= '7':
                    var octal = 1;
                    while (octal < 3 && at + octal < text.Length && text[at + octal] is >= '0' and <= '7')
                    {
                        octal++;
                    }

                    result.Append((char)Convert.ToInt32(text.Substring(at, octal), 8));
                    at += octal - 1;
                    break;
                case 'N':
                    throw TemplateFault.NotUnderstood(@"the escape \N{...} of a character's name", line);
                default:
                    result.Append("abfnrtv".IndexOf(text[at]) is var known and >= 0 ? "\a\b\f\n\r\t\v"[known].ToString() : $"\\{text[at]}");
                    break;
            }
        }

        return result.ToString();
    }

    private static void AppendCodePoint(StringBuilder result, ReadOnlySpan<char> hex, int digits, char kind, int line)
    {
        if (hex.Length < digits || !uint.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) || code > 0x10FFFF)
        {
            throw new TemplateFault($@"the escape \{kind} needs {digits} hexadecimal digits of a character", line: line);
        }

        if (code > 0xFFFF)
        {
            result.Append(char.ConvertFromUtf32((int)code));
        }
        else
        {
            result.Append((char)code);
        }
    }
}
