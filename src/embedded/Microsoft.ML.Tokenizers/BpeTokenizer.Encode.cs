namespace Microsoft.ML.Tokenizers;

public sealed partial class BpeTokenizer
{
    /// <inheritdoc />
    protected override EncodeResults<EncodedToken> EncodeToTokens(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
    {
        if (string.IsNullOrEmpty(text) && textSpan.IsEmpty)
        {
            return new EncodeResults<EncodedToken> { Tokens = [] };
        }

        Encoding encoding = Encode(text, textSpan, settings);
        var tokens = new List<EncodedToken>(encoding.Pieces.Count + 2);
        if (_beginning is int beginning)
        {
            tokens.Add(new EncodedToken(beginning, BeginningOfSentenceToken!, new Range(0, 0)));
        }

        foreach (Piece piece in encoding.Pieces)
        {
            string value = piece.Special ? _specialTexts[piece.Id] : _merger.Tokens[piece.Id];
            tokens.Add(new EncodedToken(piece.Id, value, new Range(piece.Start, piece.End)));
        }

        if (_end is int end)
        {
            tokens.Add(new EncodedToken(end, EndOfSentenceToken!, new Range(encoding.TextLength, encoding.TextLength)));
        }

        return new EncodeResults<EncodedToken>
        {
            Tokens = tokens,
            NormalizedText = encoding.NormalizedText,
            CharsConsumed = encoding.TextLength,
        };
    }

    /// <inheritdoc />
    protected override EncodeResults<int> EncodeToIds(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
    {
        if (!NeedsEncoding(text, textSpan, settings))
        {
            return new EncodeResults<int> { Tokens = [] };
        }

        Encoding encoding = Encode(text, textSpan, settings);
        var ids = new List<int>(encoding.Pieces.Count + 2);
        if (_beginning is int beginning)
        {
            ids.Add(beginning);
        }

        int count = Math.Min(encoding.Pieces.Count, settings.MaxTokenCount - ids.Count);
        for (int i = 0; i < count; i++)
        {
            ids.Add(encoding.Pieces[i].Id);
        }

        if (_end is int end && ids.Count < settings.MaxTokenCount)
        {
            ids.Add(end);
        }

        return new EncodeResults<int> { Tokens = ids, NormalizedText = encoding.NormalizedText, CharsConsumed = encoding.Consumed(count) };
    }

    /// <inheritdoc />
    protected override int CountTokens(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
    {
        GetIndexByTokenCount(text, textSpan, settings, fromEnd: false, out _, out int count);
        return count;
    }

    /// <inheritdoc />
    protected override int GetIndexByTokenCount(
        string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings, bool fromEnd, out string? normalizedText, out int tokenCount)
    {
        (normalizedText, tokenCount) = (null, 0);
        if (!NeedsEncoding(text, textSpan, settings))
        {
            return 0;
        }

        Encoding encoding = Encode(text, textSpan, settings);
        normalizedText = encoding.NormalizedText;
        int first = (fromEnd ? _end : _beginning) is null ? 0 : 1;
        int last = (fromEnd ? _beginning : _end) is null ? 0 : 1;
        int count = Math.Min(encoding.Pieces.Count, settings.MaxTokenCount - first);
        bool all = first + count < settings.MaxTokenCount;
        tokenCount = first + count + (all ? last : 0);
        if (!fromEnd)
        {
            return encoding.Consumed(count);
        }

        if (all)
        {
            return 0;
        }

        return count == 0 ? encoding.End : encoding.Pieces[^count].Start;
    }

    private static bool NeedsEncoding(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(settings.MaxTokenCount, "maxTokenCount");
        return !string.IsNullOrEmpty(text) || !textSpan.IsEmpty;
    }

    private Encoding Encode(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
    {
        string? normalized = null;
        if (settings.ConsiderNormalization && Normalizer is not null)
        {
            normalized = text is null ? Normalizer.Normalize(textSpan.ToString()) : Normalizer.Normalize(text);
        }

        ReadOnlySpan<char> characters = normalized ?? text ?? textSpan;
        var encoding = new Encoding(normalized, characters.Length);
        if (settings.ConsiderPreTokenization && PreTokenizer is not null)
        {
            IEnumerable<(int Offset, int Length)> words =
                (normalized ?? text) is string whole ? PreTokenizer.PreTokenize(whole) : PreTokenizer.PreTokenize(characters);
            foreach ((int offset, int length) in words)
            {
                EncodeWord(characters.Slice(offset, length), offset, encoding);
            }
        }
        else
        {
            EncodeWord(characters, 0, encoding);
        }

        return encoding;
    }

    private void EncodeWord(ReadOnlySpan<char> word, int offset, Encoding encoding)
    {
        encoding.StartWord(offset, offset + word.Length);
        if (_specialTexts.Count > 0 && SpecialTokens!.TryGetValue(word.ToString(), out int special))
        {
            encoding.Pieces.Add(new Piece(special, offset, offset + word.Length, offset + word.Length, Special: true));
            return;
        }

        if (!ByteLevel)
        {
            int start = offset;
            foreach ((int id, int length) in _merger.Merge(word))
            {
                encoding.Pieces.Add(new Piece(id, start, start + length, start + length, Special: false));
                start += length;
            }

            return;
        }

        (char[] spelling, int[] origins) = ByteLevelEncoding.Spell(word);
        int first = 0;
        foreach ((int id, int length) in _merger.Merge(spelling))
        {
            int next = first + length;

            // A token may end inside a character's bytes: it covers that character, and the rest of it is not yet consumed.
            int consumed = next < origins.Length ? origins[next] : word.Length;
            encoding.Pieces.Add(new Piece(id, offset + origins[first], offset + origins[next - 1] + 1, offset + consumed, Special: false));
            first = next;
        }
    }

    private readonly record struct Piece(int Id, int Start, int End, int Consumed, bool Special);

    private sealed class Encoding(string? normalizedText, int textLength)
    {
        private int _start = -1;

        public string? NormalizedText { get; } = normalizedText;

        public int TextLength { get; } = textLength;

        public List<Piece> Pieces { get; } = [];

        public int End { get; private set; }

        public void StartWord(int start, int end)
        {
            _start = _start < 0 ? start : _start;
            End = end;
        }

        /// <summary>How many characters the first tokens cover; all of them cover the words to their end.</summary>
        public int Consumed(int count)
        {
            if (count == Pieces.Count)
            {
                return End;
            }

            return count > 0 ? Pieces[count - 1].Consumed : Math.Max(_start, 0);
        }
    }
}
