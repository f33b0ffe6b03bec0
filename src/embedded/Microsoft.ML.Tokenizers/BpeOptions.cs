namespace Microsoft.ML.Tokenizers;

/// <summary>What a <see cref="BpeTokenizer"/> is made of.</summary>
public sealed class BpeOptions
{
    /// <summary>Takes the vocabulary from memory.</summary>
    /// <param name="vocabulary">Each token's spelling and id.</param>
    public BpeOptions(IEnumerable<KeyValuePair<string, int>> vocabulary)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        Vocabulary = vocabulary;
    }

    /// <summary>Reads vocab.json and merges.txt.</summary>
    /// <param name="vocabFile">A JSON object from spelling to id.</param>
    /// <param name="mergesFile">One merge a line, best first, its two tokens separated by one space.</param>
    public BpeOptions(string vocabFile, string? mergesFile = null)
    {
        ArgumentNullException.ThrowIfNull(vocabFile);
        if (!File.Exists(vocabFile))
        {
            throw new ArgumentException($"Could not find the vocabulary file '{vocabFile}'.");
        }

        if (mergesFile is not null && !File.Exists(mergesFile))
        {
            throw new ArgumentException($"Could not find the merges file '{mergesFile}'.");
        }

        using (FileStream vocabulary = File.OpenRead(vocabFile))
        {
            Vocabulary = BpeFiles.ReadVocabulary(vocabulary);
        }

        if (mergesFile is not null)
        {
            using FileStream merges = File.OpenRead(mergesFile);
            Merges = BpeFiles.ReadMerges(merges);
        }
    }

    /// <summary>Each token's spelling and id.</summary>
    public IEnumerable<KeyValuePair<string, int>> Vocabulary { get; }

    /// <summary>The merges, best first: two tokens separated by one space.</summary>
    public IEnumerable<string>? Merges { get; set; }

    /// <summary>Words that are one token whatever the merges say.</summary>
    public IReadOnlyDictionary<string, int>? SpecialTokens { get; set; }

    /// <summary>What rewrites the text first.</summary>
    public Normalizer? Normalizer { get; set; }

    /// <summary>What splits the text into words; by default words and runs of non-words.</summary>
    public PreTokenizer? PreTokenizer { get; set; }

    /// <summary>Whether words are encoded as UTF-8 bytes, each spelled as one character of GPT-2's byte alphabet.</summary>
    public bool ByteLevel { get; set; }

    /// <summary>A token to put before every text.</summary>
    public string? BeginningOfSentenceToken { get; set; }

    /// <summary>A token to put after every text.</summary>
    public string? EndOfSentenceToken { get; set; }
}
