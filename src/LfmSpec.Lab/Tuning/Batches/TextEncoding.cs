using LfmSpec.Models;
using LfmSpec.Models.Checkpoints;
using LfmSpec.Models.Tokenization;

namespace LfmSpec.Lab.Tuning;

/// <summary>Makes texts into tokens with what of them counts (<see cref="LossOver"/>).</summary>
internal sealed class TextEncoding
{
    private readonly Checkpoint checkpoint;
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
        this.checkpoint = checkpoint;
        tokenizer = checkpoint.Tokenizer;
        context = checkpoint.Model.Shape.Context;
        this.loss = loss;
        this.padTo = padTo;
        End = EndOfText.Closing(checkpoint);
        Ends = EndOfText.Of(checkpoint.Folder).Concat(End is { } end ? [end] : []).ToHashSet();
        Padding = PaddingToken.Of(checkpoint);
    }

    /// <summary>The token that closes a response; null if the checkpoint names none.</summary>
    internal int? End { get; }

    /// <summary>The tokens at which a completion ends: that one, and what else generation stops at.</summary>
    internal IReadOnlySet<int> Ends { get; }

    /// <summary>The padding token.</summary>
    internal int Padding { get; }

    /// <summary>A batch of prompts with their responses.</summary>
    internal TokenBatch Batch(IReadOnlyList<TuningExample> examples) => SideBySide([.. examples.Select(Row)]);

    // Padding that does not count changes nothing, so it is left out: what is longer is cut all the same.
    private TokenBatch SideBySide(IReadOnlyList<TokenRow> rows) => Checked(
        TokenBatch.Of(rows, Padding, loss == LossOver.Padding || padTo is null ? padTo : Math.Min(padTo.Value, rows.Max(row => row.Ids.Count)), loss == LossOver.Padding),
        padTo);

    /// <summary>A batch of preferences: the chosen texts, then the rejected ones.</summary>
    internal TokenBatch Pairs(IReadOnlyList<TuningExample> pairs)
    {
        TuningExample[] examples = [.. pairs, .. pairs.Select(pair => pair with { Response = pair.Rejected! })];
        return loss == LossOver.Padding ? Blocks(examples) : Batch(examples);
    }

    /// <summary>A batch of prompts with completions that are tokens already.</summary>
    /// <param name="texts">The prompts' and the completions' tokens.</param>
    /// <param name="promptsCount">Whether the prompts' tokens count too.</param>
    internal TokenBatch Completions(IReadOnlyList<(IReadOnlyList<int> Prompt, IReadOnlyList<int> Completion)> texts, bool promptsCount) =>
        TokenBatch.Of(
            [.. texts.Select(text => new TokenRow([.. text.Prompt, .. text.Completion], [.. text.Prompt.Select(_ => promptsCount), .. text.Completion.Select(_ => true)]))],
            Padding);

    /// <summary>The tokens of a prompt that is to be continued.</summary>
    internal IReadOnlyList<int> Prompt(TuningExample example) => Tokens(example, example.Prompt);

    /// <summary>The tokens of a text of an example. A chat's template has written every special token, BOS too.</summary>
    /// <exception cref="LabException">The model has no embedding for one.</exception>
    internal IReadOnlyList<int> Tokens(TuningExample example, string text)
    {
        var ids = tokenizer.Encode(text, addSpecialTokens: !example.IsChat);
        var vocabulary = checkpoint.Model.Shape.Vocabulary;
        return ids.All(id => id < vocabulary)
            ? ids
            : throw new LabException($"The text '{ShortText.Of(text)}' has the token {ids.First(id => id >= vocabulary)}, and {checkpoint.Name} has a vocabulary of {vocabulary:N0}. Take it out of the text.");
    }

    /// <summary>What the model is to say of an example, without the end of text that a data set may have written out.</summary>
    internal string Answer(TuningExample example)
    {
        var answer = example.Answer.Trim();
        return End is { } end && tokenizer.TokenText(end) is var written && answer.EndsWith(written, StringComparison.Ordinal) ? answer[..^written.Length].Trim() : answer;
    }

    /// <summary>That a checkpoint names no token that closes a response, and what to do.</summary>
    internal static string NoEnd(Checkpoint checkpoint) =>
        $"{checkpoint.Name} names no token that ends a text, so no response would have an end. Write \"eos_token\" into {Path.Combine(checkpoint.Folder, "tokenizer_config.json")}, or \"eos_token_id\" into generation_config.json beside it.";

    /// <summary>
    /// One text. As published there is no end of text, and a chat's template has written its own; otherwise the response has one, its own if it has written it.
    /// A token across the border of prompt and response is the response's.
    /// </summary>
    /// <exception cref="LabException">The text is longer than the model's context, or the checkpoint names no end of text.</exception>
    internal TokenRow Row(TuningExample example)
    {
        IReadOnlyList<int> before = Prompt(example), text = Tokens(example, example.Prompt + example.Response);
        if (loss != LossOver.Padding && !example.IsChat)
        {
            var end = End ?? throw new LabException(NoEnd(checkpoint));
            text = text.Count > 0 && text[^1] == end ? text : [.. text, end];
        }

        if (Math.Min(text.Count, padTo ?? int.MaxValue) > context)
        {
            throw new LabException($"The text '{ShortText.Of(example.Prompt)}' has {text.Count:N0} tokens and the model's context is {context:N0} positions. Cut the texts with PadTo.");
        }

        var border = 0;
        while (border < before.Count && border < text.Count && before[border] == text[border])
        {
            border++;
        }

        return new TokenRow(text, [.. text.Select((_, position) => loss != LossOver.Response || position >= border)]);
    }

    // The published pairs: prompt and response each with BOS and padded apart, and every token counts, padding too.
    private TokenBatch Blocks(IReadOnlyList<TuningExample> examples)
    {
        IReadOnlyList<int>[] prompts = [.. examples.Select(Prompt)], responses = [.. examples.Select(example => Tokens(example, example.Response))];
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
