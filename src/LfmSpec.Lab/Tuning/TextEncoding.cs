using LfmSpec.Models;
using LfmSpec.Models.Checkpoints;
using LfmSpec.Models.Tokenization;

namespace LfmSpec.Lab;

/// <summary>Makes texts into tokens with what of them counts (<see cref="LossOver"/>).</summary>
internal sealed class TextEncoding
{
    private readonly HuggingFaceTokenizer tokenizer;
    private readonly int context;
    private readonly LossOver loss;
    private readonly int? padTo;

    /// <param name="checkpoint">The tokenizer, the end of text and the padding.</param>
    /// <param name="loss">What counts.</param>
    /// <param name="padTo">How many tokens every text is padded to and cut at, or null.</param>
    /// <exception cref="CheckpointException">The checkpoint's configuration is broken.</exception>
    internal TextEncoding(Checkpoint checkpoint, LossOver loss, int? padTo)
    {
        tokenizer = checkpoint.Tokenizer;
        context = checkpoint.Model.Shape.Context;
        this.loss = loss;
        this.padTo = padTo;
        Ends = EndOfText.Of(checkpoint.Folder);
        var config = ConfigurationFile.Read(Path.Combine(checkpoint.Folder, "config.json"));
        // Without a padding token any other will do: no position sees it, and it counts only where the published method is repeated.
        Padding = config.Has("pad_token_id") ? (int)config.Number("pad_token_id") : Ends.Order().FirstOrDefault();
    }

    /// <summary>The tokens that end a text.</summary>
    internal IReadOnlySet<int> Ends { get; }

    /// <summary>The padding token.</summary>
    internal int Padding { get; }

    /// <summary>A batch of prompts with their responses.</summary>
    internal TokenBatch Batch(IEnumerable<(string Prompt, string Response)> texts) =>
        Batch([.. texts.Select(text => Row(text.Prompt, text.Response))]);

    // Padding that does not count changes nothing, so it is left out: what is longer is cut all the same.
    private TokenBatch Batch(IReadOnlyList<TokenRow> rows) => Checked(
        TokenBatch.Of(rows, Padding, loss == LossOver.Padding || padTo is null ? padTo : Math.Min(padTo.Value, rows.Max(row => row.Ids.Count)), loss == LossOver.Padding),
        padTo);

    /// <summary>A batch of preferences: the chosen texts, then the rejected ones.</summary>
    internal TokenBatch Pairs(IReadOnlyList<TuningExample> pairs)
    {
        (string Prompt, string Response)[] texts = [.. pairs.Select(pair => (pair.Prompt, pair.Response)), .. pairs.Select(pair => (pair.Prompt, pair.Rejected!))];
        return loss == LossOver.Padding ? Blocks(texts) : Batch(texts);
    }

    /// <summary>A batch of prompts with completions that are tokens already.</summary>
    /// <param name="texts">The prompts' and the completions' tokens.</param>
    /// <param name="promptsCount">Whether the prompts' tokens count too.</param>
    internal TokenBatch Completions(IReadOnlyList<(IReadOnlyList<int> Prompt, IReadOnlyList<int> Completion)> texts, bool promptsCount) =>
        TokenBatch.Of(
            [.. texts.Select(text => new TokenRow([.. text.Prompt, .. text.Completion], [.. text.Prompt.Select(_ => promptsCount), .. text.Completion.Select(_ => true)]))],
            Padding);

    /// <summary>The tokens of a prompt that is to be continued.</summary>
    internal IReadOnlyList<int> Prompt(string text) => tokenizer.Encode(text);

    /// <summary>One text. As published there is no end of text; otherwise the response has one. A token across the border of prompt and response is the response's.</summary>
    internal TokenRow Row(string prompt, string response)
    {
        IReadOnlyList<int> before = tokenizer.Encode(prompt), text = tokenizer.Encode(prompt + response);
        if (loss != LossOver.Padding && Ends.Count > 0)
        {
            text = [.. text, Ends.Order().First()];
        }

        if (Math.Min(text.Count, padTo ?? int.MaxValue) > context)
        {
            throw new LabException($"The text '{CleanRun.Shorten(prompt)}' has {text.Count:N0} tokens and the model's context is {context:N0} positions. Cut the texts with PadTo.");
        }

        var border = 0;
        while (border < before.Count && border < text.Count && before[border] == text[border])
        {
            border++;
        }

        return new TokenRow(text, [.. text.Select((_, position) => loss != LossOver.Response || position >= border)]);
    }

    // The published pairs: prompt and response each with BOS and padded apart, and every token counts, padding too.
    private TokenBatch Blocks(IReadOnlyList<(string Prompt, string Response)> texts)
    {
        IReadOnlyList<int>[] prompts = [.. texts.Select(text => tokenizer.Encode(text.Prompt))], responses = [.. texts.Select(text => tokenizer.Encode(text.Response))];
        int first = padTo ?? prompts.Max(prompt => prompt.Count), second = padTo ?? responses.Max(response => response.Count);
        if (first + second > context)
        {
            throw new LabException($"A prompt and a response of {first + second:N0} tokens together are longer than the model's context of {context:N0} positions. Lower PadTo.");
        }

        return TokenBatch.Of(
            [.. prompts.Zip(responses, (prompt, response) => (int[])[.. Padded(prompt, first), .. Padded(response, second)]).Select(ids => new TokenRow(ids, [.. ids.Select(_ => true)]))],
            Padding);
    }

    private IEnumerable<int> Padded(IReadOnlyList<int> ids, int length) => ids.Concat(Enumerable.Repeat(Padding, length)).Take(length);

    private static TokenBatch Checked(TokenBatch batch, int? padTo) => batch.RowsOfTargets.Distinct().Count() == batch.Rows
        ? batch
        : throw new LabException($"A text has no token to be predicted{(padTo is { } length ? $" within its first {length}: PadTo cuts its response off. Raise PadTo, or use shorter prompts" : ". Give every example a response")}.");
}
