namespace LfmSpec;

/// <summary>What is wrong with a text as a prompt: the rules of the attributes, and of the lab's files of prompts.</summary>
internal static class PromptText
{
    /// <summary>Why nothing can be read of a text, as the end of a sentence about it; or null.</summary>
    public static string? Problem(string? text) =>
        string.IsNullOrWhiteSpace(text) ? "is empty; an empty prompt has nothing to predict" : CharacterProblem(text!);

    /// <summary>Why a text is none, empty or not, as the end of a sentence about it; or null.</summary>
    public static string? CharacterProblem(string text) =>
        HasLoneSurrogate(text) ? "is no Unicode text; half of a surrogate pair stands alone in it"
        : text.Contains('\0') ? "has the character U+0000, which no text of a corpus has; remove it"
        : null;

    /// <summary>What a text's first or last space does, as the end of a sentence about it; or null if it has none. Line breaks may stand there.</summary>
    public static string? SpaceProblem(string text) =>
        IsSpace(text[text.Length - 1]) ? "ends in a space, which is a token of its own that models hardly ever see last"
        : IsSpace(text[0]) ? "begins with a space, so that its first word is another token than at the start of a text"
        : null;

    /// <summary>The text without the spaces that <see cref="SpaceProblem"/> is about.</summary>
    public static string WithoutSpaces(string text)
    {
        var (first, end) = (0, text.Length);
        while (end > first && IsSpace(text[end - 1]))
        {
            end--;
        }

        while (first < end && IsSpace(text[first]))
        {
            first++;
        }

        return text.Substring(first, end - first);
    }

    /// <summary>Whether half of a surrogate pair stands alone in a text.</summary>
    public static bool HasLoneSurrogate(string text)
    {
        for (var index = 0; index < text.Length; index++)
        {
            if (index + 1 < text.Length && char.IsSurrogatePair(text[index], text[index + 1]))
            {
                index++;
            }
            else if (char.IsSurrogate(text[index]))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsSpace(char character) => character is not ('\n' or '\r') && char.IsWhiteSpace(character);
}
