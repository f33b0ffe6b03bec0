using LfmSpec.Models.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Models.Tests.Architectures;

/// <summary>Configurations as the hub has them, against the number of parameters that it shows for them. No weight is made.</summary>
[TestFixture]
public class PublishedSizesTests
{
    [TestCase("LiquidAI/LFM2-1.2B", 1_170_340_608, """
        { "model_type": "lfm2", "block_auto_adjust_ff_dim": true, "block_dim": 2048, "block_ff_dim": 12288, "block_ffn_dim_multiplier": 1.0, "block_multiple_of": 256,
          "conv_L_cache": 3, "conv_bias": false, "full_attn_idxs": [2, 5, 8, 10, 12, 14], "hidden_size": 2048, "max_position_embeddings": 128000, "norm_eps": 1e-05,
          "num_attention_heads": 32, "num_hidden_layers": 16, "num_key_value_heads": 8, "rope_theta": 1000000.0, "theta": 1000000.0, "torch_dtype": "bfloat16", "vocab_size": 65536 }
        """)]
    [TestCase("LiquidAI/LFM2.5-230M", 229_693_184, SyntheticCheckpoint.Lfm25Of230M)]
    [TestCase("Qwen/Qwen2.5-0.5B", 494_032_768, """
        { "model_type": "qwen2", "attention_dropout": 0.0, "hidden_act": "silu", "hidden_size": 896, "intermediate_size": 4864, "max_position_embeddings": 32768, "max_window_layers": 24,
          "num_attention_heads": 14, "num_hidden_layers": 24, "num_key_value_heads": 2, "rms_norm_eps": 1e-06, "rope_theta": 1000000.0, "sliding_window": 32768, "tie_word_embeddings": true,
          "torch_dtype": "bfloat16", "use_sliding_window": false, "vocab_size": 151936 }
        """)]
    [TestCase("Qwen/Qwen2.5-7B", 7_615_616_512, """
        { "model_type": "qwen2", "hidden_act": "silu", "hidden_size": 3584, "intermediate_size": 18944, "max_position_embeddings": 131072, "num_attention_heads": 28, "num_hidden_layers": 28,
          "num_key_value_heads": 4, "rms_norm_eps": 1e-06, "rope_theta": 1000000.0, "sliding_window": 131072, "tie_word_embeddings": false, "use_sliding_window": false, "vocab_size": 152064 }
        """)]
    [TestCase("HuggingFaceTB/SmolLM2-135M", 134_515_008, """
        { "model_type": "llama", "attention_bias": false, "hidden_act": "silu", "hidden_size": 576, "intermediate_size": 1536, "max_position_embeddings": 8192, "num_attention_heads": 9,
          "num_hidden_layers": 30, "num_key_value_heads": 3, "rms_norm_eps": 1e-05, "rope_scaling": null, "rope_theta": 100000, "tie_word_embeddings": true, "vocab_size": 49152 }
        """)]
    [TestCase("meta-llama/Llama-3.2-1B", 1_235_814_400, """
        { "model_type": "llama", "attention_bias": false, "head_dim": 64, "hidden_act": "silu", "hidden_size": 2048, "intermediate_size": 8192, "max_position_embeddings": 131072,
          "mlp_bias": false, "num_attention_heads": 32, "num_hidden_layers": 16, "num_key_value_heads": 8, "rms_norm_eps": 1e-05,
          "rope_scaling": { "factor": 32.0, "high_freq_factor": 4.0, "low_freq_factor": 1.0, "original_max_position_embeddings": 8192, "rope_type": "llama3" },
          "rope_theta": 500000.0, "tie_word_embeddings": true, "vocab_size": 128256 }
        """)]
    [TestCase("meta-llama/Meta-Llama-3-8B", 8_030_261_248, """
        { "model_type": "llama", "hidden_size": 4096, "intermediate_size": 14336, "max_position_embeddings": 8192, "num_attention_heads": 32, "num_hidden_layers": 32,
          "num_key_value_heads": 8, "rms_norm_eps": 1e-05, "rope_theta": 500000.0, "tie_word_embeddings": false, "vocab_size": 128256 }
        """)]
    public void Parameters_are_as_many_as_the_hub_shows(string model, long parameters, string json)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "config.json");
        File.WriteAllText(path, json);
        using var built = ModelConfiguration.Read(ConfigurationFile.Read(path)).Build(new Counted());
        Assert.That(built.Parameters, Is.EqualTo(parameters), model);
    }

    /// <summary>Takes down sizes and holds nothing.</summary>
    private sealed class Counted : IWeights
    {
        public Device Device => CPU;

        public long TakenParameters { get; private set; }

        public Tensor Take(string name, params long[] shape)
        {
            TakenParameters += shape.Aggregate(1L, (product, size) => product * size);
            return empty(0);
        }

        public WeightMatrix TakeMatrix(string name, long rows, long columns) => WeightMatrix.Plain(Take(name, rows, columns));
    }
}
