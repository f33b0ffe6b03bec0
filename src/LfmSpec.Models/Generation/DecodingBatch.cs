using LfmSpec.Models.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Models.Generation;

/// <summary>Texts that are being continued together, each with a cache of its own. A text joins when its prompt has been read, and leaves when it ends.</summary>
/// <param name="checkpoint">The checkpoint.</param>
/// <param name="run">How they are continued.</param>
internal sealed class DecodingBatch(Checkpoint checkpoint, GenerationRun run) : IDisposable
{
    private readonly CausalModel model = run.Model ?? checkpoint.Model;
    private readonly IGenerationVisitor? visitor = run.Visitor;
    private readonly IReadOnlySet<int> ends = EndOfText.Of(checkpoint.Folder);
    private readonly List<GrowingText> texts = [];
    private (IReadOnlyList<int> Prompt, DecodingCache Cache, float[] Logits)? read;

    /// <summary>How many texts there are.</summary>
    internal int Rows => texts.Count;

    /// <summary>The token that was chosen last.</summary>
    internal int LastToken { get; private set; }

    /// <summary>Reads a prompt and lets its text join.</summary>
    /// <param name="request">The text.</param>
    /// <param name="index">What it is known by.</param>
    /// <param name="isLast">Whether no text of the same prompt follows.</param>
    internal void Add(GenerationRequest request, int index, bool isLast)
    {
        if (read is not { } known || !PromptComparer.Instance.Equals(known.Prompt, request.Prompt))
        {
            read?.Cache.Dispose();
            read = null;
            var cache = model.NewCache();
            try
            {
                known = (request.Prompt, cache, Logits([.. request.Prompt], 1, cache, visitor?.OfPrompt(request.Prompt), request.Prompt)[0]);
            }
            catch
            {
                cache.Dispose();
                throw;
            }
        }

        texts.Add(new GrowingText(checkpoint.Tokenizer, request, index, ends, isLast ? known.Cache : known.Cache.Fork(), [.. known.Logits]));
        read = isLast ? null : known;
    }

    /// <summary>Chooses a token for every text, and reads those of the texts that go on.</summary>
    /// <returns>The texts that ended, by what they are known by.</returns>
    internal IReadOnlyList<(int Index, GeneratedText Text)> Step()
    {
        var ended = new List<(int Index, GeneratedText Text)>();
        foreach (var text in texts.ToArray())
        {
            LastToken = text.Choose();
            run.Chosen?.Invoke(text.Index, LastToken);
            if (text.Ended is { } result)
            {
                ended.Add((text.Index, result));
                texts.Remove(text);
                text.Dispose();
            }
        }

        if (texts.Count > 0)
        {
            var prompts = texts.Select(text => text.Prompt).ToArray();
            var logits = Logits([.. texts.Select(text => text.Last)], texts.Count, texts.Count == 1 ? texts[0].Cache : DecodingCache.Of([.. texts.Select(text => text.Cache)]), visitor?.OfNewTokens(prompts), null);
            for (var row = 0; row < texts.Count; row++)
            {
                texts[row].Logits = logits[row];
            }
        }

        return ended;
    }

    public void Dispose()
    {
        texts.ForEach(text => text.Dispose());
        texts.Clear();
        read?.Cache.Dispose();
        read = null;
    }

    private float[][] Logits(long[] ids, int rows, DecodingCache cache, ISiteVisitor? sees, IReadOnlyList<int>? prompt)
    {
        using var nothingToLearn = no_grad();
        using var scope = NewDisposeScope();
        var logits = model.Next(tensor(ids, rows, ids.Length / rows, device: model.Device), cache, sees).cpu();
        if (!logits.isfinite().all().ToBoolean())
        {
            throw NotFiniteError(prompt, logits);
        }

        return [.. logits.cpu().contiguous().data<float>().ToArray().Chunk((int)logits.shape[1])];
    }

    // The text up to the row's new token is read again, by whoever sees the prompt, to say where the value is.
    private CheckpointException NotFiniteError(IReadOnlyList<int>? prompt, Tensor logits)
    {
        var text = prompt is null ? texts[(int)logits.isfinite().all(-1).logical_not().to(ScalarType.Int64).argmax().ToInt64()] : null;
        long[] ids = text is null ? [.. prompt!] : [.. text.Ids];
        var found = NotFinite.Find(model, tensor(ids, 1, ids.Length, device: model.Device), visitor?.OfPrompt([.. ids.Select(id => (int)id)]));
        return new($"{checkpoint.Folder}: after {ids.Length:N0} tokens the logits are not finite: there is {found?.ToString() ?? "no such value when they are read at once"}. "
            + (visitor is null ? "The weights are damaged, or too large for float32; use another checkpoint." : "Look at what is changed; lower its scale."));
    }
}
