using System.Security.Cryptography;
using System.Text;
using LfmSpec.Models.Checkpoints;
using LfmSpec.Models.Files;
using Microsoft.ML.Tokenizers;

namespace LfmSpec.Models.Tokenization;

/// <summary>
/// A checkpoint's tokenizer.json, which gives the ids that Hugging Face's tokenizers library gives: byte-level BPE as LFM2, Qwen2,
/// Llama 3 and SmolLM2 have it. Threads may share a tokenizer.
/// </summary>
public sealed class HuggingFaceTokenizer
{
    private readonly TokenizerDefinition _definition;
    private readonly Dictionary<int, string> _tokens = [];
    private readonly HashSet<int> _special = [];
    private readonly Dictionary<string, int> _ids;
    private readonly AddedTokenSplitter _asWritten;
    private readonly AddedTokenSplitter _normalized;
    private readonly WordEncoder _words;

    private readonly string _file;
    private int? _embeddingRows;

    private HuggingFaceTokenizer(TokenizerDefinition definition, string file, string sha256)
    {
        _file = file;
        _definition = definition;
        Sha256 = sha256;
        _ids = new Dictionary<string, int>(definition.Model.Vocabulary);
        foreach ((string token, int id) in definition.Model.Vocabulary)
        {
            _tokens.Add(id, token);
        }

        foreach (AddedToken token in definition.AddedTokens)
        {
            _tokens[token.Id] = token.Content;
            _ids[token.Content] = token.Id;
            if (token.Special)
            {
                _special.Add(token.Id);
            }
        }

        Normalizer? normalizer = definition.Normalizer;
        ILookup<bool, AddedToken> added = definition.AddedTokens.ToLookup(token => token.Normalized);
        _asWritten = new AddedTokenSplitter(added[false].Select(token => (token.Content, token)));
        _normalized = new AddedTokenSplitter(added[true].Select(token => (Normalize(normalizer, token.Content), token)));
        _words = new WordEncoder(definition.Model);
    }

    /// <summary>The number of tokens, added ones included. A model's embedding may have more rows, as padding.</summary>
    public int VocabularySize => _tokens.Count;

    /// <summary>The token that <see cref="Encode"/> puts in front of every text, or null when it puts none.</summary>
    public int? BeginningOfText => _definition.Template.Before is [int first, ..] ? first : null;

    /// <summary>The SHA-256 of tokenizer.json, in lower-case hexadecimal.</summary>
    public string Sha256 { get; }

    /// <summary>Loads a tokenizer.</summary>
    /// <param name="path">A tokenizer.json, or a checkpoint's folder that has one.</param>
    /// <returns>The tokenizer.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="TokenizerFormatException">The file is broken, or asks for something that is not supported.</exception>
    public static HuggingFaceTokenizer Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string file = Directory.Exists(path) ? Path.Combine(path, "tokenizer.json") : path;
        if (!File.Exists(file))
        {
            throw new FileNotFoundException(
                $"No tokenizer at {SafeText.Quote(file, SafeText.LongestMessage)}. Give a tokenizer.json or a checkpoint's folder that has one; "
                + "a checkpoint with tokenizer.model only (SentencePiece) is not supported.",
                file);
        }

        return Parse(file, InputFile.ReadBytes(file, TokenizerFile.Kind));
    }

    /// <summary>Encodes a text. Special tokens written out in it, such as &lt;|im_start|&gt;, become themselves.</summary>
    /// <param name="text">The text.</param>
    /// <param name="addSpecialTokens">Whether to put the special tokens of the file's template around it.</param>
    /// <returns>The ids.</returns>
    /// <exception cref="CheckpointException">The text has a token that the checkpoint's model has no embedding of.</exception>
    public IReadOnlyList<int> Encode(string text, bool addSpecialTokens = true)
    {
        ArgumentNullException.ThrowIfNull(text);
        ThrowIfNotUnicode(text);
        using EncodingSteps steps = EncodingSteps.Begin(text.Length);
        var ids = new List<int>();
        if (addSpecialTokens)
        {
            ids.AddRange(_definition.Template.Before);
        }

        foreach ((int? id, int start, int end) in _asWritten.Split(text))
        {
            if (id is int added)
            {
                ids.Add(added);
            }
            else
            {
                EncodeNormalized(Normalize(_definition.Normalizer, text[start..end]), ids);
            }
        }

        if (addSpecialTokens)
        {
            ids.AddRange(_definition.Template.After);
        }

        CheckRows(ids);
        return ids;
    }

    /// <summary>Decodes ids as Hugging Face does: bytes that are not UTF-8 become U+FFFD, an id that is no token gives nothing.</summary>
    /// <param name="ids">The ids.</param>
    /// <param name="skipSpecialTokens">Whether to leave special tokens out.</param>
    /// <returns>The text.</returns>
    public string Decode(IEnumerable<int> ids, bool skipSpecialTokens = false)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var bytes = new List<byte>();
        foreach (int id in ids)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(id);
            if (_tokens.TryGetValue(id, out string? token) && !(skipSpecialTokens && _special.Contains(id)))
            {
                ByteAlphabet.AppendBytes(token, bytes);
            }
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    /// <summary>
    /// A token as the vocabulary spells it, such as Ġof; <c>&lt;id 64000&gt;</c> for an id that is no token (a padding row).
    /// </summary>
    /// <param name="id">The id.</param>
    /// <returns>The spelling.</returns>
    public string TokenText(int id)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(id);
        return _tokens.GetValueOrDefault(id) ?? $"<id {id}>";
    }

    /// <summary>
    /// The text of one token, for tables; a part of a character shows as U+FFFD, an id that is no token as <c>&lt;id 64000&gt;</c>.
    /// </summary>
    /// <param name="id">The id.</param>
    /// <returns>The text.</returns>
    public string Piece(int id) => _tokens.ContainsKey(id) ? Decode([id]) : TokenText(id);

    /// <summary>The id of a token.</summary>
    /// <param name="token">The token as the vocabulary spells it.</param>
    /// <returns>The id, or null when there is no such token.</returns>
    public int? TokenId(string token) => _ids.TryGetValue(token, out int id) ? id : null;

    /// <summary>Whether a token is special, so that decoding can leave it out.</summary>
    /// <param name="id">The id.</param>
    /// <returns>Whether it is.</returns>
    public bool IsSpecial(int id) => _special.Contains(id);

    /// <summary>Binds the tokenizer to a model: from now on a text must have tokens that the embedding has.</summary>
    /// <param name="rows">The rows of the embedding. An added token may be beyond them, as in transformers, until a text has it.</param>
    /// <exception cref="CheckpointException">The vocabulary itself, without added tokens, is larger: it is of another model.</exception>
    internal void BindTo(int rows)
    {
        if (_definition.Model.Vocabulary.Count > rows)
        {
            throw new CheckpointException(
                $"{_file}: the vocabulary has {_definition.Model.Vocabulary.Count:N0} tokens and config.json's vocab_size is {rows:N0}. The two files are not of one checkpoint; download it again.");
        }

        _embeddingRows = rows;
    }

    internal static HuggingFaceTokenizer Parse(string file, byte[] utf8) =>
        new(TokenizerFileReader.Read(file, utf8), file, Convert.ToHexStringLower(SHA256.HashData(utf8)));

    private static string Normalize(Normalizer? normalizer, string text) => normalizer?.Normalize(text) ?? text;

    private static void ThrowIfNotUnicode(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
            {
                continue;
            }

            // Hugging Face refuses such a text too; replacing the half would encode another text without a word.
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
            {
                throw new ArgumentException(
                    $"Character {i} of the text is U+{(int)text[i]:X4}, half of a surrogate pair, which is no character and has no bytes "
                    + "to encode. Cut texts between characters, not inside them.",
                    nameof(text));
            }

            i++;
        }
    }

    private void CheckRows(List<int> ids)
    {
        foreach (int id in ids)
        {
            if (id >= _embeddingRows)
            {
                throw new CheckpointException(
                    $"{_file}: the text has the token '{TokenText(id)}', whose id is {id:N0}, and the model's embedding has {_embeddingRows:N0} rows, from 0. "
                    + "Leave it out of the text, or use a checkpoint whose embedding was resized for it.");
            }
        }
    }

    private void EncodeNormalized(string text, List<int> ids)
    {
        foreach ((int? id, int start, int end) in _normalized.Split(text))
        {
            if (id is int added)
            {
                ids.Add(added);
            }
            else
            {
                EncodePlain(text[start..end], ids);
            }
        }
    }

    private void EncodePlain(string text, List<int> ids)
    {
        WordSplitting splitting = _definition.Splitting;
        foreach ((int offset, int length) in splitting.First.PreTokenize(text))
        {
            string part = text.Substring(offset, length);
            if (splitting.AddPrefixSpace && part[0] != ' ')
            {
                part = " " + part;
            }

            foreach ((int wordOffset, int wordLength) in splitting.Last.PreTokenize(part))
            {
                _words.Encode(part.AsSpan(wordOffset, wordLength), ids);
            }
        }
    }
}
