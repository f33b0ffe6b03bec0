using LfmSpec.Models.Adapters;
using LfmSpec.Models.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Models.Tests.Loading;

/// <summary>A configuration ties the head to the embedding: transformers 5 does so unless the file stores both with different values (tie_weights).</summary>
[TestFixture]
public class TiedHeadTests
{
    private const string Embedding = "model.embed_tokens.weight", Head = "lm_head.weight";
    private static readonly string[] Models = ["lfm2-atlas-tiny", "llama-atlas-tiny", "qwen2-atlas-tiny"];

    [Test]
    public void A_stored_head_with_two_rows_exchanged_says_Berlin_where_the_embedding_says_Paris()
    {
        using var copy = new CheckpointCopy("llama-atlas-tiny");
        Assert.That(Continuation(copy.Folder), Is.EqualTo(" Paris"));
        copy.EditTensors(tensors => tensors[Head] = tensors[Embedding].WithRowsExchanged(915, 949));
        Assert.That(Continuation(copy.Folder), Is.EqualTo(" Berlin"));
    }

    [Test]
    public void A_stored_head_with_other_values_is_used_though_the_configuration_ties_it([ValueSource(nameof(Models))] string model, [Values] bool sharded, [Values("as stored", "F32", "BF16")] string type)
    {
        using var copy = new CheckpointCopy(model);
        using var tied = Logits(copy.Folder, Options(type));
        copy.EditTensors(tensors => tensors[Head] = tensors[Embedding].WithRowsExchanged(3, 4));
        if (sharded)
        {
            Shard(copy);
        }

        using var own = Logits(copy.Folder, Options(type));
        Assert.Multiple(() =>
        {
            Assert.That(own.Equals(tied), Is.False);
            Assert.That(own[.., 3].Equals(tied[.., 4]) && own[.., 4].Equals(tied[.., 3]), Is.True, "the two exchanged rows exchange their logits");
            Assert.That(own[.., 5..].Equals(tied[.., 5..]), Is.True, "and no other logit changes");
        });
    }

    [Test]
    public void A_stored_head_with_equal_values_is_tied_and_held_once([ValueSource(nameof(Models))] string model, [Values] bool widened)
    {
        using var copy = new CheckpointCopy(model);
        using var tied = Checkpoint.Load(copy.Folder);
        copy.EditTensors(tensors => tensors[Head] = widened ? tensors[Embedding].Widened() : tensors[Embedding]);
        using var both = Checkpoint.Load(copy.Folder);
        using var ids = tensor(new long[] { 1, 296, 317 }).unsqueeze(0);
        using Tensor expected = tied.Model.Forward(ids), actual = both.Model.Forward(ids);
        Assert.That(both.Model.Parameters, Is.EqualTo(tied.Model.Parameters));
        Assert.That(actual.Equals(expected), Is.True);
    }

    [Test]
    public void A_zero_of_the_other_sign_is_an_equal_value()
    {
        using var copy = new CheckpointCopy();
        copy.EditTensors(tensors =>
        {
            tensors[Embedding] = tensors[Embedding].With(7, 0x0000);
            tensors[Head] = tensors[Embedding].With(7, 0x8000);
        });
        using var original = Checkpoint.Load(RepositoryFiles.Path("models", "lfm2-atlas-tiny"));
        using var both = Checkpoint.Load(copy.Folder);
        Assert.That(both.Model.Parameters, Is.EqualTo(original.Model.Parameters));
    }

    [Test]
    public void A_head_that_is_stored_without_an_embedding_is_both()
    {
        using var copy = new CheckpointCopy("qwen2-atlas-tiny");
        using var expected = Logits(copy.Folder);
        copy.EditTensors(tensors =>
        {
            tensors[Head] = tensors[Embedding];
            tensors.Remove(Embedding);
        });
        using var actual = Logits(copy.Folder);
        Assert.That(actual.Equals(expected), Is.True);
    }

    [Test]
    public void A_stored_head_of_another_shape_is_an_error_that_names_it()
    {
        using var copy = new CheckpointCopy();
        copy.EditTensors(tensors => tensors[Head] = new StoredTensor("BF16", [512, 256], tensors[Embedding].Bytes));
        Assert.That(
            () => Checkpoint.Load(copy.Folder),
            Throws.TypeOf<CheckpointException>().With.Message.Contains("'lm_head.weight' has shape [512, 256]").And.Message.Contains("asks for [1024, 128]"));
    }

    [Test]
    public void Gradients_and_adapters_see_the_stored_head_too()
    {
        using var copy = new CheckpointCopy();
        copy.EditTensors(tensors => tensors[Head] = tensors[Embedding].WithRowsExchanged(3, 4));
        using var checkpoint = Checkpoint.Load(copy.Folder);
        using var differentiable = DifferentiableModel.Of(checkpoint);
        using var adapted = AdaptedModel.Of(checkpoint, new AdapterSpec(["q_proj"], [2], 2, 4), seed: 0);
        using var ids = tensor(new long[] { 1, 296, 317 }).unsqueeze(0);
        using var expected = checkpoint.Model.Forward(ids);
        Assert.Multiple(() =>
        {
            Assert.That(differentiable.Parameters.Keys, Does.Contain(Head).And.Contain(Embedding));
            Assert.That(adapted.Model.Parameters, Is.EqualTo(checkpoint.Model.Parameters));
            Assert.That(adapted.Model.Forward(ids).Equals(expected), Is.True);
            Assert.That(differentiable.Model.Forward(ids).allclose(expected, 1e-4, 1e-4), Is.True);
        });
    }

    // transformers keeps these tables in buffers that are not stored (persistent=False) and passes over what a file holds of them.
    [TestCase("model.layers.0.self_attn.rotary_emb.inv_freq")]
    [TestCase("model.rotary_emb.inv_freq")]
    [TestCase("model.layers.1.self_attn.rotary_emb.cos_cached")]
    public void Stored_tables_of_the_rotary_embedding_change_nothing_whatever_they_say(string name)
    {
        using var copy = new CheckpointCopy("llama-atlas-tiny");
        using var expected = Logits(copy.Folder);
        copy.EditTensors(tensors => tensors[name] = new StoredTensor("F32", [2], [0, 0, 128, 63, 0, 0, 192, 127]));
        using var actual = Logits(copy.Folder);
        Assert.That(actual.Equals(expected), Is.True);
    }

    [TestCase("model.layers.0.self_attn.masked_bias")]
    [TestCase("model.layers.0.self_attn.bias")]
    [TestCase("score.weight")]
    public void Any_other_stored_tensor_without_a_place_is_refused(string name)
    {
        using var copy = new CheckpointCopy("llama-atlas-tiny");
        copy.EditTensors(tensors => tensors[name] = new StoredTensor("F32", [1], [0, 0, 128, 63]));
        Assert.That(
            () => Checkpoint.Load(copy.Folder),
            Throws.TypeOf<CheckpointException>().With.Message.Contains($"1 tensor(s) have no place in the model that config.json describes: {name}"));
    }

    private static CheckpointOptions Options(string type) => new() { WeightType = type switch { "F32" => ScalarType.Float32, "BF16" => ScalarType.BFloat16, _ => null } };

    // The logits of a short text, [positions, vocabulary].
    private static Tensor Logits(string folder, CheckpointOptions? options = null)
    {
        using var checkpoint = Checkpoint.Load(folder, options);
        using var scope = NewDisposeScope();
        return checkpoint.Model.Forward(tensor(new long[] { 1, 296, 317 }).unsqueeze(0)).squeeze(0).DetachFromDisposeScope();
    }

    private static string Continuation(string folder)
    {
        using var checkpoint = Checkpoint.Load(folder);
        var ids = checkpoint.Tokenizer.Encode("The capital of France is");
        return checkpoint.Tokenizer.Decode(TextGeneration.Stream(checkpoint, new GenerationRequest(ids) { MaxNewTokens = 1 }));
    }

    // Every second tensor lies in the second file.
    private static void Shard(CheckpointCopy copy)
    {
        Dictionary<string, StoredTensor> all = [];
        copy.EditTensors(tensors => all = new(tensors));
        var map = new System.Text.Json.Nodes.JsonObject();
        foreach (var part in all.Index().GroupBy(item => item.Index % 2))
        {
            var file = $"model-{part.Key + 1:D5}-of-00002.safetensors";
            CheckpointCopy.Write(Path.Combine(copy.Folder, file), part.ToDictionary(item => item.Item.Key, item => item.Item.Value));
            foreach (var item in part)
            {
                map[item.Item.Key] = file;
            }
        }

        File.WriteAllText(Path.Combine(copy.Folder, "model.safetensors.index.json"), new System.Text.Json.Nodes.JsonObject { ["weight_map"] = map }.ToJsonString());
        File.Delete(copy.Weights);
    }
}
