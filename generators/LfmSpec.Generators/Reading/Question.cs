using System.Net;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LfmSpec.Generators.Reading;

/// <summary>
/// The question of an experiment: its class's documentation comment as plain text. It is read from the comment itself, since
/// the compiler parses documentation only in projects that generate a documentation file.
/// </summary>
internal static class Question
{
    private static readonly Regex Summary = new(@"<summary>(.*?)</summary>", RegexOptions.Singleline);
    private static readonly Regex OtherSections = new(
        @"<(remarks|example|param|typeparam|seealso|value)\b[^>]*?(/>|>.*?</\1>)",
        RegexOptions.Singleline);
    private static readonly Regex Reference = new(@"<\w+\s+(?:cref|langword|name|href)\s*=\s*(?:""([^""]*)""|'([^']*)')\s*/>");
    private static readonly Regex Break = new(@"</?(para|br|list|listheader|item|term|description)\b[^<>]*>");
    private static readonly Regex Tag = new(@"</?[A-Za-z][^<>]*>");

    /// <summary>Reads the comment above a declaration.</summary>
    /// <returns>Its summary on one line, or an empty string.</returns>
    public static string Read(TypeDeclarationSyntax declaration)
    {
        var text = string.Join("\n", declaration.GetLeadingTrivia().Select(Content));
        var summary = Summary.Match(text);
        text = summary.Success ? summary.Groups[1].Value : OtherSections.Replace(text, " ");
        text = Reference.Replace(text, static match => LastName(match.Groups[1].Value + match.Groups[2].Value));
        text = WebUtility.HtmlDecode(Tag.Replace(Break.Replace(text, " "), ""));
        return string.Join(" ", text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    private static string Content(SyntaxTrivia trivia)
    {
        var text = trivia.ToFullString();
        return trivia.Kind() switch
        {
            SyntaxKind.SingleLineDocumentationCommentTrivia or SyntaxKind.SingleLineCommentTrivia => Lines(text),
            SyntaxKind.MultiLineDocumentationCommentTrivia or SyntaxKind.MultiLineCommentTrivia
                when text.TrimStart().StartsWith("/**", StringComparison.Ordinal) =>
                Regex.Replace(Regex.Replace(text, @"^\s*/\*\*|\*/\s*$", ""), @"(?m)^\s*\*", ""),
            _ => "",
        };
    }

    // Four slashes are an ordinary comment, as the compiler has it.
    private static string Lines(string text) =>
        string.Join("\n", Regex.Matches(text, @"(?m)^\s*///(?!/)(.*)$").Cast<Match>().Select(static line => line.Groups[1].Value));

    // "T:LfmSpec.Component.Mlp" and "Measure(Metric)" read as "Mlp" and "Measure".
    private static string LastName(string reference)
    {
        if (reference.Contains("://"))
        {
            return reference;
        }

        var name = Regex.Replace(reference, @"[({].*$", "");
        return name.Substring(name.LastIndexOfAny(['.', ':']) + 1);
    }
}
