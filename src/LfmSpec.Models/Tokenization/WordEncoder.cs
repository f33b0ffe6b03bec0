using System.Collections.Concurrent;
using Microsoft.ML.Tokenizers;

namespace LfmSpec.Models.Tokenization;

/// <summary>Encodes single words by byte-level BPE, and remembers the short ones. Threads may share it.</summary>
internal sealed class WordEncoder
{
    private const int RememberedWords = 10_000;
    private const int RememberedCharacters = 64;
    internal const int LongWord = 256;

    private readonly BpeTokenizer _bpe;
    private readonly LongWordMerger _longWords;
    private readonly Dictionary<string, int>? _wholeWords;
    private readonly ConcurrentDictionary<string, int[]> _remembered = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int[]>.AlternateLookup<ReadOnlySpan<char>> _rememberedSpans;
    private int _rememberedCount;

    public WordEncoder(BytePairModel model)
    {
        _bpe = BpeTokenizer.Create(new BpeOptions(model.Vocabulary) { Merges = model.Merges, ByteLevel = true });
        _longWords = new LongWordMerger(model);
        _wholeWords = model.IgnoreMerges ? model.Vocabulary : null;
        _rememberedSpans = _remembered.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public void Encode(ReadOnlySpan<char> word, List<int> ids)
    {
        if (_rememberedSpans.TryGetValue(word, out int[]? known))
        {
            ids.AddRange(known);
            return;
        }

        int[] encoded = Encode(word);
        if (word.Length <= RememberedCharacters && _rememberedCount < RememberedWords && _remembered.TryAdd(word.ToString(), encoded))
        {
            Interlocked.Increment(ref _rememberedCount);
        }

        ids.AddRange(encoded);
    }

    private int[] Encode(ReadOnlySpan<char> word)
    {
        // The package has no ignore_merges: a word that the vocabulary holds whole is one token, whether or not merges lead there.
        if (_wholeWords?.TryGetValue(ByteAlphabet.Spell(word), out int id) == true)
        {
            return [id];
        }

        return word.Length > LongWord
            ? _longWords.Merge(ByteAlphabet.Spell(word))
            : [.. _bpe.EncodeToIds(word, considerPreTokenization: false, considerNormalization: false)];
    }
}
