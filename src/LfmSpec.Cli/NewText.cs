using LfmSpec.Models.Tokenization;

namespace LfmSpec.Cli;

/// <summary>A text that grows by tokens, as far as it can be shown: a character whose bytes are not all there yet waits, and so does what may become a stop string.</summary>
/// <param name="tokenizer">The tokenizer.</param>
/// <param name="stops">The texts that end it, and are not shown.</param>
internal sealed class NewText(HuggingFaceTokenizer tokenizer, IReadOnlyList<string> stops)
{
    private readonly List<int> ids = [];
    private int shown;

    /// <summary>What can be shown since the last time.</summary>
    internal string Add(int id)
    {
        ids.Add(id);
        var text = tokenizer.Decode(ids, skipSpecialTokens: true);
        var end = text.TrimEnd('\uFFFD').Length;
        foreach (var stop in stops)
        {
            var found = text.IndexOf(stop, StringComparison.Ordinal);
            end = Math.Min(end, found >= 0 ? found : text.Length - Enumerable.Range(1, Math.Min(stop.Length, text.Length)).Where(length => stop.StartsWith(text[^length..], StringComparison.Ordinal)).DefaultIfEmpty(0).Max());
        }

        return Take(text, Math.Max(end, shown));
    }

    /// <summary>What is left when the text has ended.</summary>
    /// <param name="whole">The whole text.</param>
    internal string End(string whole) => Take(whole, Math.Max(whole.Length, shown));

    private string Take(string text, int end)
    {
        var part = shown < text.Length ? text[shown..Math.Min(end, text.Length)] : "";
        shown = end;
        return part;
    }
}
