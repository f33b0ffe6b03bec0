using System.Buffers;

namespace Microsoft.ML.Tokenizers;

/// <summary>Turns text into token ids, and ids back into text.</summary>
public abstract class Tokenizer
{
    /// <summary>Makes a tokenizer.</summary>
    protected Tokenizer()
    {
    }

    /// <summary>What splits a text into words, or null.</summary>
    public virtual PreTokenizer? PreTokenizer => null;

    /// <summary>What rewrites a text first, or null.</summary>
    public virtual Normalizer? Normalizer => null;

    /// <summary>Encodes a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="considerPreTokenization">Whether to split it into words first.</param>
    /// <param name="considerNormalization">Whether to normalise it first.</param>
    /// <returns>The ids.</returns>
    public IReadOnlyList<int> EncodeToIds(string text, bool considerPreTokenization = true, bool considerNormalization = true) =>
        EncodeToIds(text, text.AsSpan(), Settings(considerPreTokenization, considerNormalization)).Tokens;

    /// <summary>Encodes a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="considerPreTokenization">Whether to split it into words first.</param>
    /// <param name="considerNormalization">Whether to normalise it first.</param>
    /// <returns>The ids.</returns>
    public IReadOnlyList<int> EncodeToIds(
        ReadOnlySpan<char> text, bool considerPreTokenization = true, bool considerNormalization = true) =>
        EncodeToIds(null, text, Settings(considerPreTokenization, considerNormalization)).Tokens;

    /// <summary>Encodes as much of a text as fits.</summary>
    /// <param name="text">The text.</param>
    /// <param name="maxTokenCount">The largest number of tokens.</param>
    /// <param name="normalizedText">The text after normalisation, or null where nothing was normalised.</param>
    /// <param name="charsConsumed">How many characters of the (normalised) text the ids cover.</param>
    /// <param name="considerPreTokenization">Whether to split it into words first.</param>
    /// <param name="considerNormalization">Whether to normalise it first.</param>
    /// <returns>The ids.</returns>
    public IReadOnlyList<int> EncodeToIds(
        string text,
        int maxTokenCount,
        out string? normalizedText,
        out int charsConsumed,
        bool considerPreTokenization = true,
        bool considerNormalization = true)
    {
        EncodeResults<int> results =
            EncodeToIds(text, text.AsSpan(), Settings(considerPreTokenization, considerNormalization, maxTokenCount));
        (normalizedText, charsConsumed) = (results.NormalizedText, results.CharsConsumed);
        return results.Tokens;
    }

    /// <summary>Encodes as much of a text as fits.</summary>
    /// <param name="text">The text.</param>
    /// <param name="maxTokenCount">The largest number of tokens.</param>
    /// <param name="normalizedText">The text after normalisation, or null where nothing was normalised.</param>
    /// <param name="charsConsumed">How many characters of the (normalised) text the ids cover.</param>
    /// <param name="considerPreTokenization">Whether to split it into words first.</param>
    /// <param name="considerNormalization">Whether to normalise it first.</param>
    /// <returns>The ids.</returns>
    public IReadOnlyList<int> EncodeToIds(
        ReadOnlySpan<char> text,
        int maxTokenCount,
        out string? normalizedText,
        out int charsConsumed,
        bool considerPreTokenization = true,
        bool considerNormalization = true)
    {
        EncodeResults<int> results = EncodeToIds(null, text, Settings(considerPreTokenization, considerNormalization, maxTokenCount));
        (normalizedText, charsConsumed) = (results.NormalizedText, results.CharsConsumed);
        return results.Tokens;
    }

    /// <summary>Encodes a text into tokens that know the characters they cover.</summary>
    /// <param name="text">The text.</param>
    /// <param name="normalizedText">The text after normalisation, or null where nothing was normalised.</param>
    /// <param name="considerPreTokenization">Whether to split it into words first.</param>
    /// <param name="considerNormalization">Whether to normalise it first.</param>
    /// <returns>The tokens.</returns>
    public IReadOnlyList<EncodedToken> EncodeToTokens(
        string text, out string? normalizedText, bool considerPreTokenization = true, bool considerNormalization = true)
    {
        EncodeResults<EncodedToken> results =
            EncodeToTokens(text, text.AsSpan(), Settings(considerPreTokenization, considerNormalization));
        normalizedText = results.NormalizedText;
        return results.Tokens;
    }

    /// <summary>Encodes a text into tokens that know the characters they cover.</summary>
    /// <param name="text">The text.</param>
    /// <param name="normalizedText">The text after normalisation, or null where nothing was normalised.</param>
    /// <param name="considerPreTokenization">Whether to split it into words first.</param>
    /// <param name="considerNormalization">Whether to normalise it first.</param>
    /// <returns>The tokens.</returns>
    public IReadOnlyList<EncodedToken> EncodeToTokens(
        ReadOnlySpan<char> text, out string? normalizedText, bool considerPreTokenization = true, bool considerNormalization = true)
    {
        EncodeResults<EncodedToken> results = EncodeToTokens(null, text, Settings(considerPreTokenization, considerNormalization));
        normalizedText = results.NormalizedText;
        return results.Tokens;
    }

    /// <summary>Counts the tokens of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="considerPreTokenization">Whether to split it into words first.</param>
    /// <param name="considerNormalization">Whether to normalise it first.</param>
    /// <returns>The number of tokens.</returns>
    public int CountTokens(string text, bool considerPreTokenization = true, bool considerNormalization = true) =>
        CountTokens(text, text.AsSpan(), Settings(considerPreTokenization, considerNormalization));

    /// <summary>Counts the tokens of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="considerPreTokenization">Whether to split it into words first.</param>
    /// <param name="considerNormalization">Whether to normalise it first.</param>
    /// <returns>The number of tokens.</returns>
    public int CountTokens(ReadOnlySpan<char> text, bool considerPreTokenization = true, bool considerNormalization = true) =>
        CountTokens(null, text, Settings(considerPreTokenization, considerNormalization));

    /// <summary>Finds how far a number of tokens reaches from the start of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="maxTokenCount">The largest number of tokens.</param>
    /// <param name="normalizedText">The text after normalisation, or null where nothing was normalised.</param>
    /// <param name="tokenCount">The number of tokens that fit.</param>
    /// <param name="considerPreTokenization">Whether to split it into words first.</param>
    /// <param name="considerNormalization">Whether to normalise it first.</param>
    /// <returns>The index after the last character that fits.</returns>
    public int GetIndexByTokenCount(
        string text,
        int maxTokenCount,
        out string? normalizedText,
        out int tokenCount,
        bool considerPreTokenization = true,
        bool considerNormalization = true)
    {
        EncodeSettings settings = Settings(considerPreTokenization, considerNormalization, maxTokenCount);
        return GetIndexByTokenCount(text, text.AsSpan(), settings, fromEnd: false, out normalizedText, out tokenCount);
    }

    /// <summary>Finds how far a number of tokens reaches from the start of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="maxTokenCount">The largest number of tokens.</param>
    /// <param name="normalizedText">The text after normalisation, or null where nothing was normalised.</param>
    /// <param name="tokenCount">The number of tokens that fit.</param>
    /// <param name="considerPreTokenization">Whether to split it into words first.</param>
    /// <param name="considerNormalization">Whether to normalise it first.</param>
    /// <returns>The index after the last character that fits.</returns>
    public int GetIndexByTokenCount(
        ReadOnlySpan<char> text,
        int maxTokenCount,
        out string? normalizedText,
        out int tokenCount,
        bool considerPreTokenization = true,
        bool considerNormalization = true)
    {
        EncodeSettings settings = Settings(considerPreTokenization, considerNormalization, maxTokenCount);
        return GetIndexByTokenCount(null, text, settings, fromEnd: false, out normalizedText, out tokenCount);
    }

    /// <summary>Finds how far a number of tokens reaches back from the end of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="maxTokenCount">The largest number of tokens.</param>
    /// <param name="normalizedText">The text after normalisation, or null where nothing was normalised.</param>
    /// <param name="tokenCount">The number of tokens that fit.</param>
    /// <param name="considerPreTokenization">Whether to split it into words first.</param>
    /// <param name="considerNormalization">Whether to normalise it first.</param>
    /// <returns>The index of the first character that fits.</returns>
    public int GetIndexByTokenCountFromEnd(
        string text,
        int maxTokenCount,
        out string? normalizedText,
        out int tokenCount,
        bool considerPreTokenization = true,
        bool considerNormalization = true)
    {
        EncodeSettings settings = Settings(considerPreTokenization, considerNormalization, maxTokenCount);
        return GetIndexByTokenCount(text, text.AsSpan(), settings, fromEnd: true, out normalizedText, out tokenCount);
    }

    /// <summary>Finds how far a number of tokens reaches back from the end of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="maxTokenCount">The largest number of tokens.</param>
    /// <param name="normalizedText">The text after normalisation, or null where nothing was normalised.</param>
    /// <param name="tokenCount">The number of tokens that fit.</param>
    /// <param name="considerPreTokenization">Whether to split it into words first.</param>
    /// <param name="considerNormalization">Whether to normalise it first.</param>
    /// <returns>The index of the first character that fits.</returns>
    public int GetIndexByTokenCountFromEnd(
        ReadOnlySpan<char> text,
        int maxTokenCount,
        out string? normalizedText,
        out int tokenCount,
        bool considerPreTokenization = true,
        bool considerNormalization = true)
    {
        EncodeSettings settings = Settings(considerPreTokenization, considerNormalization, maxTokenCount);
        return GetIndexByTokenCount(null, text, settings, fromEnd: true, out normalizedText, out tokenCount);
    }

    /// <summary>Decodes ids.</summary>
    /// <param name="ids">The ids.</param>
    /// <returns>The text.</returns>
    public virtual string Decode(IEnumerable<int> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        for (int size = 1024; ; size *= 2)
        {
            var destination = new char[size];
            switch (Decode(ids, destination, out _, out int charsWritten))
            {
                case OperationStatus.Done:
                    return new string(destination, 0, charsWritten);
                case OperationStatus.DestinationTooSmall when size <= Array.MaxLength / 2:
                    continue;
                default:
                    throw new InvalidOperationException("The token ids could not be decoded.");
            }
        }
    }

    /// <summary>Decodes ids into a buffer.</summary>
    /// <param name="ids">The ids.</param>
    /// <param name="destination">The buffer.</param>
    /// <param name="idsConsumed">How many ids were decoded.</param>
    /// <param name="charsWritten">How many characters they gave.</param>
    /// <returns>Done, DestinationTooSmall, or InvalidData for an unknown id or bytes that are not UTF-8.</returns>
    public abstract OperationStatus Decode(IEnumerable<int> ids, Span<char> destination, out int idsConsumed, out int charsWritten);

    /// <summary>Encodes a text; by default, what <see cref="EncodeToTokens(string?, ReadOnlySpan{char}, EncodeSettings)"/> gives.</summary>
    /// <param name="text">The text, or null.</param>
    /// <param name="textSpan">The text when <paramref name="text"/> is null.</param>
    /// <param name="settings">How to encode it.</param>
    /// <returns>The ids.</returns>
    protected virtual EncodeResults<int> EncodeToIds(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
    {
        EncodeResults<EncodedToken> results = EncodeToTokens(text, textSpan, settings);
        return new EncodeResults<int>
        {
            Tokens = [.. results.Tokens.Select(token => token.Id)],
            NormalizedText = results.NormalizedText,
            CharsConsumed = results.CharsConsumed,
        };
    }

    /// <summary>Encodes a text into tokens that know the characters they cover.</summary>
    /// <param name="text">The text, or null.</param>
    /// <param name="textSpan">The text when <paramref name="text"/> is null.</param>
    /// <param name="settings">How to encode it.</param>
    /// <returns>The tokens.</returns>
    protected abstract EncodeResults<EncodedToken> EncodeToTokens(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings);

    /// <summary>Counts the tokens of a text.</summary>
    /// <param name="text">The text, or null.</param>
    /// <param name="textSpan">The text when <paramref name="text"/> is null.</param>
    /// <param name="settings">How to encode it.</param>
    /// <returns>The number of tokens.</returns>
    protected virtual int CountTokens(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings) =>
        EncodeToTokens(text, textSpan, settings).Tokens.Count;

    /// <summary>Finds how far a number of tokens reaches, from the start or back from the end.</summary>
    /// <param name="text">The text, or null.</param>
    /// <param name="textSpan">The text when <paramref name="text"/> is null.</param>
    /// <param name="settings">How to encode it, and the number of tokens.</param>
    /// <param name="fromEnd">Whether to count from the end.</param>
    /// <param name="normalizedText">The text after normalisation, or null where nothing was normalised.</param>
    /// <param name="tokenCount">The number of tokens that fit.</param>
    /// <returns>The index after the last character that fits or, from the end, that of the first.</returns>
    protected virtual int GetIndexByTokenCount(
        string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings, bool fromEnd, out string? normalizedText, out int tokenCount)
    {
        int maximum = settings.MaxTokenCount;
        if (fromEnd)
        {
            settings.MaxTokenCount = int.MaxValue;
        }

        EncodeResults<EncodedToken> results = EncodeToTokens(text, textSpan, settings);
        IReadOnlyList<EncodedToken> tokens = results.Tokens;
        normalizedText = results.NormalizedText;
        tokenCount = Math.Min(maximum, tokens.Count);
        if (fromEnd)
        {
            return tokenCount > 0 ? tokens[^tokenCount].Offset.Start.Value : normalizedText?.Length ?? textSpan.Length;
        }

        return tokenCount > 0 ? tokens[tokenCount - 1].Offset.End.Value : 0;
    }

    private static EncodeSettings Settings(bool preTokenize, bool normalize, int maximum = int.MaxValue) =>
        new() { ConsiderPreTokenization = preTokenize, ConsiderNormalization = normalize, MaxTokenCount = maximum };
}
