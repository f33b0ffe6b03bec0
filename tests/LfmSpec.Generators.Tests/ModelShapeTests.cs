namespace LfmSpec.Generators.Tests;

/// <summary>A checkpoint's configuration, in the forms that transformers wrote over the years.</summary>
public class ModelShapeTests
{
    [TestCase("lfm2-atlas-tiny", 14, 6, 8)]
    [TestCase("qwen2-atlas-tiny", 8, 8, 8)]
    [TestCase("llama-atlas-tiny", 8, 8, 8)]
    public void The_checkpoints_of_the_repository_are_read(string model, int blocks, int attention, int heads)
    {
        var json = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "models", model, "config.json"));
        var shape = ModelShapeReader.Read(model, json, out var problem, out _);
        Assert.That(problem, Is.Null);
        Assert.That((shape!.Name, shape.Blocks.Count, shape.BlocksOf(BlockKind.Attention).Length, shape.Heads), Is.EqualTo((model, blocks, attention, heads)));
    }

    [Test]
    public void The_older_form_names_the_attention_blocks()
    {
        var shape = Read(Lfm2("\"full_attn_idxs\": [1, 2]"));
        Assert.That(shape.Blocks, Is.EqualTo(new[] { BlockKind.Convolution, BlockKind.Attention, BlockKind.Attention }));
    }

    [Test]
    public void The_newer_form_wins_over_the_older() => Assert.That(
        Read(Lfm2("\"full_attn_idxs\": [0, 1, 2], \"layer_types\": [\"conv\", \"conv\", \"full_attention\"]")).BlocksOf(BlockKind.Attention),
        Is.EqualTo(new[] { 2 }));

    [Test]
    public void Without_key_value_heads_there_are_as_many_as_query_heads() => Assert.That(
        Read("""{ "model_type": "llama", "num_hidden_layers": 2, "num_attention_heads": 4, "hidden_size": 64, "vocab_size": 99, "intermediate_size": 96 }""").Heads, Is.EqualTo(4));

    // LFM2-350M's file has 6656, and its w1 has 4608 rows: two thirds, 4437, rounded up to a multiple of 256.
    [TestCase("\"intermediate_size\": 6656, \"block_auto_adjust_ff_dim\": true, \"block_ffn_dim_multiplier\": 1.0, \"block_multiple_of\": 256", 4608)]
    [TestCase("\"intermediate_size\": 6656", 4608)]
    [TestCase("\"intermediate_size\": 768", 512)]
    [TestCase("\"intermediate_size\": 512, \"block_ff_dim\": 6656", 4608)]
    [TestCase("\"intermediate_size\": 6656, \"block_auto_adjust_ff_dim\": false", 6656)]
    [TestCase("\"intermediate_size\": 6656, \"block_ffn_dim_multiplier\": null", 4437)]
    [TestCase("\"intermediate_size\": 6656, \"block_ffn_dim_multiplier\": 0.5, \"block_multiple_of\": 100", 2300)]
    public void The_width_of_an_LFM2s_MLP_is_adjusted_as_its_file_says(string members, int width) => Assert.That(
        Read($$"""{ "model_type": "lfm2", "num_hidden_layers": 1, "num_attention_heads": 4, "hidden_size": 64, "num_key_value_heads": 2, "layer_types": ["conv"], "vocab_size": 99, {{members}} }""")
            .ModulesOf(0).Single(module => module.Name == "feed_forward.w1").Outputs,
        Is.EqualTo(width));

    [TestCase("llama", "", 64, 64)]
    [TestCase("llama", "\"num_key_value_heads\": null, ", 64, 64)]
    [TestCase("llama", "\"num_key_value_heads\": 8, ", 64, 16)]
    [TestCase("llama", "\"num_key_value_heads\": 8, \"head_dim\": 4, ", 128, 32)]
    [TestCase("qwen2", "", 64, 64)]
    public void The_widths_of_queries_and_keys_are_those_of_their_heads(string architecture, string members, int queries, int keys)
    {
        var modules = Read($$"""{ "model_type": "{{architecture}}", "num_hidden_layers": 1, "num_attention_heads": 32, "hidden_size": 64, {{members}}"vocab_size": 99, "intermediate_size": 96 }""").ModulesOf(0);
        Assert.That(
            modules.Take(4).Select(module => (module.Name, module.Inputs, module.Outputs)),
            Is.EqualTo(new[] { ("self_attn.q_proj", 64, queries), ("self_attn.k_proj", 64, keys), ("self_attn.v_proj", 64, keys), ("self_attn.o_proj", queries, 64) }));
    }

    [Test]
    public void An_LFM2_has_eight_key_value_heads_unless_told_as_transformers_has_it() => Assert.That(
        Read("""{ "model_type": "lfm2", "num_hidden_layers": 1, "num_attention_heads": 16, "hidden_size": 64, "vocab_size": 99, "intermediate_size": 96, "layer_types": ["full_attention"] }""")
            .ModulesOf(0).Single(module => module.Name == "self_attn.k_proj").Outputs,
        Is.EqualTo(32));

    [TestCase("""[1]""", "it is not a JSON object")]
    [TestCase("""{}""", "its model_type is missing; LfmSpec knows lfm2, qwen2 and llama")]
    [TestCase("""{ "model_type": "mamba" }""", "its model_type is 'mamba'; LfmSpec knows lfm2, qwen2 and llama")]
    [TestCase("""{ "model_type": "llama" }""", "num_hidden_layers is not a whole number from 1 to 10000")]
    [TestCase("""{ "model_type": "llama", "num_hidden_layers": 2.5 }""", "num_hidden_layers is not a whole number from 1 to 10000")]
    [TestCase("""{ "model_type": "llama", "num_hidden_layers": 1e9 }""", "num_hidden_layers is not a whole number from 1 to 10000")]
    [TestCase("""{ "model_type": "llama", "num_hidden_layers": 2, "num_attention_heads": "8" }""", "num_attention_heads is not a whole number from 1 to 10000")]
    [TestCase("""{ "model_type": "llama", "num_hidden_layers": 2, "num_attention_heads": 8 }""", "hidden_size is not a whole number from 1 to 1048576")]
    [TestCase("""{ "model_type": "llama", "num_hidden_layers": 2, "num_attention_heads": 8, "num_key_value_heads": 3, "hidden_size": 64, "vocab_size": 99, "intermediate_size": 96 }""",
        "8 query heads, 3 key/value heads and a hidden size of 64 do not fit one another: a head has an even width, and each key/value head as many query heads")]
    [TestCase("""{ "model_type": "llama", "num_hidden_layers": 2, "num_attention_heads": 8, "hidden_size": 64 }""", "intermediate_size is not a whole number from 1 to 1048576")]
    [TestCase("""{ "model_type": "llama", "num_hidden_layers": 2, "num_attention_heads": 8, "hidden_size": 64, "vocab_size": 99, "intermediate_size": 96, "head_dim": 0 }""",
        "head_dim is not a whole number from 1 to 1048576")]
    public void A_configuration_that_cannot_be_used_says_why(string json, string problem)
    {
        Assert.That(ModelShapeReader.Read("m", json, out var said, out _), Is.Null);
        Assert.That(said, Is.EqualTo(problem));
    }

    [TestCase("\"layer_types\": [\"conv\"]", "layer_types names 1 blocks, num_hidden_layers 3")]
    [TestCase("\"layer_types\": [\"conv\", \"mamba\", \"conv\"]", "layer_types has 'mamba'; LfmSpec knows conv and full_attention")]
    [TestCase("\"layer_types\": [\"conv\", null, \"conv\"]", "layer_types has a null")]
    [TestCase("\"full_attn_idxs\": [3]", "full_attn_idxs has 3, which is not one of its 3 blocks")]
    [TestCase("\"full_attn_idxs\": [0.5]", "full_attn_idxs has 0.5, which is not one of its 3 blocks")]
    [TestCase("\"layer_types\": [\"conv\", \"conv\", \"conv\"], \"block_ffn_dim_multiplier\": -1", "block_ffn_dim_multiplier is not a number above zero")]
    [TestCase("\"layer_types\": \"conv\"", "layer_types is not a list")]
    [TestCase("\"full_attn_idxs\": [null]", "full_attn_idxs has a null")]
    public void An_LFM2_whose_blocks_are_unclear_says_why(string member, string problem)
    {
        Assert.That(ModelShapeReader.Read("m", Lfm2(member), out var said, out _), Is.Null);
        Assert.That(said, Is.EqualTo(problem));
    }

    private static string Lfm2(string member) =>
        $$"""{ "model_type": "lfm2", "num_hidden_layers": 3, "num_attention_heads": 4, "num_key_value_heads": 2, "hidden_size": 64, "vocab_size": 99, "intermediate_size": 96, {{member}} }""";

    private static ModelShape Read(string json)
    {
        var shape = ModelShapeReader.Read("m", json, out var problem, out _);
        Assert.That(problem, Is.Null);
        return shape!;
    }
}
