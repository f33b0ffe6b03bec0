using System.Text.Json.Nodes;
using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Models.Tests.Architectures.Configuration;

/// <summary>The forms that a config.json has had: what each key means, what a missing one means to transformers, and one clear error for the rest.</summary>
[TestFixture]
public class ModelConfigurationTests
{
    private const string Sizes = "\"hidden_size\": 64, \"num_attention_heads\": 4, \"num_hidden_layers\": 3, \"intermediate_size\": 96, \"vocab_size\": 100";

    // Lfm2Config, LlamaConfig and Qwen2Config of transformers 5.12; null is the number of query heads.
    [TestCase("lfm2", 8, 1e-5, 128_000, 1e6, true)]
    [TestCase("llama", null, 1e-6, 2048, 1e4, false)]
    [TestCase("qwen2", 32, 1e-6, 32_768, 1e4, false)]
    public void A_missing_key_has_the_default_of_transformers(string architecture, int? keyValueHeads, double epsilon, int positions, double theta, bool tied)
    {
        var heads = keyValueHeads ?? 4;
        var configuration = Read(architecture, $"\"num_attention_heads\": {heads}, \"hidden_size\": {16 * heads}");
        Assert.Multiple(() =>
        {
            Assert.That(configuration.KeyValueHeads, Is.EqualTo(heads));
            Assert.That(configuration.HeadDimension, Is.EqualTo(16));
            Assert.That(configuration.NormEpsilon, Is.EqualTo(epsilon));
            Assert.That(configuration.MaxPositions, Is.EqualTo(positions));
            Assert.That(configuration.Rope, Is.EqualTo(new RopeConfiguration(theta, new RopeScaling())));
            Assert.That(configuration.TiedEmbeddings, Is.EqualTo(tied));
            Assert.That(configuration.Layers, Is.EqualTo(Enumerable.Repeat(OperatorKind.Attention, 3)));
            Assert.That(configuration.Shape.Blocks, Is.EqualTo(configuration.Layers));
        });
    }

    [Test]
    public void Convolutions_and_biases_have_the_defaults_of_transformers()
    {
        var lfm2 = (Lfm2Configuration)Read("lfm2", "\"num_key_value_heads\": 2");
        var llama = (LlamaConfiguration)Read("llama");
        Assert.Multiple(() =>
        {
            Assert.That((lfm2.ConvolutionTaps, lfm2.ConvolutionBias), Is.EqualTo((3, false)));
            Assert.That((llama.AttentionBias, llama.MlpBias), Is.EqualTo((false, false)));
            Assert.That(lfm2.IntermediateSize, Is.EqualTo(256), "two thirds of 96, rounded up to a multiple of 256");
        });
    }

    [TestCase("lfm2")]
    [TestCase("llama")]
    [TestCase("qwen2")]
    public void Key_value_heads_that_are_null_are_as_many_as_the_query_heads(string architecture) =>
        Assert.That(Read(architecture, "\"num_key_value_heads\": null").KeyValueHeads, Is.EqualTo(4));

    [TestCase("lfm2")]
    [TestCase("llama")]
    [TestCase("qwen2")]
    public void Heads_may_have_a_width_of_their_own(string architecture) =>
        Assert.That(Read(architecture, "\"num_key_value_heads\": 2, \"hidden_size\": 50, \"head_dim\": 24").Shape.HeadDimension, Is.EqualTo(24));

    private static readonly (string Json, double Theta, RopeScaling Scaling)[] Ropes =
    [
        ("\"rope_parameters\": {\"rope_type\": \"default\", \"rope_theta\": 5e5}", 5e5, new RopeScaling()),
        ("\"rope_theta\": 5e5, \"rope_scaling\": null", 5e5, new RopeScaling()),
        ("\"theta\": 5e5", 5e5, new RopeScaling()),
        ("\"rope_parameters\": {\"rope_type\": \"default\"}, \"rope_theta\": 5e5", 5e5, new RopeScaling()),
        ("\"rope_parameters\": {\"rope_type\": \"default\", \"rope_theta\": 5e5}, \"rope_theta\": 7", 5e5, new RopeScaling()),
        ("\"rope_parameters\": {\"full_attention\": {\"rope_type\": \"linear\", \"factor\": 2, \"rope_theta\": 5e5}, \"conv\": null}", 5e5, new LinearScaling(2)),
        ("\"rope_theta\": 5e5, \"rope_scaling\": {\"type\": \"linear\", \"factor\": 2.5}", 5e5, new LinearScaling(2.5)),
        ("\"rope_theta\": 5e5, \"rope_scaling\": {\"rope_type\": \"llama3\", \"factor\": 32.0, \"low_freq_factor\": 1.0, \"high_freq_factor\": 4.0, \"original_max_position_embeddings\": 8192}", 5e5, new Llama3Scaling(32, 1, 4, 8192)),
        ("\"rope_theta\": 5e5, \"max_position_embeddings\": 4000, \"rope_scaling\": {\"rope_type\": \"llama3\", \"factor\": 32.0, \"low_freq_factor\": 1.0, \"high_freq_factor\": 4.0}", 5e5, new Llama3Scaling(32, 1, 4, 4000)),
        ("\"rope_theta\": 5e5, \"rope_scaling\": {\"type\": \"yarn\", \"factor\": 4.0, \"original_max_position_embeddings\": 32768}", 5e5, new YarnScaling(4, 32768)),
        ("\"rope_theta\": 5e5, \"original_max_position_embeddings\": 1000, \"max_position_embeddings\": 6000, \"rope_scaling\": {\"type\": \"yarn\", \"factor\": null}", 5e5, new YarnScaling(6, 1000)),
        ("\"rope_parameters\": {\"rope_theta\": 5e5, \"rope_type\": \"yarn\", \"factor\": 2, \"original_max_position_embeddings\": 10, \"beta_fast\": 16, \"beta_slow\": 2, \"truncate\": false, \"attention_factor\": 1.2, \"mscale\": 0.7, \"mscale_all_dim\": 0.8}", 5e5,
            new YarnScaling(2, 10) { BetaFast = 16, BetaSlow = 2, Truncate = false, GivenAttentionFactor = 1.2, MScale = 0.7, MScaleAllDim = 0.8 }),
    ];

    [Test]
    public void Rope_is_read_in_its_old_and_new_forms([Range(0, 11)] int form)
    {
        var (json, theta, scaling) = Ropes[form];
        Assert.That(Read("llama", json).Rope, Is.EqualTo(new RopeConfiguration(theta, scaling)));
    }

    [TestCase("\"dtype\": \"float32\"")]
    [TestCase("\"torch_dtype\": \"bfloat16\"")]
    [TestCase("\"hidden_act\": \"swish\", \"pretraining_tp\": 2, \"attention_dropout\": 0.1, \"use_cache\": false")]
    public void What_changes_no_number_is_not_read(string json) => Assert.That(Read("llama", json), Is.EqualTo(Read("llama")).Using<ModelConfiguration>((a, b) => a.ToString() == b.ToString()));

    // Lfm2MLP: int(2 x 600 / 3) = 400; int(1.5 x 400) = 600; up to a multiple of 256 = 768. With null nothing is rounded.
    [TestCase("\"block_auto_adjust_ff_dim\": false", ExpectedResult = 600)]
    [TestCase("\"block_auto_adjust_ff_dim\": true", ExpectedResult = 512)]
    [TestCase("\"block_multiple_of\": 3", ExpectedResult = 402)]
    [TestCase("\"block_ffn_dim_multiplier\": 1.5", ExpectedResult = 768)]
    [TestCase("\"block_ffn_dim_multiplier\": null", ExpectedResult = 400)]
    [TestCase("\"block_ff_dim\": 900, \"block_ffn_dim_multiplier\": null", ExpectedResult = 600)]
    public int The_width_of_an_LFM2_MLP_is_adjusted_as_transformers_does(string json) =>
        Read("lfm2", $"\"num_key_value_heads\": 2, \"intermediate_size\": 600, {json}").IntermediateSize;

    [Test]
    public void The_first_names_of_LFM2_files_are_read()
    {
        var configuration = (Lfm2Configuration)Read(
            "lfm2", "\"num_key_value_heads\": 2, \"full_attn_idxs\": [1], \"tie_embedding\": false, \"theta\": 4e4, \"conv_L_cache\": 5, \"conv_bias\": true");
        Assert.Multiple(() =>
        {
            Assert.That(configuration.Layers, Is.EqualTo(new[] { OperatorKind.Convolution, OperatorKind.Attention, OperatorKind.Convolution }));
            Assert.That(configuration.TiedEmbeddings, Is.False);
            Assert.That(configuration.Rope.Theta, Is.EqualTo(4e4));
            Assert.That((configuration.ConvolutionTaps, configuration.ConvolutionBias), Is.EqualTo((5, true)));
        });
    }

    [Test]
    public void A_sliding_window_that_is_not_used_changes_nothing() =>
        Assert.That(Read("qwen2", "\"num_key_value_heads\": 2, \"use_sliding_window\": false, \"sliding_window\": 4096, \"max_window_layers\": 28").Layers, Has.Count.EqualTo(3));

    [TestCase("lfm2", "\"hidden_size\": null", "hidden_size is missing")]
    [TestCase("llama", "\"vocab_size\": -1", "vocab_size is -1, not a whole number from 1")]
    [TestCase("llama", "\"num_hidden_layers\": 2.5", "num_hidden_layers is 2.5, not a whole number from 1")]
    [TestCase("llama", "\"intermediate_size\": \"96\"", "intermediate_size is \"96\", not a whole number")]
    [TestCase("qwen2", "\"num_attention_heads\": 2", "num_key_value_heads 32 do not divide")]
    [TestCase("llama", "\"num_key_value_heads\": 3", "num_key_value_heads 3 do not divide")]
    [TestCase("llama", "\"hidden_size\": 66", "hidden_size 66, num_attention_heads 4")]
    [TestCase("llama", "\"hidden_size\": 60", "heads of an even width")]
    [TestCase("llama", "\"head_dim\": 15", "head_dim 15, num_attention_heads 4")]
    [TestCase("llama", "\"hidden_act\": \"gelu\"", "hidden_act is 'gelu'")]
    [TestCase("llama", "\"rms_norm_eps\": 0", "rms_norm_eps is 0, not above zero")]
    [TestCase("llama", "\"attention_bias\": 1", "attention_bias is 1, not true or false")]
    [TestCase("llama", "\"tie_word_embeddings\": \"yes\"", "tie_word_embeddings is \"yes\", not true or false")]
    [TestCase("llama", "\"rope_theta\": 1", "rope_theta is 1, and the base of the rotary embedding must be above 1")]
    [TestCase("llama", "\"rope_scaling\": \"linear\"", "rope_scaling is \"linear\", not an object")]
    [TestCase("llama", "\"rope_scaling\": {\"type\": \"dynamic\", \"factor\": 2}", "rope_type is 'dynamic', which is not supported")]
    [TestCase("qwen2", "\"num_key_value_heads\": 2, \"rope_parameters\": {\"rope_type\": \"longrope\"}", "rope_type is 'longrope', which is not supported")]
    [TestCase("llama", "\"rope_scaling\": {\"type\": \"linear\"}", "rope_scaling.factor is missing")]
    [TestCase("llama", "\"rope_scaling\": {\"type\": \"linear\", \"factor\": 0}", "rope_scaling.factor is 0, not above zero")]
    [TestCase("llama", "\"rope_parameters\": {\"rope_type\": \"llama3\", \"factor\": 8, \"low_freq_factor\": 4, \"high_freq_factor\": 4}", "low_freq_factor is 4 and high_freq_factor is 4, which must be larger")]
    [TestCase("llama", "\"rope_parameters\": {\"rope_type\": \"yarn\", \"factor\": 8, \"original_max_position_embeddings\": 0}", "rope_parameters.original_max_position_embeddings is 0")]
    [TestCase("llama", "\"rope_parameters\": {\"rope_type\": \"default\", \"partial_rotary_factor\": 0.5}", "partial_rotary_factor is 0.5")]
    [TestCase("llama", "\"partial_rotary_factor\": 0.25", "partial_rotary_factor is 0.25")]
    [TestCase("qwen2", "\"num_key_value_heads\": 2, \"use_sliding_window\": true, \"sliding_window\": 128, \"max_window_layers\": 1", "use_sliding_window is true")]
    [TestCase("qwen2", "\"num_key_value_heads\": 2, \"layer_types\": [\"full_attention\", \"sliding_attention\", \"full_attention\"]", "layer_types names 'sliding_attention'")]
    [TestCase("qwen2", "\"num_key_value_heads\": 2, \"layer_types\": [\"full_attention\"]", "layer_types has 1 entries and num_hidden_layers is 3")]
    [TestCase("lfm2", "\"num_key_value_heads\": 2, \"full_attn_idxs\": [0, 3]", "full_attn_idxs names block 3 and num_hidden_layers is 3")]
    [TestCase("lfm2", "\"num_key_value_heads\": 2, \"block_ffn_dim_multiplier\": 0", "block_ffn_dim_multiplier is 0, not above zero")]
    [TestCase("lfm2", "\"num_key_value_heads\": 2, \"block_ffn_dim_multiplier\": 1e300", "makes an MLP of the width")]
    [TestCase("lfm2", "\"num_key_value_heads\": 2, \"intermediate_size\": 1, \"block_ffn_dim_multiplier\": null", "makes an MLP of the width 0 of intermediate_size 1")]
    [TestCase("lfm2", "\"num_key_value_heads\": 2, \"conv_L_cache\": 0", "conv_L_cache is 0, not a whole number from 1")]
    [TestCase("mamba", "\"hidden_size\": 1", "model_type is 'mamba', which is not supported. Use a checkpoint of an architecture that is: lfm2, llama, qwen2")]
    public void One_clear_error_for(string architecture, string json, string message) =>
        Assert.That(() => Read(architecture, json), Throws.TypeOf<CheckpointException>().With.Message.Contains(message).And.Message.Contains("config.json: "));

    private static ModelConfiguration Read(string architecture, string json = "")
    {
        // Later keys take the place of earlier ones.
        var merged = JsonNode.Parse($"{{\"model_type\": \"{architecture}\", {Sizes}}}")!.AsObject();
        foreach (var (key, value) in JsonNode.Parse($"{{{json}}}")!.AsObject())
        {
            merged[key] = value?.DeepClone();
        }

        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "config.json");
        File.WriteAllText(path, merged.ToJsonString());
        return ModelConfiguration.Read(ConfigurationFile.Read(path));
    }
}
