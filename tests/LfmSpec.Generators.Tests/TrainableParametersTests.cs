namespace LfmSpec.Generators.Tests;

/// <summary>
/// The number of trainable parameters that is counted when the code is compiled: rank x (inputs + outputs), summed over the adapted modules.
/// The numbers are those of PEFT: the published study's, and those of adapters that PEFT made for the small checkpoint.
/// </summary>
public class TrainableParametersTests
{
    private const string Conv = "\"conv\"";
    private const string Attention = "\"full_attention\"";

    // The published checkpoint: 14 blocks, a hidden size of 1024, an MLP of 2560, 16 heads of 64 over 8 key-value heads.
    private const string Published = $$"""
        { "model_type": "lfm2", "num_hidden_layers": 14, "num_attention_heads": 16, "num_key_value_heads": 8, "hidden_size": 1024, "vocab_size": 65536,
          "intermediate_size": 2560, "block_auto_adjust_ff_dim": false,
          "layer_types": [{{Conv}}, {{Conv}}, {{Attention}}, {{Conv}}, {{Attention}}, {{Conv}}, {{Attention}}, {{Conv}},
                          {{Attention}}, {{Conv}}, {{Attention}}, {{Conv}}, {{Attention}}, {{Conv}}] }
        """;

    private const string AsRun = "q_proj k_proj v_proj out_proj in_proj";
    private const string Four = "Layers = \"0,2,4,5\"";

    // As run, the MLP's names matched nothing; as meant, they are w1, w2 and w3.
    [TestCase($"Targets = \"{AsRun}\"", 737_280)]
    [TestCase($"Targets = \"{AsRun} w1 w2 w3\"", 1_941_504)]
    [TestCase("Targets = \"all-linear\"", 1_941_504)]
    [TestCase("Targets = \"q_proj k_proj v_proj out_proj\", Layers = \"attention\"", 344_064)]
    [TestCase("Targets = \"q_proj k_proj v_proj out_proj\"", 475_136)]
    [TestCase("Targets = \"w1 w2 w3\"", 1_204_224)]
    [TestCase("Targets = \"in_proj out_proj\", Layers = \"conv\"", 393_216)]
    [TestCase($"Targets = \"out_proj\", {Four}", 65_536)]
    [TestCase($"Targets = \"out_proj w1 w2 w3\", {Four}", 409_600)]
    [TestCase($"Targets = \"{AsRun}\", {Four}", 212_992)]
    [TestCase($"Targets = \"{AsRun} w1 w2 w3\", {Four}", 557_056)]
    [TestCase($"Targets = \"{AsRun}\", Rank = 16", 1_474_560)]
    [TestCase($"Targets = \"{AsRun} w1 w2 w3\", Rank = 16", 3_883_008)]
    [TestCase($"Targets = \"out_proj\", {Four}, Rank = 2", 16_384)]
    [TestCase($"Targets = \"out_proj\", {Four}, Rank = 4", 32_768)]
    [TestCase($"Targets = \"out_proj\", {Four}, Rank = 16", 131_072)]
    [TestCase($"Targets = \"out_proj\", {Four}, Rank = 32", 262_144)]
    [TestCase($"Targets = \"out_proj w1 w2 w3\", {Four}, Rank = 2", 102_400)]
    [TestCase($"Targets = \"out_proj w1 w2 w3\", {Four}, Rank = 32", 1_638_400)]
    public void The_published_counts_are_counted_as_run_and_as_meant(string arguments, long parameters) =>
        Assert.That(Count(arguments, ("LFM2.5-230M", Published)), Is.EqualTo(parameters));

    [TestCase($"Targets = \"{AsRun}\"", 92_160)]
    [TestCase("Targets = \"all-linear\"", 242_688)]
    [TestCase("Targets = \"q_proj k_proj v_proj out_proj\", Layers = \"attention\"", 43_008)]
    [TestCase("Targets = \"w1 w2 w3\"", 150_528)]
    [TestCase("Targets = \"in_proj out_proj\", Layers = \"conv\"", 49_152)]
    [TestCase($"Targets = \"out_proj\", {Four}", 8_192)]
    [TestCase($"Targets = \"out_proj w1 w2 w3\", {Four}", 51_200)]
    [TestCase($"Targets = \"all-linear\", {Four}", 69_632)]
    [TestCase($"Targets = \"out_proj\", {Four}, Rank = 2", 2_048)]
    [TestCase($"Targets = \"out_proj\", {Four}, Rank = 4", 4_096)]
    [TestCase($"Targets = \"out_proj\", {Four}, Rank = 16", 16_384)]
    [TestCase($"Targets = \"out_proj\", {Four}, Rank = 32", 32_768)]
    public void The_counts_of_the_small_checkpoint_are_those_of_the_reference_adapters(string arguments, long parameters) => Assert.That(
        Count(arguments, ("lfm2-atlas-tiny", File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "models", "lfm2-atlas-tiny", "config.json")))),
        Is.EqualTo(parameters));

    [TestCase("Targets = \"w1\"", 14 * 8 * 448)]
    [TestCase("Targets = \"feed_forward.w1\"", 14 * 8 * 448)]
    [TestCase("Targets = \"model.layers.5.feed_forward.w1\"", 8 * 448)]
    [TestCase("Targets = \"0.feed_forward.w1 10.feed_forward.w1\"", 2 * 8 * 448)]
    [TestCase("Targets = \"self_attn.out_proj\", Layers = \"2,4\"", 2 * 8 * 256)]
    [TestCase("Targets = \"q_proj\"", 6 * 8 * 256)]
    [TestCase("Targets = \"k_proj\"", 6 * 8 * 192)]
    public void A_target_stands_for_every_module_whose_path_ends_with_it(string arguments, long parameters) =>
        Assert.That(Count(arguments, ("lfm2-atlas-tiny", Configs.Lfm2)), Is.EqualTo(parameters));

    // 8 blocks; 128 -> 128 queries, 128 -> 32 keys and values, 128 -> 128 out, 128 -> 320 twice and 320 -> 128.
    [TestCase("qwen2")]
    [TestCase("llama")]
    public void The_modules_of_the_other_architectures_are_counted_by_their_own_names(string architecture)
    {
        var model = (architecture, Configs.Qwen2.Replace("qwen2", architecture));
        Assert.That(Count("Targets = \"q_proj k_proj v_proj o_proj\"", model), Is.EqualTo(8 * 8 * (256 + 160 + 160 + 256)));
        Assert.That(Count("Targets = \"gate_proj up_proj down_proj\"", model), Is.EqualTo(8 * 8 * 3 * 448));
    }

    private static long? Count(string arguments, (string Name, string Text) model) => BuiltProject.Of(new Project
    {
        Source = $"[Experiment, FineTune(Case = \"a\", {arguments}, Data = \"arithmetic\")] public partial class X;",
        Models = [model],
    }).Spec("X").FineTunes.Single().TrainableParameters;
}
