using System.Diagnostics;
using System.Text.Json.Nodes;
using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Models.Tests.Loading;

/// <summary>No memory on a file's word: every size of config.json is held against the tensors that the weights' header lists, before anything is allocated.</summary>
[TestFixture, NonParallelizable]
public class TrustedSizesTests
{
    private const long Allowed = 50_000_000;

    [TestCase("llama-atlas-tiny", "num_hidden_layers", "2000000000", "num_hidden_layers is 2,000,000,000, and a model here has at most 10,000 blocks")]
    [TestCase("llama-atlas-tiny", "num_hidden_layers", "10000", "'model.layers.8.input_layernorm.weight' is missing")]
    [TestCase("llama-atlas-tiny", "head_dim", "2147483646", "q_proj.weight' has shape [128, 128], and the config.json beside it asks for [17179869168, 128]")]
    // 8 heads of 2^29 + 16 are 2^32 + 128 rows: 128 in 32 bits.
    [TestCase("llama-atlas-tiny", "head_dim", "536870928", "asks for [4294967424, 128]")]
    [TestCase("llama-atlas-tiny", "intermediate_size", "2147483647", "asks for [2147483647, 128]")]
    [TestCase("llama-atlas-tiny", "vocab_size", "2147483647", "'model.embed_tokens.weight' has shape [1024, 128]")]
    [TestCase("llama-atlas-tiny", "hidden_size", "2147483640", "'model.embed_tokens.weight' has shape [1024, 128]")]
    [TestCase("qwen2-atlas-tiny", "num_attention_heads", "2147483644", "do not divide into heads")]
    [TestCase("lfm2-atlas-tiny", "conv_L_cache", "2147483647", "conv.conv.weight' has shape [128, 1, 3], and the config.json beside it asks for [128, 1, 2147483647]")]
    [TestCase("lfm2-atlas-tiny", "block_multiple_of", "2147483647", "asks for [2147483647, 128]", "block_auto_adjust_ff_dim")]
    public void A_size_that_the_weights_do_not_have_is_an_error_and_takes_no_memory(string model, string key, string value, string message, string? flag = null)
    {
        using var copy = new CheckpointCopy(model);
        copy.EditConfiguration(json =>
        {
            json[key] = JsonNode.Parse(value);
            if (flag is not null)
            {
                json[flag] = true;
            }
        });
        var (allocated, watch) = (GC.GetTotalAllocatedBytes(precise: true), Stopwatch.StartNew());
        Assert.That(() => Checkpoint.Load(copy.Folder), Throws.TypeOf<CheckpointException>().With.Message.Contains(message));
        Assert.That(GC.GetTotalAllocatedBytes(precise: true) - allocated, Is.LessThan(Allowed));
        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(5)));
    }

    [Test]
    public void The_largest_context_takes_no_memory_until_a_text_is_so_long()
    {
        using var copy = new CheckpointCopy();
        copy.EditConfiguration(json => json["max_position_embeddings"] = int.MaxValue);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        using var checkpoint = Checkpoint.Load(copy.Folder);
        using var ids = TorchSharp.torch.tensor(new long[] { 1, 296, 317 }).unsqueeze(0);
        using var logits = checkpoint.Model.Forward(ids);
        Assert.That(checkpoint.Model.Shape.Context, Is.EqualTo(int.MaxValue));
        Assert.That(GC.GetTotalAllocatedBytes(precise: true) - before, Is.LessThan(Allowed));
    }

    [Test]
    public void As_many_attention_indices_as_a_file_can_hold_are_read_at_once()
    {
        using var copy = new CheckpointCopy();
        copy.EditConfiguration(json =>
        {
            json.Remove("layer_types");
            json["num_hidden_layers"] = 10_000;
        });
        // One large list that names the last block over and over.
        var list = string.Join(',', Enumerable.Repeat("9999", 200_000));
        File.WriteAllText(copy.Configuration, File.ReadAllText(copy.Configuration).Replace("\"full_attn_idxs\":null", $"\"full_attn_idxs\":[{list}]", StringComparison.Ordinal));
        var watch = Stopwatch.StartNew();
        var configuration = ModelConfiguration.Read(ConfigurationFile.Read(copy.Configuration));
        Assert.That(configuration.Layers.Count(layer => layer == OperatorKind.Attention), Is.EqualTo(1));
        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(10)));
    }

    [Test]
    public void A_head_width_that_no_tensor_confirms_takes_no_memory()
    {
        using var copy = new CheckpointCopy();
        var configuration = """{"model_type": "lfm2", "hidden_size": 64, "num_attention_heads": 4, "num_key_value_heads": 2, "num_hidden_layers": 1, "layer_types": ["conv"], "intermediate_size": 96, "block_auto_adjust_ff_dim": false, "vocab_size": 1024, "head_dim": 2147483646}""";
        SyntheticCheckpoint.Write(copy.Folder, configuration, RepositoryFiles.Path("models", "lfm2-atlas-tiny", "tokenizer.json"), seed: 1);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        using var checkpoint = Checkpoint.Load(copy.Folder);
        Assert.That(checkpoint.Model.Shape.HeadDimension, Is.EqualTo(2147483646));
        Assert.That(GC.GetTotalAllocatedBytes(precise: true) - before, Is.LessThan(Allowed));
    }
}
