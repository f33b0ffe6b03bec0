using System.CommandLine;

namespace LfmSpec.Cli;

/// <summary>Raw texts of the command line, held to the rules of the attributes' prompts.</summary>
internal static class PromptOptions
{
    private const int LongestQuote = 60;

    /// <summary>Refuses what no prompt can be, and warns of spaces, as LFM016 and LFM113 do.</summary>
    /// <exception cref="InterventionTextException">Nothing can be read of a text.</exception>
    internal static void CheckText(this ParseResult parsed, string option, string text)
    {
        if (PromptText.Problem(text) is { } problem)
        {
            throw new InterventionTextException($"{option} {problem}.");
        }

        parsed.WarnOfSpaces(option, text);
    }

    /// <summary>Warns of spaces at a text's ends.</summary>
    internal static void WarnOfSpaces(this ParseResult parsed, string option, string text)
    {
        if (!string.IsNullOrWhiteSpace(text) && PromptText.SpaceProblem(text) is { } problem)
        {
            parsed.Note($"warning: {option} \"{(text.Length <= LongestQuote ? text : $"{text[..LongestQuote]}...")}\" {problem}: remove it");
        }
    }
}
