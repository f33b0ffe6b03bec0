using LfmSpec.Models.Tokenization;

namespace LfmSpec.Models.Generation;

/// <summary>A text that is being continued.</summary>
internal sealed class GrowingText : IDisposable
{
    private readonly GenerationRequest request;
    private readonly HuggingFaceTokenizer tokenizer;
    private readonly IReadOnlySet<int> ends;
    private readonly TokenChoice choice;
    private readonly List<int> tokens = [];

    internal GrowingText(HuggingFaceTokenizer tokenizer, GenerationRequest request, int index, IReadOnlySet<int> usualEnds, DecodingCache cache, float[] logits)
    {
        (this.tokenizer, this.request, Index, Cache, Logits) = (tokenizer, request, index, cache, logits);
        ends = request.EndTokens ?? usualEnds;
        choice = new TokenChoice(request.Sampling, request.Prompt, ends);
    }

    internal int Index { get; }

    internal DecodingCache Cache { get; }

    /// <summary>The logits after the last token, [vocabulary].</summary>
    internal float[] Logits { get; set; }

    internal IReadOnlyList<int> Prompt => request.Prompt;

    internal int Last => tokens[^1];

    internal IEnumerable<long> Ids => request.Prompt.Concat(tokens).Select(id => (long)id);

    /// <summary>What became of it, when it has ended; otherwise null.</summary>
    internal GeneratedText? Ended { get; private set; }

    /// <summary>Chooses the next token.</summary>
    internal int Choose()
    {
        tokens.Add(choice.Next(Logits));
        var text = request.StopStrings.Count > 0 ? Decoded() : null;
        var stop = text is null ? -1 : request.StopStrings.Select(stop => text.IndexOf(stop, StringComparison.Ordinal)).Where(at => at >= 0).DefaultIfEmpty(-1).Min();
        Ended = ends.Contains(Last) ? new GeneratedText(tokens, Decoded(), StopReason.EndToken)
            : stop >= 0 ? new GeneratedText(tokens, text![..stop], StopReason.StopString)
            : tokens.Count == request.MaxNewTokens ? new GeneratedText(tokens, text ?? Decoded(), StopReason.MaxNewTokens)
            : null;
        return Last;
    }

    public void Dispose()
    {
        choice.Dispose();
        Cache.Dispose();
    }

    private string Decoded() => tokenizer.Decode(tokens.Where(id => !ends.Contains(id)), skipSpecialTokens: true);
}
