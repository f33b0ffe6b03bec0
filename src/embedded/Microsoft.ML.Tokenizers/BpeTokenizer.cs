using System.Collections.ObjectModel;

namespace Microsoft.ML.Tokenizers;

/// <summary>Byte-pair encoding.</summary>
public sealed partial class BpeTokenizer : Tokenizer
{
    private readonly BpeMerger _merger;
    private readonly Dictionary<int, string> _specialTexts;
    private readonly int? _beginning;
    private readonly int? _end;

    private BpeTokenizer(BpeOptions options)
    {
        _merger = new BpeMerger(options.Vocabulary, options.Merges);
        if (_merger.Vocabulary.Count == 0)
        {
            throw new InvalidOperationException("The vocabulary is empty.");
        }

        Vocabulary = new ReadOnlyDictionary<string, int>(_merger.Vocabulary);
        SpecialTokens = options.SpecialTokens;
        _specialTexts = options.SpecialTokens?.ToDictionary(pair => pair.Value, pair => pair.Key) ?? [];
        PreTokenizer = options.PreTokenizer ?? PreTokenizer.CreateWordOrNonWord();
        Normalizer = options.Normalizer;
        ByteLevel = options.ByteLevel;
        BeginningOfSentenceToken = options.BeginningOfSentenceToken;
        EndOfSentenceToken = options.EndOfSentenceToken;
        _beginning = IdOf(BeginningOfSentenceToken, "beginning");
        _end = IdOf(EndOfSentenceToken, "end");
    }

    /// <summary>Words that are one token whatever the merges say.</summary>
    public IReadOnlyDictionary<string, int>? SpecialTokens { get; }

    /// <summary>Whether words are encoded as UTF-8 bytes, each spelled as one character of GPT-2's byte alphabet.</summary>
    public bool ByteLevel { get; }

    /// <summary>The token put before every text, or null.</summary>
    public string? BeginningOfSentenceToken { get; }

    /// <summary>The token put after every text, or null.</summary>
    public string? EndOfSentenceToken { get; }

    /// <summary>Each token's id.</summary>
    public IReadOnlyDictionary<string, int> Vocabulary { get; }

    /// <inheritdoc />
    public override PreTokenizer? PreTokenizer { get; }

    /// <inheritdoc />
    public override Normalizer? Normalizer { get; }

    /// <summary>Makes a tokenizer.</summary>
    /// <param name="options">What it is made of.</param>
    /// <returns>The tokenizer.</returns>
    public static BpeTokenizer Create(BpeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new BpeTokenizer(options);
    }

    /// <summary>Makes a tokenizer from vocab.json and merges.txt that splits texts into words and runs of non-words.</summary>
    /// <param name="vocabFile">A JSON object from spelling to id.</param>
    /// <param name="mergesFile">One merge a line, or null.</param>
    /// <returns>The tokenizer.</returns>
    public static BpeTokenizer Create(string vocabFile, string? mergesFile) => Create(vocabFile, mergesFile, preTokenizer: null);

    /// <summary>Makes a tokenizer from vocab.json and merges.txt.</summary>
    /// <param name="vocabFile">A JSON object from spelling to id.</param>
    /// <param name="mergesFile">One merge a line, or null.</param>
    /// <param name="preTokenizer">What splits a text into words; by default words and runs of non-words.</param>
    /// <param name="normalizer">What rewrites a text first.</param>
    /// <param name="specialTokens">Words that are one token whatever the merges say.</param>
    /// <returns>The tokenizer.</returns>
    public static BpeTokenizer Create(
        string vocabFile,
        string? mergesFile,
        PreTokenizer? preTokenizer = null,
        Normalizer? normalizer = null,
        IReadOnlyDictionary<string, int>? specialTokens = null)
    {
        ArgumentNullException.ThrowIfNull(vocabFile);
        using FileStream vocabulary = File.OpenRead(vocabFile);
        using FileStream? merges = mergesFile is null ? null : File.OpenRead(mergesFile);
        return Create(vocabulary, merges, preTokenizer, normalizer, specialTokens);
    }

    /// <summary>Makes a tokenizer from vocab.json and merges.txt that splits texts into words and runs of non-words.</summary>
    /// <param name="vocabStream">A JSON object from spelling to id.</param>
    /// <param name="mergesStream">One merge a line, or null.</param>
    /// <returns>The tokenizer.</returns>
    public static BpeTokenizer Create(Stream vocabStream, Stream? mergesStream) => Create(vocabStream, mergesStream, preTokenizer: null);

    /// <summary>Makes a tokenizer from vocab.json and merges.txt.</summary>
    /// <param name="vocabStream">A JSON object from spelling to id.</param>
    /// <param name="mergesStream">One merge a line, or null.</param>
    /// <param name="preTokenizer">What splits a text into words; by default words and runs of non-words.</param>
    /// <param name="normalizer">What rewrites a text first.</param>
    /// <param name="specialTokens">Words that are one token whatever the merges say.</param>
    /// <returns>The tokenizer.</returns>
    public static BpeTokenizer Create(
        Stream vocabStream,
        Stream? mergesStream,
        PreTokenizer? preTokenizer = null,
        Normalizer? normalizer = null,
        IReadOnlyDictionary<string, int>? specialTokens = null)
    {
        ArgumentNullException.ThrowIfNull(vocabStream);
        return new BpeTokenizer(new BpeOptions(BpeFiles.ReadVocabulary(vocabStream))
        {
            Merges = mergesStream is null ? null : BpeFiles.ReadMerges(mergesStream),
            PreTokenizer = preTokenizer,
            Normalizer = normalizer,
            SpecialTokens = specialTokens,
        });
    }

    private int? IdOf(string? token, string place)
    {
        if (token is null)
        {
            return null;
        }

        return _merger.Vocabulary.TryGetValue(token, out int id) || SpecialTokens?.TryGetValue(token, out id) == true
            ? id
            : throw new InvalidOperationException($"The {place} of sentence token '{token}' is not in the vocabulary.");
    }
}
