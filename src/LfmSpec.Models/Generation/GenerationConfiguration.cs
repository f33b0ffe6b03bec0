using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Models.Generation;

/// <summary>Reads transformers' generation_config.json. What would make another text, and there is none of here, is an error.</summary>
internal static class GenerationConfiguration
{
    private const int UsualTopK = 50;

    /// <summary>Keys that say which tokens there are, how much is generated or who wrote the file; each by the value that changes no choice of a token.</summary>
    private static readonly HashSet<string> Passed =
    [
        "_from_model_config", "transformers_version", "bos_token_id", "eos_token_id", "pad_token_id", "decoder_start_token_id", "max_length", "max_new_tokens", "use_cache",
        "cache_implementation", "return_dict_in_generate", "output_scores", "output_logits", "output_attentions", "output_hidden_states", "max_time", "generation_kwargs",
    ];

    private static readonly HashSet<string> Heeded =
    [
        "do_sample", "temperature", "top_k", "top_p", "min_p", "repetition_penalty", "no_repeat_ngram_size", "min_length", "min_new_tokens", "bad_words_ids",
    ];

    // Keys with the value at which they do nothing, as GenerationConfig has them; another value is of a way of generating that is not here.
    private static readonly Dictionary<string, double> Nothing = new()
    {
        ["num_beams"] = 1, ["num_beam_groups"] = 1, ["num_return_sequences"] = 1, ["typical_p"] = 1, ["epsilon_cutoff"] = 0, ["eta_cutoff"] = 0, ["diversity_penalty"] = 0,
        ["encoder_repetition_penalty"] = 1, ["length_penalty"] = 1, ["encoder_no_repeat_ngram_size"] = 0, ["guidance_scale"] = 1, ["top_h"] = 1,
    };

    /// <summary>Reads the file.</summary>
    /// <param name="folder">The checkpoint's folder.</param>
    /// <exception cref="CheckpointException">The file is broken, or asks for what is not here.</exception>
    internal static Sampling Read(string folder)
    {
        if (ConfigurationFile.ReadIfThere(Path.Combine(folder, "generation_config.json")) is not { } json)
        {
            return Sampling.Greedy;
        }

        foreach (var (key, nothing) in Nothing)
        {
            if (json.Has(key) && json.Number(key) != nothing)
            {
                throw json.Error($"{key} is {json.Number(key)}, and text is not generated so here", $"Take {key} out, or give the settings yourself");
            }
        }

        if (json.Unknown(Passed.Concat(Heeded).Concat(Nothing.Keys).ToHashSet()) is { } unknown)
        {
            throw json.Error($"{unknown} is not known here, and may ask for another text", "Take it out, or give the settings yourself");
        }

        var draws = json.Flag("do_sample", otherwise: false);
        return new Sampling
        {
            Temperature = draws ? json.Positive("temperature", 1) : 0,
            TopK = draws ? (json.Has("top_k") ? json.Index("top_k") : UsualTopK) : 0,
            TopP = draws ? json.Number("top_p", 1) : 1,
            MinP = draws ? json.Number("min_p", 0) : 0,
            RepetitionPenalty = json.Positive("repetition_penalty", 1),
            NoRepeatNgramSize = Whole(json, "no_repeat_ngram_size"),
            MinLength = Whole(json, "min_length"),
            MinNewTokens = Whole(json, "min_new_tokens"),
            BadWords = json.Has("bad_words_ids") ? json.IdLists("bad_words_ids") : [],
        };
    }

    private static int Whole(ConfigurationFile json, string key) => json.Has(key) ? json.Index(key) : 0;
}
