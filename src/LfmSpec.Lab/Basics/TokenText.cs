using System.Globalization;
using System.Text;
using LfmSpec.Models.Tokenization;

namespace LfmSpec.Lab.Basics;

/// <summary>Texts of tokens and prompts as tables show them: in quotation marks, so that spaces show, and on one line.</summary>
internal static class TokenText
{
    /// <summary>A token; a part of a character has no text of its own, and its id tells it from others.</summary>
    internal static string Of(HuggingFaceTokenizer tokenizer, int id) =>
        Quote(tokenizer.Piece(id)) + (tokenizer.Piece(id).Contains('\uFFFD', StringComparison.Ordinal) ? $" (id {id})" : "");

    /// <summary>A text in quotation marks, on one line; controls escaped as in C#.</summary>
    internal static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var character in text)
        {
            quoted.Append(character switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                _ when Invisible(character) => $"\\u{(int)character:X4}",
                _ => character.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }

    private static bool Invisible(char character) => char.IsControl(character)
        || char.GetUnicodeCategory(character) is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Format;
}
