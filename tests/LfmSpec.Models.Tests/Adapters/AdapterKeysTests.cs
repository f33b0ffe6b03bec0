using System.Text.Json.Nodes;
using LfmSpec.Models.Adapters;
using LfmSpec.Models.Checkpoints;
using static TorchSharp.torch;

namespace LfmSpec.Models.Tests.Adapters;

/// <summary>Every key of PEFT's LoraConfig is read, changes nothing, or is refused by name; none is passed over.</summary>
[TestFixture]
public sealed class AdapterKeysTests : IDisposable
{
    private const string Module = "model.layers.2.self_attn.q_proj";

    // The fields of LoraConfig and its base classes in peft 0.20, copied from there.
    private static readonly string[] Fields =
    [
        "task_type", "peft_type", "auto_mapping", "peft_version", "base_model_name_or_path", "revision", "inference_mode", "r", "target_modules",
        "exclude_modules", "lora_alpha", "lora_dropout", "fan_in_fan_out", "bias", "use_rslora", "modules_to_save", "init_lora_weights",
        "layers_to_transform", "layers_pattern", "rank_pattern", "alpha_pattern", "megatron_config", "megatron_core", "trainable_token_indices",
        "loftq_config", "eva_config", "corda_config", "lora_ga_config", "use_dora", "velora_config", "alora_invocation_tokens", "use_qalora",
        "qalora_group_size", "monteclora_config", "layer_replication", "runtime_config", "lora_bias", "target_parameters", "use_bdlora", "arrow_config",
        "kasa_config", "ensure_weight_tying",
    ];

    private readonly Checkpoint checkpoint = Checkpoint.Load(RepositoryFiles.Path("models", "llama-atlas-tiny"));

    [Test]
    public void Every_field_of_PEFTs_LoraConfig_has_its_place() => Assert.That(
        AdapterKeys.Read.Concat(AdapterKeys.WithoutEffect.Concat(AdapterKeys.Refused).Select(entry => entry.Key)).Order(StringComparer.Ordinal),
        Is.EqualTo(Fields.Order(StringComparer.Ordinal)));

    [TestCase("use_dora", "true", "DoRA scales every row")]
    [TestCase("use_qalora", "true", "QALoRA pools")]
    [TestCase("use_bdlora", """{"nblocks":2}""", "block-diagonal")]
    [TestCase("lora_bias", "true", "have biases")]
    [TestCase("modules_to_save", "[\"lm_head\"]", "whole modules")]
    [TestCase("trainable_token_indices", "[1,2]", "trains embeddings")]
    [TestCase("trainable_token_indices", """{"embed_tokens":[1]}""", "trains embeddings")]
    [TestCase("target_parameters", "[\"mlp.experts.gate_up_proj\"]", "no linear module")]
    [TestCase("layer_replication", "[[0,4],[2,5]]", "repeats blocks")]
    [TestCase("alora_invocation_tokens", "[5]", "from a token on")]
    [TestCase("arrow_config", """{"top_k":3}""", "among several adapters")]
    [TestCase("kasa_config", """{"beta":0.1}""", "KaSA")]
    [TestCase("monteclora_config", """{"num_samples":8}""", "samples its matrices")]
    [TestCase("velora_config", """{"num_groups":64}""", "projection")]
    [TestCase("megatron_config", """{"x":1}""", "Megatron")]
    [TestCase("bias", "\"all\"", "bias is 'all': it trains biases")]
    [TestCase("bias", "\"lora_only\"", "bias is 'lora_only': it trains biases")]
    [TestCase("task_type", "\"SEQ_CLS\"", "task_type is 'SEQ_CLS'")]
    [TestCase("task_type", "\"FEATURE_EXTRACTION\"", "task_type is 'FEATURE_EXTRACTION'")]
    [TestCase("peft_type", "\"ADALORA\"", "peft_type is 'ADALORA'")]
    [TestCase("use_a_later_idea", "true", "'use_a_later_idea' is no key of PEFT's LoraConfig that is known here")]
    [TestCase("later_strength", "0.5", "'later_strength' is no key of PEFT's LoraConfig that is known here")]
    [TestCase("lora_dropout", "1", "lora_dropout is 1, not a share")]
    [TestCase("rank_pattern", """{"q_proj":1.5}""", "rank_pattern holds 1.5")]
    [TestCase("rank_pattern", """{"q_proj":0}""", "rank_pattern holds 0")]
    [TestCase("alpha_pattern", """{"(":1}""", "alpha_pattern holds '(?:.*\\.)?(?:()', which is no regular expression")]
    [TestCase("target_modules", "null", "target_modules is missing: PEFT then chooses")]
    [TestCase("target_modules", "[\"all-linear\"]", "have no place")]
    [TestCase("layers_pattern", "\"layers\"", "layers_pattern is set without layers_to_transform")]
    [TestCase("layers_to_transform", "-1", "layers_to_transform is -1, not a whole number from 0")]
    [TestCase("layers_to_transform", "2.5", "layers_to_transform is 2.5, not a whole number from 0")]
    public void A_key_that_changes_what_is_computed_and_is_not_done_is_refused(string key, string value, string message) =>
        Assert.That(
            () => Load(json => json[key] = JsonNode.Parse(value)),
            Throws.TypeOf<CheckpointException>().With.Message.Contains(message).And.Message.Contains("adapter_"));

    [TestCase("use_later_idea", "false")]
    [TestCase("later_list", "[]")]
    [TestCase("use_dora", "false")]
    [TestCase("modules_to_save", "null")]
    [TestCase("fan_in_fan_out", "true")]
    [TestCase("runtime_config", """{"ephemeral_gpu_offload":true}""")]
    [TestCase("loftq_config", """{"loftq_bits":4}""")]
    [TestCase("eva_config", """{"rho":2}""")]
    [TestCase("ensure_weight_tying", "true")]
    [TestCase("qalora_group_size", "16")]
    [TestCase("megatron_core", "\"megatron.core\"")]
    [TestCase("auto_mapping", """{"base_model_class":"LlamaForCausalLM"}""")]
    [TestCase("task_type", "null")]
    [TestCase("layers_to_transform", "[]")]
    public void A_key_that_changes_nothing_is_accepted(string key, string value)
    {
        using AdaptedModel plain = Load(_ => { }), model = Load(json => json[key] = JsonNode.Parse(value));
        using var scope = NewDisposeScope();
        using var nothingToLearn = no_grad();
        Assert.That(model.Model.Forward(Ids()).Equals(plain.Model.Forward(Ids())), Is.True);
    }

    [TestCase("""{"target_modules":["q_proj"],"layers_to_transform":2}""", "")]
    [TestCase("""{"target_modules":["q_proj"],"layers_to_transform":[0,2]}""", "layers.0.self_attn.q_proj.lora_A.weight' is missing")]
    [TestCase("""{"target_modules":["q_proj"],"layers_to_transform":[2],"layers_pattern":"layers"}""", "")]
    [TestCase("""{"target_modules":["q_proj"],"layers_to_transform":[2],"layers_pattern":["h","lay.rs"]}""", "")]
    [TestCase("""{"target_modules":["q_proj"],"layers_to_transform":[2],"layers_pattern":[]}""", "")]
    [TestCase("""{"target_modules":["q_proj"],"layers_to_transform":[2],"layers_pattern":["h"]}""", "have no place in llama-atlas-tiny")]
    [TestCase("""{"target_modules":["q_proj"],"layers_to_transform":1}""", "layers.1.self_attn.q_proj.lora_A.weight' is missing")]
    [TestCase("""{"target_modules":["model.layers.2.self_attn.q_proj"],"layers_to_transform":1}""", "")]
    [TestCase("""{"target_modules":["q_proj","k_proj"],"layers_to_transform":2,"exclude_modules":["k_proj"]}""", "")]
    [TestCase("""{"target_modules":["q_proj"],"layers_to_transform":2,"exclude_modules":"model.*q_proj"}""", "have no place in llama-atlas-tiny")]
    [TestCase("""{"target_modules":"model\\.layers\\.2\\..*","exclude_modules":".*\\.mlp\\..*|.*[kvo]_proj"}""", "")]
    [TestCase("""{"target_modules":"All-Linear","exclude_modules":".*\\.[013-9]\\..*|.*[kvo]_proj|.*mlp.*"}""", "")]
    public void Modules_are_chosen_as_PEFT_chooses_them(string keys, string refusal)
    {
        void Choose(JsonObject json)
        {
            foreach (var (key, value) in JsonNode.Parse(keys)!.AsObject())
            {
                json[key] = value!.DeepClone();
            }
        }

        if (refusal.Length > 0)
        {
            Assert.That(() => Load(Choose), Throws.TypeOf<CheckpointException>().With.Message.Contains(refusal));
            return;
        }

        using var model = Load(Choose);
        Assert.That(model.Adapters.Select(adapter => adapter.Module.Path), Is.EqualTo(new[] { Module }));
    }

    [TestCase("layers_to_transform", "2")]
    [TestCase("layers_to_transform", "[]")]
    [TestCase("layers_pattern", "\"layers\"")]
    public void Blocks_beside_a_regular_expression_are_refused_as_PEFT_refuses_them(string key, string value) => Assert.That(
        () => Load(json =>
        {
            json["target_modules"] = @".*\.2\..*q_proj";
            json[key] = JsonNode.Parse(value);
        }),
        Throws.TypeOf<CheckpointException>().With.Message.Contains("PEFT refuses the two together"));

    [Test]
    public void Tensors_with_the_adapters_name_in_theirs_are_read()
    {
        using AdaptedModel plain = Load(_ => { }), named = Load(_ => { }, name: ".default");
        Assert.That(named.Adapters.Single().A.Equals(plain.Adapters.Single().A), Is.True);
        Assert.That(named.Adapters.Single().B.Equals(plain.Adapters.Single().B), Is.True);
    }

    [TestCase(float.NaN, true)]
    [TestCase(float.PositiveInfinity, true)]
    [TestCase(float.NegativeInfinity, false)]
    public void A_value_that_is_not_finite_is_an_error_that_names_the_tensor(float value, bool isA)
    {
        float[] a = Ramp(), b = Ramp();
        (isA ? a : b)[5] = value;
        using var folder = new AdapterFolder(Module, a, b);
        Assert.That(
            () => AdaptedModel.Load(checkpoint, folder.Path),
            Throws.TypeOf<CheckpointException>().With.Message.Contains($"tensor 'base_model.model.{Module}.lora_{(isA ? "A" : "B")}.weight' holds {(float.IsNaN(value) ? "NaN" : "an infinite value")} at").And.Message.Contains(folder.Path));
    }

    private AdaptedModel Load(Action<JsonObject> change, string name = "")
    {
        using var folder = new AdapterFolder(Module, Ramp(), Ramp(), change: change, name: name);
        return AdaptedModel.Load(checkpoint, folder.Path);
    }

    private static float[] Ramp() => [.. Enumerable.Range(0, 128).Select(i => i * 0.001f)];

    private static TorchSharp.torch.Tensor Ids() => tensor(new long[] { 1, 508, 309, 230, 29, 269 }).unsqueeze(0);

    public void Dispose() => checkpoint.Dispose();
}
