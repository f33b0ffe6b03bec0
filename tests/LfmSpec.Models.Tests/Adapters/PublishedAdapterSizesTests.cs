using LfmSpec.Models.Adapters;
using LfmSpec.Models.Checkpoints;
using static TorchSharp.torch;

namespace LfmSpec.Models.Tests.Adapters;

/// <summary>
/// The published adapters of LFM2.5-230M: the number of their parameters as they were trained, where no name of an MLP matched, and as they were meant, with w1, w2 and w3.
/// No weight of the model is made.
/// </summary>
[TestFixture]
public sealed class PublishedAdapterSizesTests
{
    private const string Attention = "q_proj k_proj v_proj", Mlp = "w1 w2 w3";

    private static readonly int[] All = [.. Enumerable.Range(0, 14)], AttentionBlocks = [2, 4, 6, 8, 10, 12], Hubs = [0, 2, 4, 5];

    private static readonly TestCaseData[] Published =
    [
        new("all_linear", $"{Attention} in_proj out_proj", All, 8, 737_280),
        new("all_linear as meant", AdapterTargets.AllLinear, All, 8, 1_941_504),
        new("attn_only", $"{Attention} out_proj", AttentionBlocks, 8, 344_064),
        new("mlp_only as meant", Mlp, All, 8, 1_204_224),
        new("conv_proj_only", "in_proj conv.out_proj", All, 8, 393_216),
        new("atlas_guided", "out_proj", Hubs, 8, 65_536),
        new("atlas_guided as meant", $"out_proj {Mlp}", Hubs, 8, 409_600),
        new("atlas_full", $"{Attention} in_proj out_proj", Hubs, 8, 212_992),
        new("atlas_full as meant", AdapterTargets.AllLinear, Hubs, 8, 557_056),
        new("QLoRA", $"{Attention} in_proj out_proj", All, 16, 1_474_560),
        new("QLoRA as meant", AdapterTargets.AllLinear, All, 16, 3_883_008),
        new("r = 2", "out_proj", Hubs, 2, 16_384),
        new("r = 4", "out_proj", Hubs, 4, 32_768),
        new("r = 16", "out_proj", Hubs, 16, 131_072),
        new("r = 32", "out_proj", Hubs, 32, 262_144),
    ];

    [TestCaseSource(nameof(Published))]
    public void The_number_of_parameters_is_the_published_one(string name, string targets, int[] layers, int rank, long parameters)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "config.json");
        File.WriteAllText(path, SyntheticCheckpoint.Lfm25Of230M);
        var spec = new AdapterSpec(targets.Split(' '), layers, rank, 2 * rank);
        using var generator = new Generator(0);
        var weights = new AdaptedWeights(
            new NoWeights(), spec, (module, _) => AdapterTargets.Selects(spec, module) ? AdaptedWeights.Draw(module, spec, generator, CPU) : null, new AdapterMode());
        using var model = ModelConfiguration.Read(ConfigurationFile.Read(path)).Build(weights);

        AdapterTargets.Check(spec, weights.Modules, name);
        Assert.That(weights.Adapted.Sum(adapted => adapted.Adapter.Parameters), Is.EqualTo(parameters), name);
        weights.Adapted.ForEach(adapted => adapted.Adapter.Dispose());
    }

    private sealed class NoWeights : IWeights
    {
        public Device Device => CPU;

        public long TakenParameters => 0;

        public Tensor Take(string name, params long[] shape) => empty(0);

        public WeightMatrix TakeMatrix(string name, long rows, long columns) => WeightMatrix.Plain(empty(0));
    }
}
