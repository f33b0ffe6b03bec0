using System.Text.Json.Nodes;

namespace LfmSpec.Models.Tests.Architectures;

/// <summary>Small configurations drawn from a seed, so that all of their switches are met: sizes that divide nothing evenly, biases, ties, kernels, rope.</summary>
internal static class RandomConfiguration
{
    internal static JsonObject Draw(string architecture, int seed)
    {
        var random = new Random(seed);
        var (keyValueHeads, group, width) = (random.Next(1, 4), random.Next(1, 4), 2 * random.Next(1, 9));
        var heads = keyValueHeads * group;
        var ownWidth = random.Next(2) == 0;
        var config = new JsonObject
        {
            ["model_type"] = architecture,
            // A width of heads of their own leaves the residual stream any size.
            ["hidden_size"] = ownWidth ? random.Next(heads, 70) : heads * width,
            ["num_attention_heads"] = heads,
            ["num_key_value_heads"] = keyValueHeads,
            ["num_hidden_layers"] = random.Next(1, 4),
            ["intermediate_size"] = random.Next(8, 90),
            ["vocab_size"] = 1024 + random.Next(40),
            ["max_position_embeddings"] = 256,
            ["tie_word_embeddings"] = random.Next(2) == 0,
            [architecture == "lfm2" ? "norm_eps" : "rms_norm_eps"] = random.Next(2) == 0 ? 1e-5 : 1e-2,
        };
        if (ownWidth)
        {
            config["head_dim"] = width;
        }

        if (architecture == "lfm2")
        {
            config["layer_types"] = new JsonArray([.. Enumerable.Range(0, (int)config["num_hidden_layers"]!).Select(_ => (JsonNode)(random.Next(3) > 0 ? "conv" : "full_attention"))]);
            config["conv_L_cache"] = 1 + seed % 5;
            config["conv_bias"] = random.Next(2) == 0;
            config["block_auto_adjust_ff_dim"] = random.Next(2) == 0;
            config["block_multiple_of"] = random.Next(1, 30);
            config["block_ffn_dim_multiplier"] = random.Next(2) == 0 ? 1.0 : 1.3;
        }
        else if (architecture == "llama")
        {
            config["attention_bias"] = random.Next(2) == 0;
            config["mlp_bias"] = random.Next(2) == 0;
        }

        var theta = random.Next(2) == 0 ? 10_000.0 : 500.0;
        if (Scaling(seed, random) is not { } scaling)
        {
            config["rope_theta"] = theta;
        }
        else if (random.Next(2) == 0)
        {
            config["rope_theta"] = theta;
            config["rope_scaling"] = scaling;
        }
        else
        {
            scaling["rope_theta"] = theta;
            config["rope_parameters"] = scaling;
        }

        return config;
    }

    // Contexts so short that a text of fifty positions meets what is stretched, what is not, and what lies between.
    private static JsonObject? Scaling(int seed, Random random) => (seed % 4) switch
    {
        0 => new JsonObject { ["type"] = "linear", ["factor"] = 4.0 },
        1 => new JsonObject { ["rope_type"] = "llama3", ["factor"] = 8.0, ["low_freq_factor"] = 1.0, ["high_freq_factor"] = 4.0, ["original_max_position_embeddings"] = 64 },
        2 when random.Next(2) == 0 => new JsonObject { ["rope_type"] = "yarn", ["factor"] = 4.0, ["original_max_position_embeddings"] = 64, ["beta_fast"] = 8 },
        2 => new JsonObject { ["rope_type"] = "yarn", ["factor"] = 2.0, ["original_max_position_embeddings"] = 128, ["attention_factor"] = 1.5 },
        _ => null,
    };
}
