using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Models.Tests.Architectures.Configuration;

/// <summary>
/// Every key of transformers' configuration classes is read, changes nothing, or is refused with a value that would change the numbers: the lists of
/// the product are held here key by key.
/// </summary>
[TestFixture]
public class ConfigurationKeysTests
{
    private static readonly (string Architecture, ConfigurationKeys Keys)[] Architectures = [("lfm2", Lfm2Keys.Keys), ("llama", LlamaKeys.Keys), ("qwen2", Qwen2Keys.Keys)];

    // Of each key that may be refused: values that are, and values that are not.
    private static readonly (string Architecture, string Key, string[] Refused, string[] Accepted)[] Values =
    [
        ("*", "is_causal", ["\"is_causal\": false", "\"is_causal\": null"], ["\"is_causal\": true"]),
        ("*", "is_encoder_decoder", ["\"is_encoder_decoder\": true"], ["\"is_encoder_decoder\": false", "\"is_encoder_decoder\": null"]),
        ("*", "partial_rotary_factor", ["\"partial_rotary_factor\": 0.5"], ["\"partial_rotary_factor\": 1.0"]),
        ("*", "per_layer_config", ["\"per_layer_config\": {\"0\": {\"num_attention_heads\": 2}}"], ["\"per_layer_config\": null", "\"per_layer_config\": {}"]),
        ("*", "auto_map", ["\"auto_map\": {\"AutoModelForCausalLM\": \"modeling.Own\"}"], ["\"auto_map\": {}", "\"auto_map\": null"]),
        ("*", "quantization_config", ["\"quantization_config\": {\"quant_method\": \"gptq\", \"bits\": 4}"], ["\"quantization_config\": null"]),
        ("llama", "layer_types", ["\"layer_types\": [\"full_attention\", \"sliding_attention\", \"full_attention\"]"], ["\"layer_types\": [\"full_attention\", \"full_attention\", \"full_attention\"]"]),
        ("llama", "sliding_window", ["\"sliding_window\": 4"], ["\"sliding_window\": null", "\"sliding_window\": 2048"]),
        ("llama", "attention_chunk_size", ["\"attention_chunk_size\": 4"], ["\"attention_chunk_size\": null"]),
        ("qwen2", "layer_types", ["\"layer_types\": [\"full_attention\", \"sliding_attention\", \"full_attention\"]"],
            ["\"layer_types\": [\"full_attention\", \"full_attention\", \"full_attention\"], \"use_sliding_window\": true, \"sliding_window\": 4", "\"layer_types\": [\"full_attention\", \"sliding_attention\", \"full_attention\"], \"use_sliding_window\": true, \"sliding_window\": 32768"]),
        ("qwen2", "use_sliding_window", ["\"use_sliding_window\": true, \"sliding_window\": 4, \"max_window_layers\": 2", "\"use_sliding_window\": true, \"max_window_layers\": 0"],
            ["\"use_sliding_window\": true, \"sliding_window\": 4", "\"use_sliding_window\": true, \"sliding_window\": null, \"max_window_layers\": 0", "\"use_sliding_window\": false, \"sliding_window\": 4, \"max_window_layers\": 0"]),
    ];

    [Test]
    public void Every_key_that_may_be_refused_is_tried()
    {
        var listed = Architectures.SelectMany(item => item.Keys.Own.Where(key => key.Use == KeyUse.Refused).Select(key => (item.Architecture, key.Name)))
            .Concat(CommonKeys.All.Where(key => key.Use == KeyUse.Refused).Select(key => ("*", key.Name)));
        Assert.That(listed, Is.EquivalentTo(Values.Select(value => (value.Architecture, value.Key))));
    }

    private static IEnumerable<TestCaseData> RefusedValues() => Cases(value => value.Refused);

    private static IEnumerable<TestCaseData> AcceptedValues() => Cases(value => value.Accepted);

    [TestCaseSource(nameof(RefusedValues))]
    public void A_key_that_changes_what_is_computed_is_refused_by_name(string architecture, string key, string json) =>
        Assert.That(() => Read(architecture, json), Throws.TypeOf<CheckpointException>().With.Message.Contains($"config.json: {key} "));

    [TestCaseSource(nameof(AcceptedValues))]
    public void The_same_key_with_a_value_that_changes_nothing_is_accepted(string architecture, string key, string json) =>
        Assert.That(Read(architecture, json), Is.EqualTo(Read(architecture)).Using<ModelConfiguration>(Same), key);

    private static IEnumerable<TestCaseData> KeysWithoutEffect() =>
        Architectures.SelectMany(item => item.Keys.All.Where(key => key.Use == KeyUse.ChangesNothing).Select(key => new TestCaseData(item.Architecture, key.Name)));

    // Values of every kind: what is not read cannot be of the wrong one.
    [TestCaseSource(nameof(KeysWithoutEffect))]
    public void A_key_that_changes_nothing_may_say_anything(string architecture, string key)
    {
        foreach (var value in new[] { "true", "3", "0.25", "\"gelu\"", "[7]", "{\"a\": 1}", "null" })
        {
            Assert.That(Read(architecture, $"\"{key}\": {value}"), Is.EqualTo(Read(architecture)).Using<ModelConfiguration>(Same), value);
        }
    }

    [TestCase("lfm2")]
    [TestCase("llama")]
    [TestCase("qwen2")]
    public void A_key_that_no_list_has_is_passed_over_since_the_class_does_not_read_it(string architecture) =>
        Assert.That(Read(architecture, "\"made_by\": \"someone\""), Is.EqualTo(Read(architecture)).Using<ModelConfiguration>(Same));

    [TestCase("lfm2", "Lfm2Model")]
    [TestCase("lfm2", "LlamaForCausalLM")]
    [TestCase("llama", "LlamaForSequenceClassification")]
    [TestCase("llama", "LlamaBidirectionalModel")]
    [TestCase("llama", "MistralForCausalLM")]
    [TestCase("qwen2", "Qwen2ForRewardModel")]
    public void A_class_other_than_the_causal_language_model_is_refused(string architecture, string name) =>
        Assert.That(() => Read(architecture, $"\"architectures\": [\"{name}\"]"), Throws.TypeOf<CheckpointException>().With.Message.Contains($"config.json: architectures names '{name}', and what is run here is "));

    [TestCase("lfm2", "[\"Lfm2ForCausalLM\"]")]
    [TestCase("llama", "[\"LlamaForCausalLM\"]")]
    [TestCase("qwen2", "[\"Qwen2ForCausalLM\"]")]
    [TestCase("llama", "null")]
    [TestCase("llama", "[]")]
    public void The_causal_language_model_or_no_class_is_accepted(string architecture, string value) =>
        Assert.That(Read(architecture, $"\"architectures\": {value}"), Is.EqualTo(Read(architecture)).Using<ModelConfiguration>(Same));

    [Test]
    public void Attention_in_both_directions_is_refused_of_a_whole_checkpoint()
    {
        using var copy = new CheckpointCopy("llama-atlas-tiny");
        copy.EditConfiguration(json => json["is_causal"] = false);
        Assert.That(() => Checkpoint.Load(copy.Folder), Throws.TypeOf<CheckpointException>().With.Message.Contains("is_causal is false: attention would see later positions"));
    }

    [TestCase("llama-atlas-tiny")]
    [TestCase("qwen2-atlas-tiny")]
    public void Dropout_of_attention_weights_is_refused_in_training_and_nowhere_else(string model)
    {
        using var copy = new CheckpointCopy(model);
        copy.EditConfiguration(json => json["attention_dropout"] = 0.1);
        using var checkpoint = Checkpoint.Load(copy.Folder);
        Assert.That(
            () => LfmSpec.Models.Adapters.AdaptedModel.Of(checkpoint, new LfmSpec.AdapterSpec(["q_proj"], [2], 2, 4), seed: 0),
            Throws.TypeOf<CheckpointException>().With.Message.Contains("attention_dropout is 0.1, and no attention weight is dropped in training here"));
    }

    [Test]
    public void An_empty_rope_scaling_hides_no_rope_parameters() =>
        Assert.That(Read("llama", "\"rope_scaling\": {}, \"rope_parameters\": {\"rope_type\": \"default\", \"rope_theta\": 5e5}").Rope.Theta, Is.EqualTo(5e5));

    [Test]
    public void Each_key_stands_in_one_list_once()
    {
        foreach (var (architecture, keys) in Architectures)
        {
            Assert.That(keys.All.Select(key => key.Name), Is.Unique, architecture);
        }
    }

    // What the code asks a config.json for by name is what the lists say that it reads or refuses.
    [Test]
    public void The_lists_name_every_key_that_the_code_reads()
    {
        var source = string.Concat(Directory.EnumerateFiles(RepositoryFiles.Path("src", "LfmSpec.Models", "Architectures", "Configuration"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText));
        var asked = Regex.Matches(source, @"json\.\w+\(""(\w+)""").Select(match => match.Groups[1].Value).Distinct();
        var listed = Architectures.SelectMany(item => item.Keys.All).Where(key => key.Use != KeyUse.ChangesNothing).Select(key => key.Name).ToHashSet();
        Assert.That(asked.Where(key => !listed.Contains(key)), Is.Empty);
    }

    [Test]
    public void The_page_on_models_shows_every_key()
    {
        var page = File.ReadAllText(RepositoryFiles.Path("docs", "models.md"));
        Assert.That(Architectures.SelectMany(item => item.Keys.All).Select(key => key.Name).Distinct().Where(key => !page.Contains($"`{key}`", StringComparison.Ordinal)), Is.Empty);
    }

    private static IEnumerable<TestCaseData> Cases(Func<(string Architecture, string Key, string[] Refused, string[] Accepted), string[]> values) =>
        Values.SelectMany(value => (value.Architecture == "*" ? ["lfm2", "llama", "qwen2"] : new[] { value.Architecture }).SelectMany(architecture => values(value).Select(json => new TestCaseData(architecture, value.Key, json))));

    // Records print their public properties; lists are compared apart.
    private static bool Same(ModelConfiguration a, ModelConfiguration b) => a.ToString() == b.ToString() && a.Layers.SequenceEqual(b.Layers) && a.Rope == b.Rope;

    private static ModelConfiguration Read(string architecture, string json = "")
    {
        var merged = JsonNode.Parse($"{{\"model_type\": \"{architecture}\", \"hidden_size\": 64, \"num_attention_heads\": 4, \"num_key_value_heads\": 2, \"num_hidden_layers\": 3, \"intermediate_size\": 96, \"vocab_size\": 100}}")!.AsObject();
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
