using System.Text.Json.Nodes;
using LfmSpec.Models.Checkpoints;
using LfmSpec.Models.Tokenization;

namespace LfmSpec.Models.Tests.Loading;

/// <summary>A broken checkpoint gives one clear error: what is wrong, in which file, and what to do.</summary>
[TestFixture]
public class CheckpointTests
{
    private static readonly (string Name, Action<CheckpointCopy> Break, string[] Message)[] Broken =
    [
        ("a folder that is not there", copy => Directory.Move(copy.Folder, copy.Folder + "-gone"), ["there is no such folder", "check the path"]),
        ("no config.json", copy => File.Delete(copy.Configuration), ["config.json", "there is no such file"]),
        ("no weights", copy => File.Delete(copy.Weights), ["model.safetensors"]),
        ("truncated weights", copy => Truncate(copy.Weights, 1_000_000), ["model.safetensors"]),
        ("weights cut in the header", copy => Truncate(copy.Weights, 100), ["model.safetensors"]),
        ("an empty weights file", copy => Truncate(copy.Weights, 0), ["model.safetensors"]),
        ("a header length of 2^60", copy => WriteLength(copy.Weights, 1L << 60), ["model.safetensors", "header"]),
        ("overlapping offsets", copy => copy.EditHeader(header => Offsets(header, "model.embedding_norm.weight", 0, 256)), ["model.safetensors", "inside the tensor 'model.embedding_norm.weight'"]),
        ("a missing tensor", copy => copy.EditHeader(header => Rename(header, "model.layers.5.feed_forward.w2.weight", "model.layers.5.feed_forward.w9.weight")), ["model.safetensors", "'model.layers.5.feed_forward.w2.weight' is missing", "download the checkpoint again"]),
        ("a tensor of another shape", copy => copy.EditHeader(header => header["model.layers.0.feed_forward.w1.weight"]!["shape"] = new JsonArray(128, 320)), ["'model.layers.0.feed_forward.w1.weight' has shape [128, 320]", "asks for [320, 128]"]),
        ("an unknown dtype", copy => copy.EditHeader(header => header["model.embedding_norm.weight"]!["dtype"] = "Q4"), ["model.safetensors", "Q4"]),
        ("a dtype that holds no weights", copy => copy.EditHeader(header => header["model.embedding_norm.weight"]!["dtype"] = "I16"), ["'model.embedding_norm.weight' is of type I16", "not quantised"]),
        ("a tensor too many", copy => copy.EditConfiguration(json => { json["num_hidden_layers"] = 13; json["layer_types"]!.AsArray().RemoveAt(13); }), ["have no place in the model", "model.layers.13."]),
        ("another architecture", copy => copy.EditConfiguration(json => json["model_type"] = "gpt2"), ["config.json", "model_type is 'gpt2'", "lfm2"]),
        ("a configuration cut short", copy => Truncate(copy.Configuration, 100), ["config.json", "not valid JSON"]),
        ("a configuration that is a list", copy => File.WriteAllText(copy.Configuration, "[]"), ["config.json", "not an object"]),
        ("a missing size", copy => copy.EditConfiguration(json => json.Remove("hidden_size")), ["config.json: hidden_size is missing"]),
        ("a size of zero", copy => copy.EditConfiguration(json => json["hidden_size"] = 0), ["hidden_size is 0, not a whole number from 1"]),
        ("a size that is a text", copy => copy.EditConfiguration(json => json["hidden_size"] = "128"), ["hidden_size is \"128\", not a whole number"]),
        ("a huge size", copy => copy.EditConfiguration(json => json["vocab_size"] = 2_000_000_000), ["'model.embed_tokens.weight' has shape [1024, 128]"]),
        ("heads that do not divide", copy => copy.EditConfiguration(json => json["num_attention_heads"] = 7), ["do not divide into heads"]),
        ("layer types that do not fit", copy => copy.EditConfiguration(json => json["num_hidden_layers"] = 20), ["layer_types has 14 entries and num_hidden_layers is 20"]),
        ("an unknown layer type", copy => copy.EditConfiguration(json => json["layer_types"]![3] = "mamba"), ["layer_types names 'mamba'"]),
        ("rope scaling", copy => copy.EditConfiguration(json => json["rope_parameters"]!["rope_type"] = "dynamic"), ["rope_type is 'dynamic'"]),
        ("a tokenizer whose vocabulary is larger than the model's", copy => Grow(copy), ["tokenizer.json: the vocabulary has", "vocab_size is 1,024"]),
    ];

    private static IEnumerable<TestCaseData> Cases() => Broken.Select((broken, index) => new TestCaseData(index).SetArgDisplayNames(broken.Name));

    [TestCaseSource(nameof(Cases))]
    public void One_clear_error_for(int index)
    {
        var (name, breakIt, message) = Broken[index];
        using var copy = new CheckpointCopy();
        breakIt(copy);
        var error = Assert.Throws<CheckpointException>(() => Checkpoint.Load(copy.Folder).Dispose())!;
        TestContext.Out.WriteLine($"{name}: {error.Message}");
        foreach (var part in message)
        {
            Assert.That(error.Message, Does.Contain(part));
        }

        Assert.That(error.Message, Does.Contain(Path.GetFileName(copy.Folder)), "the message says where");
    }

    // The weights of one architecture under the name of another, or without the biases that a configuration asks for.
    [TestCase("qwen2-atlas-tiny", "model_type", "\"llama\"", "24 tensor(s) have no place in the model", "self_attn.k_proj.bias")]
    [TestCase("llama-atlas-tiny", "model_type", "\"qwen2\"", "model.layers.0.self_attn.q_proj.bias' is missing", "another architecture")]
    [TestCase("llama-atlas-tiny", "model_type", "\"lfm2\"", "model.layers.0.operator_norm.weight' is missing", "another architecture")]
    [TestCase("llama-atlas-tiny", "attention_bias", "true", "model.layers.0.self_attn.q_proj.bias' is missing", "download the checkpoint again")]
    [TestCase("llama-atlas-tiny", "mlp_bias", "true", "model.layers.0.mlp.gate_proj.bias' is missing", "download the checkpoint again")]
    [TestCase("llama-atlas-tiny", "head_dim", "32", "model.layers.0.self_attn.q_proj.weight' has shape [128, 128]", "asks for [256, 128]")]
    [TestCase("qwen2-atlas-tiny", "num_key_value_heads", "4", "model.layers.0.self_attn.k_proj.weight' has shape [32, 128]", "asks for [64, 128]")]
    [TestCase("qwen2-atlas-tiny", "tie_word_embeddings", "false", "'lm_head.weight' is missing", "download the checkpoint again")]
    public void One_clear_error_for_a_configuration_of_other_weights(string model, string key, string value, string first, string second)
    {
        using var copy = new CheckpointCopy(model);
        copy.EditConfiguration(json =>
        {
            json[key] = JsonNode.Parse(value);
            json.Remove("architectures");
        });
        Assert.That(() => Checkpoint.Load(copy.Folder).Dispose(), Throws.TypeOf<CheckpointException>().With.Message.Contains(first).And.Message.Contains(second));
    }

    [Test]
    public void A_broken_tokenizer_is_an_error_of_its_own()
    {
        using var copy = new CheckpointCopy();
        Truncate(copy.Tokenizer, 500);
        Assert.That(() => Checkpoint.Load(copy.Folder), Throws.TypeOf<TokenizerFormatException>().With.Message.Contains("tokenizer.json"));
    }

    [Test]
    public void The_older_form_of_the_configuration_gives_the_same_model()
    {
        using var copy = new CheckpointCopy();
        copy.EditConfiguration(json =>
        {
            json.Remove("layer_types");
            json.Remove("rope_parameters");
            json["full_attn_idxs"] = new JsonArray(2, 4, 6, 8, 10, 12);
            json["rope_theta"] = 1000000.0;
        });
        using Checkpoint older = Checkpoint.Load(copy.Folder), newer = Checkpoint.Load(RepositoryFiles.Path("models", "lfm2-atlas-tiny"));
        using var ids = TorchSharp.torch.tensor(new long[] { 1, 296, 317 }).unsqueeze(0);
        Assert.That(older.Model.Forward(ids).Equals(newer.Model.Forward(ids)), Is.True);
    }

    // Lfm2MLP of transformers: int(2 * 640 / 3) = 426, x 1.0, rounded up to a multiple of 256.
    [TestCase(480, 320, ExpectedResult = 320)]
    [TestCase(640, 256, ExpectedResult = 512)]
    public int The_width_of_the_MLP_is_adjusted_as_transformers_does(int width, int multiple)
    {
        using var copy = new CheckpointCopy();
        copy.EditConfiguration(json =>
        {
            json["block_auto_adjust_ff_dim"] = true;
            json["intermediate_size"] = width;
            json["block_multiple_of"] = multiple;
        });
        return ModelConfiguration.Read(ConfigurationFile.Read(copy.Configuration)).IntermediateSize;
    }

    private static void Truncate(string path, long length)
    {
        using var file = File.OpenWrite(path);
        file.SetLength(length);
    }

    private static void WriteLength(string path, long length)
    {
        using var file = File.OpenWrite(path);
        file.Write(BitConverter.GetBytes(length));
    }

    private static void Offsets(JsonObject header, string tensor, int begin, int end) => header[tensor]!["data_offsets"] = new JsonArray(begin, end);

    private static void Rename(JsonObject header, string from, string to)
    {
        var entry = header[from];
        header.Remove(from);
        header[to] = entry;
    }

    private static void Grow(CheckpointCopy copy) => copy.EditTokenizer(json =>
    {
        var vocabulary = json["model"]!["vocab"]!.AsObject();
        for (var id = vocabulary.Count; id < 1025; id++)
        {
            vocabulary[$"<more{id}>"] = id;
        }

        json["added_tokens"] = new JsonArray();
        json["post_processor"] = null;
    });
}
