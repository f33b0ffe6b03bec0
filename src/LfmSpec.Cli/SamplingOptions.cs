using System.CommandLine;
using LfmSpec.Models;
using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Cli;

/// <summary>The options that say how tokens are chosen and where a text ends, in transformers' words.</summary>
internal sealed class SamplingOptions
{
    private const string AtZero = "0";

    private readonly Option<string?> tokens = Number("--max-new-tokens", "How many tokens at most; 64 unless told.");
    private readonly Option<string?> temperature = Number("--temperature", "From 0, for the most probable token each time, to 1000; 0 unless told.");
    private readonly Option<string?> topK = Number("--top-k", "Sample from the so many most probable tokens; 0 for all. Only above temperature 0.");
    private readonly Option<string?> topP = Number("--top-p", "Sample from the most probable tokens that have this probability together, from 0 to 1. Only above temperature 0.");
    private readonly Option<string?> minP = Number("--min-p", "Sample from tokens with at least this share of the most probable one's probability, from 0 to 1. Only above temperature 0.");
    private readonly Option<string?> penalty = Number("--repetition-penalty", "Divides (or multiplies, if negative) the logits of tokens that have occurred, the prompt's included; from 0.001 to 1000.");
    private readonly Option<string?> ngram = Number("--no-repeat-ngram-size", "No so many tokens in a row occur twice.");
    private readonly Option<string?> least = Number("--min-new-tokens", "No end-of-text token before so many new ones.");
    private readonly Option<string?> seed = Number("--seed", "The seed of the sampling. Only above temperature 0.");
    private readonly Option<string[]> badWords = Many("--bad-word", "TEXT: its tokens are not generated in a row");
    private readonly Option<string[]> stops = Many("--stop", "TEXT: ends the text, and is cut off");
    private readonly Option<bool> ignoreEnd = new("--ignore-eos") { Description = "No token ends the text." };
    private readonly Option<bool> defaults = new("--defaults") { Description = "Take what is not given here from the checkpoint's generation_config.json." };

    /// <summary>The options, as <c>--help</c> lists them.</summary>
    internal IEnumerable<Option> All => [tokens, temperature, topK, topP, minP, penalty, ngram, badWords, least, seed, stops, ignoreEnd, defaults];

    /// <summary>Checks the numbers, before a model is read.</summary>
    /// <exception cref="InterventionTextException">One cannot be read, or nothing heeds it.</exception>
    internal void Check(ParseResult parsed)
    {
        var read = Given(parsed, Sampling.Greedy);
        MaxNewTokens(parsed);
        if (read.Temperature == 0 && !parsed.GetValue(defaults))
        {
            parsed.Refuse($"at {temperature.Name} {AtZero} the most probable token is taken each time", topK, topP, minP, seed);
        }

        if (parsed.GetValue(ignoreEnd))
        {
            parsed.Refuse($"no token ends the text ({ignoreEnd.Name})", least);
        }

        foreach (var (option, text) in new[] { badWords, stops }.SelectMany(option => parsed.GetValue(option)!.Select(text => (option.Name, text))))
        {
            if (text.Length == 0)
            {
                throw new InterventionTextException($"{option} is empty. Give a text, or leave it out.");
            }
        }
    }

    /// <summary>A request for a prompt.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <param name="prompt">The prompt's tokens.</param>
    internal GenerationRequest Request(ParseResult parsed, Checkpoint checkpoint, IReadOnlyList<int> prompt) => new(prompt)
    {
        MaxNewTokens = MaxNewTokens(parsed),
        Sampling = Given(parsed, parsed.GetValue(defaults) ? Sampling.Of(checkpoint.Folder) : Sampling.Greedy) is var sampling && parsed.GetValue(badWords)!.Length > 0
            ? sampling with { BadWords = [.. sampling.BadWords, .. parsed.GetValue(badWords)!.Select(text => checkpoint.Tokenizer.Encode(text, addSpecialTokens: false))] }
            : sampling,
        StopStrings = parsed.GetValue(stops)!,
        EndTokens = parsed.GetValue(ignoreEnd) ? new HashSet<int>() : null,
    };

    private int MaxNewTokens(ParseResult parsed) => Whole(parsed, tokens, 64, 1);

    private Sampling Given(ParseResult parsed, Sampling otherwise) => otherwise with
    {
        Temperature = Finite(parsed, temperature, otherwise.Temperature, 0, 1000),
        TopK = Whole(parsed, topK, otherwise.TopK, 0),
        TopP = Finite(parsed, topP, otherwise.TopP, 0, 1),
        MinP = Finite(parsed, minP, otherwise.MinP, 0, 1),
        RepetitionPenalty = Finite(parsed, penalty, otherwise.RepetitionPenalty, 0.001, 1000),
        NoRepeatNgramSize = Whole(parsed, ngram, otherwise.NoRepeatNgramSize, 0),
        MinNewTokens = Whole(parsed, least, otherwise.MinNewTokens, 0),
        Seed = parsed.GetValue(seed) is { } text ? NumberText.Whole(seed.Name, text, long.MinValue, long.MaxValue) : otherwise.Seed,
    };

    private static int Whole(ParseResult parsed, Option<string?> option, int otherwise, int least) =>
        parsed.GetValue(option) is { } text ? NumberText.Whole(option.Name, text, least, int.MaxValue) : otherwise;

    private static double Finite(ParseResult parsed, Option<string?> option, double otherwise, double least, double most) =>
        parsed.GetValue(option) is { } text ? NumberText.Finite(option.Name, text, least, most) : otherwise;

    // As a text, which NumberText reads.
    private static Option<string?> Number(string name, string description) => new(name) { Description = description };

    private static Option<string[]> Many(string name, string form) => new(name) { Description = $"{form}. May be given several times.", DefaultValueFactory = _ => [] };
}
