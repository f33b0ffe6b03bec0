namespace LfmSpec.Lab.Prompts;

/// <summary>Texts of files of prompts, held to the rules of prompts that are written in attributes: a file has no warnings, so what they warn of is an error here.</summary>
internal static class PromptFileText
{
    /// <summary>A text that can be run over.</summary>
    /// <param name="text">The text.</param>
    /// <param name="error">Makes an error of what is said of it.</param>
    /// <exception cref="LabException">It is blank, or has a character that no text of a corpus has.</exception>
    internal static string Checked(string text, Func<string, Exception> error) => PromptText.Problem(text) is { } problem ? throw error(problem) : text;

    /// <summary>A text that can be run over, and neither begins nor ends in a space.</summary>
    /// <param name="text">The text.</param>
    /// <param name="error">Makes an error of what is said of it.</param>
    /// <exception cref="LabException">It is none.</exception>
    internal static string CheckedEnds(string text, Func<string, Exception> error) =>
        PromptText.SpaceProblem(Checked(text, error)) is { } problem ? throw error($"{problem}: a space before the answer is the target's") : text;
}
