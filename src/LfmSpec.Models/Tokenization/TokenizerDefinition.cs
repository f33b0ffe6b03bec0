using Microsoft.ML.Tokenizers;

namespace LfmSpec.Models.Tokenization;

/// <summary>What a tokenizer.json says.</summary>
/// <param name="Model">The vocabulary and the merges.</param>
/// <param name="AddedTokens">The tokens found before anything else.</param>
/// <param name="Normalizer">What rewrites the text between them, or null.</param>
/// <param name="Splitting">How that text is split into words.</param>
/// <param name="Template">What is put around the ids.</param>
internal sealed record TokenizerDefinition(
    BytePairModel Model, IReadOnlyList<AddedToken> AddedTokens, Normalizer? Normalizer, WordSplitting Splitting, TextTemplate Template);

/// <summary>A byte-level BPE model.</summary>
/// <param name="Vocabulary">Each token's id.</param>
/// <param name="Merges">Two tokens separated by a space, best first.</param>
/// <param name="IgnoreMerges">Whether a word that is in the vocabulary is one token whatever the merges say.</param>
internal sealed record BytePairModel(Dictionary<string, int> Vocabulary, IReadOnlyList<string> Merges, bool IgnoreMerges);

/// <summary>How text becomes words.</summary>
/// <param name="First">What splits the text as it is.</param>
/// <param name="AddPrefixSpace">Whether each part then gets a space in front, unless it has one.</param>
/// <param name="Last">What splits those parts.</param>
internal sealed record WordSplitting(PreTokenizer First, bool AddPrefixSpace, PreTokenizer Last);

/// <summary>The special tokens around a text.</summary>
/// <param name="Before">The ids before it.</param>
/// <param name="After">The ids after it.</param>
internal sealed record TextTemplate(IReadOnlyList<int> Before, IReadOnlyList<int> After);
