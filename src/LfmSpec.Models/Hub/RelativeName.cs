using System.Text;

namespace LfmSpec.Models.Hub;

/// <summary>Names that become paths inside the cache: a file's in a repository, a revision's. Checked by the rules of Unix and of Windows, wherever this runs.</summary>
internal static class RelativeName
{
    private const int LongestPart = 255;
    private const int LongestQuote = 120;

    /// <summary>Why a name may not become a path; null if it may.</summary>
    public static string? Fault(string name)
    {
        if (name.Length == 0)
        {
            return "it is empty";
        }

        if (name.Any(char.IsControl))
        {
            return "it holds a control character";
        }

        if (name.Contains('\\'))
        {
            return "it holds a backslash";
        }

        if (name[0] == '/')
        {
            return "it is an absolute path";
        }

        foreach (var part in name.Split('/'))
        {
            // Windows drops dots and spaces at the end: ".. " would be "..".
            if (part.TrimEnd('.', ' ').Length == 0)
            {
                return part.Contains('.') ? "it leads out of its folder" : "a folder in it has no name";
            }

            if (part.Length > 1 && char.IsAsciiLetter(part[0]) && part[1] == ':')
            {
                return "it names a drive";
            }

            if (Encoding.UTF8.GetByteCount(part) > LongestPart)
            {
                return $"a part of it is longer than {LongestPart} bytes";
            }
        }

        return null;
    }

    /// <summary>A text of unknown origin as a message can show it: not long, nothing that a terminal would obey.</summary>
    public static string Quote(string text) => SafeText.Quote(text, LongestQuote);
}
