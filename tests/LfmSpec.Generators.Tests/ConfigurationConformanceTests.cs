extern alias models;

using System.Text;
using Microsoft.CodeAnalysis.Text;
using CheckpointException = models::LfmSpec.Models.Checkpoints.CheckpointException;
using ConfigurationFile = models::LfmSpec.Models.Checkpoints.ConfigurationFile;
using LoadedConfiguration = models::LfmSpec.Models.ModelConfiguration;
using OperatorKind = models::LfmSpec.Models.OperatorKind;

namespace LfmSpec.Generators.Tests;

/// <summary>What the compiler takes of a config.json, the loader takes with the same shape, and what one refuses the other refuses.</summary>
public class ConfigurationConformanceTests
{
    private const string Attention = "AAA";

    private string _file = "";

    [SetUp]
    public void Name() => _file = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"{Guid.NewGuid():N}.json");

    [TearDown]
    public void Remove() => File.Delete(_file);

    // Blocks, A for attention and C for a convolution; heads; tokens; the outputs of q_proj, of k_proj and of the MLP's gate.
    [TestCase("", Attention, 4, 99, 64, 32, 96, TestName = "An LFM2 without layer_types and full_attn_idxs is all attention")]
    [TestCase("\"layer_types\": null", Attention, 4, 99, 64, 32, 96, TestName = "An LFM2 whose layer_types is null is all attention")]
    [TestCase("\"layer_types\": null, \"full_attn_idxs\": null", Attention, 4, 99, 64, 32, 96, TestName = "An LFM2 whose both forms are null is all attention")]
    [TestCase("\"layer_types\": null, \"full_attn_idxs\": [1]", "CAC", 4, 99, 64, 32, 96, TestName = "Where layer_types is null full_attn_idxs holds")]
    [TestCase("\"full_attn_idxs\": []", "CCC", 4, 99, 64, 32, 96, TestName = "No block is attention where full_attn_idxs is empty")]
    [TestCase("\"full_attn_idxs\": [2, 0, 2]", "ACA", 4, 99, 64, 32, 96, TestName = "A block may be named twice")]
    [TestCase("\"full_attn_idxs\": [0, 1, 2], \"layer_types\": [\"conv\", \"conv\", \"full_attention\"]", "CCA", 4, 99, 64, 32, 96, TestName = "Of both forms layer_types holds")]
    [TestCase("\"head_dim\": 8", Attention, 4, 99, 32, 16, 96, TestName = "A head_dim takes the place of the quotient")]
    [TestCase("\"head_dim\": null", Attention, 4, 99, 64, 32, 96, TestName = "A head_dim of null is none")]
    [TestCase("\"block_auto_adjust_ff_dim\": true, \"block_multiple_of\": null", Attention, 4, 99, 64, 32, 256, TestName = "A block_multiple_of of null is 256")]
    [TestCase("\"block_auto_adjust_ff_dim\": null, \"block_ffn_dim_multiplier\": 2.5e0, \"block_multiple_of\": 8", Attention, 4, 99, 64, 32, 160, TestName = "The MLP's width is adjusted unless the file says no")]
    public void An_LFM2_is_taken_with_one_shape(string members, string blocks, int heads, int vocabulary, int queries, int keys, int gate) =>
        AssertTaken(Lfm2(members), blocks, heads, vocabulary, queries, keys, gate);

    [TestCase("\"model_type\": \"llama\", \"num_key_value_heads\": null", 64, 64)]
    [TestCase("\"model_type\": \"llama\"", 64, 64)]
    [TestCase("\"model_type\": \"qwen2\", \"num_key_value_heads\": 2, \"layer_types\": [\"full_attention\", \"full_attention\", \"full_attention\"]", 64, 32)]
    [TestCase("\"model_type\": \"qwen2\", \"num_key_value_heads\": 2, \"use_sliding_window\": null, \"hidden_act\": null", 64, 32)]
    [TestCase("\"model_type\": \"qwen2\", \"num_key_value_heads\": 2, \"use_sliding_window\": true", 64, 32, TestName = "No block of three is behind the first 28, after which a window slides")]
    [TestCase("\"model_type\": \"qwen2\", \"num_key_value_heads\": 2, \"use_sliding_window\": true, \"max_window_layers\": 0, \"sliding_window\": 32768", 64, 32, TestName = "A window over the whole context")]
    [TestCase("\"model_type\": \"qwen2\", \"num_key_value_heads\": 2, \"use_sliding_window\": true, \"max_window_layers\": 0, \"sliding_window\": null", 64, 32, TestName = "A window of null")]
    [TestCase("\"model_type\": \"qwen2\", \"num_key_value_heads\": 2, \"use_sliding_window\": true, \"max_position_embeddings\": 4096, \"layer_types\": [\"full_attention\", \"sliding_attention\", \"full_attention\"]", 64, 32, TestName = "A block that slides over the whole context")]
    [TestCase("\"model_type\": \"llama\", \"use_sliding_window\": true, \"sliding_window\": 2048", 64, 64, TestName = "A Llama reads no use_sliding_window")]
    public void A_Llama_or_Qwen2_is_taken_with_one_shape(string members, int queries, int keys) =>
        AssertTaken(With(members), Attention, 4, 99, queries, keys, 96);

    [TestCase("\"layer_types\": [\"conv\", \"conv\"]", TestName = "Too few layer_types")]
    [TestCase("\"layer_types\": [\"conv\", \"conv\", \"mamba\"]", TestName = "An unknown layer type")]
    [TestCase("\"layer_types\": [\"conv\", \"conv\", null]", TestName = "A layer type of null")]
    [TestCase("\"layer_types\": [\"conv\", \"conv\", 1]", TestName = "A layer type that is a number")]
    [TestCase("\"layer_types\": \"conv\"", TestName = "Layer types that are a text")]
    [TestCase("\"layer_types\": \"conv\", \"full_attn_idxs\": [0]", TestName = "Layer types that are a text beside the older form")]
    [TestCase("\"full_attn_idxs\": [3]", TestName = "A block of attention that is not there")]
    [TestCase("\"full_attn_idxs\": [-1]", TestName = "A block of attention before the first")]
    [TestCase("\"full_attn_idxs\": [1.0]", TestName = "A block of attention that is not written as a whole number")]
    [TestCase("\"full_attn_idxs\": [null]", TestName = "A block of attention of null")]
    [TestCase("\"full_attn_idxs\": 1", TestName = "Blocks of attention that are a number")]
    [TestCase("\"head_dim\": 7", TestName = "An odd head_dim")]
    [TestCase("\"head_dim\": 0", TestName = "A head_dim of 0")]
    [TestCase("\"head_dim\": \"16\"", TestName = "A head_dim that is a text")]
    [TestCase("\"num_key_value_heads\": 3", TestName = "Key-value heads that do not divide the heads")]
    [TestCase("\"num_attention_heads\": 5, \"num_key_value_heads\": 5", TestName = "Heads that do not divide the hidden size")]
    [TestCase("\"num_hidden_layers\": 3.0", TestName = "A number of blocks that is not written as a whole number")]
    [TestCase("\"num_hidden_layers\": 3e0", TestName = "A number of blocks with an exponent")]
    [TestCase("\"num_hidden_layers\": 4294967299", TestName = "A number of blocks beyond 32 bits")]
    [TestCase("\"num_hidden_layers\": 36893488147419103235", TestName = "A number of blocks beyond 64 bits")]
    [TestCase("\"num_hidden_layers\": null", TestName = "A number of blocks of null")]
    [TestCase("\"hidden_size\": 1e999", TestName = "A hidden size beyond a double")]
    [TestCase("\"vocab_size\": null", TestName = "No tokens")]
    [TestCase("\"vocab_size\": 0", TestName = "A vocabulary of 0")]
    [TestCase("\"intermediate_size\": -96", TestName = "A negative width")]
    [TestCase("\"block_auto_adjust_ff_dim\": \"yes\"", TestName = "A flag that is a text")]
    [TestCase("\"block_auto_adjust_ff_dim\": true, \"block_ffn_dim_multiplier\": \"1\"", TestName = "A multiplier that is a text")]
    [TestCase("\"block_auto_adjust_ff_dim\": true, \"block_ffn_dim_multiplier\": -1", TestName = "A negative multiplier")]
    [TestCase("\"block_auto_adjust_ff_dim\": true, \"block_ffn_dim_multiplier\": 1e999", TestName = "A multiplier beyond a double")]
    [TestCase("\"model_type\": \"gpt2\"", TestName = "Another architecture")]
    [TestCase("\"model_type\": 2", TestName = "An architecture that is a number")]
    [TestCase("\"model_type\": \"qwen2\", \"use_sliding_window\": true, \"max_window_layers\": 2", TestName = "Attention through a window")]
    [TestCase("\"model_type\": \"qwen2\", \"use_sliding_window\": \"yes\"", TestName = "A window that is a text")]
    [TestCase("\"model_type\": \"qwen2\", \"use_sliding_window\": true, \"sliding_window\": 32767, \"layer_types\": [\"full_attention\", \"full_attention\", \"sliding_attention\"]", TestName = "A block that slides over less than the context")]
    [TestCase("\"model_type\": \"llama\", \"sliding_window\": 2047", TestName = "A Llama whose cache forgets")]
    [TestCase("\"model_type\": \"llama\", \"attention_chunk_size\": 1", TestName = "A Llama whose attention is by chunks")]
    [TestCase("\"model_type\": \"llama\", \"layer_types\": [\"full_attention\", \"full_attention\", \"sliding_attention\"]", TestName = "A Llama with a block that slides")]
    [TestCase("\"model_type\": \"llama\", \"layer_types\": [\"full_attention\", \"full_attention\"]", TestName = "A Llama with too few layer_types")]
    [TestCase("\"model_type\": \"qwen2\", \"layer_types\": [\"full_attention\", \"full_attention\", \"sliding_attention\"]", TestName = "One block with a window")]
    [TestCase("\"model_type\": \"llama\", \"hidden_act\": \"gelu\"", TestName = "Another activation")]
    public void A_configuration_that_asks_for_what_is_not_there_is_refused(string members) => AssertRefused(With(members));

    [TestCase("{ \"model_type\": \"llama\", }", TestName = "A comma after the last")]
    [TestCase("{ \"model_type\": \"llama\" // comment\n }", TestName = "A comment")]
    [TestCase("{ 'model_type': 'llama' }", TestName = "Single quotes")]
    [TestCase("[]", TestName = "A list")]
    [TestCase("", TestName = "Nothing")]
    public void What_is_no_JSON_object_is_refused(string json) => AssertRefused(json);

    [TestCase("\"x\": 01", TestName = "A zero before a number")]
    [TestCase("\"x\": +1", TestName = "A plus before a number")]
    [TestCase("\"x\": .5", TestName = "No digit before the point")]
    [TestCase("\"x\": 5.", TestName = "No digit after the point")]
    [TestCase("\"x\": 1e", TestName = "No digit after the e")]
    [TestCase("\"x\": -", TestName = "A minus alone")]
    [TestCase("\"x\": NaN", TestName = "Not a number")]
    [TestCase("\"x\": \"a\tb\"", TestName = "A tab in a text")]
    [TestCase("\"x\": \"a\u0000b\"", TestName = "U+0000 in a text")]
    [TestCase("\"x\": \"\\u12g4\"", TestName = "An escape without four digits")]
    [TestCase("\"x\": [1,]", TestName = "A comma after the last of a list")]
    [TestCase("\"x\": tru", TestName = "Half a word")]
    [TestCase("\"x\": \"\\ud83d\"", TestName = "Half of a surrogate pair")]
    [TestCase("\"x\": \"\\ude00\\ud83d\"", TestName = "The halves of a surrogate pair in the wrong order")]
    [TestCase("\"\\ud83d\": 1", TestName = "A name that is half of a surrogate pair")]
    [TestCase("\"x\": 1, \"x\": 1", TestName = "A name twice")]
    [TestCase("\"x\": 1, \"\\u0078\": 1", TestName = "A name twice, once by its number")]
    [TestCase("\"y\": { \"x\": 1, \"x\": 1 }", TestName = "A name twice within a member")]
    public void A_member_that_nothing_reads_is_JSON_all_the_same(string member) => AssertRefused(With(member));

    [TestCase(62, true)]
    [TestCase(63, true)]
    [TestCase(64, false)]
    [TestCase(65, false)]
    public void Lists_may_be_nested_so_deep_and_no_deeper(int lists, bool isTaken)
    {
        var json = With($"\"x\": {new string('[', lists)}{new string(']', lists)}");
        if (isTaken)
        {
            AssertTaken(json, Attention, 4, 99, 64, 32, 96);
        }
        else
        {
            AssertRefused(json);
        }
    }

    [Test]
    public void A_byte_order_mark_before_the_file_counts_for_nothing() => AssertTaken($"\uFEFF{With("")}", Attention, 4, 99, 64, 32, 96);

    // A member that is given again takes the place of the base's.
    private static string With(string members)
    {
        var all = new List<string>
        {
            "\"model_type\": \"lfm2\"", "\"num_hidden_layers\": 3", "\"num_attention_heads\": 4", "\"hidden_size\": 64", "\"vocab_size\": 99", "\"intermediate_size\": 96",
            "\"block_auto_adjust_ff_dim\": false",
        };
        if (!members.Contains("\"model_type\": \"llama\"", StringComparison.Ordinal))
        {
            all.Add("\"num_key_value_heads\": 2");
        }

        all.RemoveAll(member => members.Contains(member.Split(':')[0], StringComparison.Ordinal));
        return $"{{ {string.Join(", ", members.Length == 0 ? all : all.Append(members))} }}";
    }

    private static string Lfm2(string members) => With(members);

    private void AssertTaken(string json, string blocks, int heads, int vocabulary, int queries, int keys, int gate)
    {
        var (compiled, problem) = Compiled(json);
        Assert.That(problem, Is.Null, json);
        var loaded = Loaded(json);
        var module = compiled!.AttentionModules.ToDictionary(module => module.ShortName, module => module.Outputs);
        Assert.That(
            (string.Concat(compiled.Blocks.Select(kind => kind == BlockKind.Attention ? 'A' : 'C')), compiled.Heads, compiled.Vocabulary, module["q_proj"], module["k_proj"], Gate(module)),
            Is.EqualTo((blocks, heads, vocabulary, queries, keys, gate)),
            "the compiler");
        Assert.That(
            (string.Concat(loaded.Layers.Select(kind => kind == OperatorKind.Attention ? 'A' : 'C')), loaded.Heads, loaded.VocabularySize,
                loaded.Heads * loaded.HeadDimension, loaded.KeyValueHeads * loaded.HeadDimension, loaded.IntermediateSize),
            Is.EqualTo((blocks, heads, vocabulary, queries, keys, gate)),
            "the loader");
    }

    private void AssertRefused(string json)
    {
        Assert.That(Compiled(json).Problem, Is.Not.Null.And.Not.Empty, "the compiler");
        Assert.That(() => Loaded(json), Throws.TypeOf<CheckpointException>().With.Message.StartsWith(_file), "the loader");
    }

    private static int Gate(Dictionary<string, int> outputs) => outputs.TryGetValue("w1", out var width) ? width : outputs["gate_proj"];

    // As the compiler opens an additional file.
    private (ModelShape? Shape, string? Problem) Compiled(string json)
    {
        File.WriteAllBytes(_file, Encoding.UTF8.GetBytes(json));
        using var stream = File.OpenRead(_file);
        var shape = ModelShapeReader.Read("m", SourceText.From(stream).ToString(), out var problem, out _);
        return (shape, problem);
    }

    private LoadedConfiguration Loaded(string json)
    {
        File.WriteAllBytes(_file, Encoding.UTF8.GetBytes(json));
        return LoadedConfiguration.Read(ConfigurationFile.Read(_file));
    }
}
