using LfmSpec.Models;

namespace LfmSpec.Lab.Basics;

/// <summary>A text of a user's as a message quotes it: its beginning, on one line.</summary>
internal static class ShortText
{
    private const int Longest = 60;

    internal static string Of(string text) => SafeText.Quote(text.ReplaceLineEndings("⏎"), Longest);
}
