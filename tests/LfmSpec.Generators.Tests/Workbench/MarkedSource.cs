using Microsoft.CodeAnalysis.Text;

namespace LfmSpec.Generators.Tests;

/// <summary>A source with places between ⟦ and ⟧, where diagnostics are expected.</summary>
internal sealed record MarkedSource(string Text, IReadOnlyList<TextSpan> Spans)
{
    /// <summary>Takes the marks out.</summary>
    public static MarkedSource Parse(string marked)
    {
        var text = new System.Text.StringBuilder();
        var spans = new List<TextSpan>();
        var start = -1;
        foreach (var character in marked)
        {
            if (character == '⟦')
            {
                start = text.Length;
            }
            else if (character == '⟧')
            {
                spans.Add(TextSpan.FromBounds(start, text.Length));
            }
            else
            {
                text.Append(character);
            }
        }

        return new(text.ToString(), spans);
    }
}
