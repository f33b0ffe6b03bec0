using System.Text.Json;
using LfmSpec.Models;
using LfmSpec.Models.Tests;
using TorchSharp;

namespace LfmSpec.Lab.Tests;

/// <summary>The effect of every intervention that the reference has, on all of its prompts, through the lab's own door.</summary>
[TestFixture]
public sealed class ReferenceEffectTests : IDisposable
{
    // The reference's own float64 run differs from it by 3e-5 relative in a KL above 1e-4; below, rounding of the logits shows.
    private const double Relative = 1e-4;
    private static readonly double Absolute = 1e-7 + Rounding.OrNone(1e-6);

    private static readonly Reference Reference = new("lfm2-atlas-tiny");
    private readonly Laboratory lab = Laboratory.Open(Reference.CheckpointFolder);

    private static IEnumerable<TestCaseData> Prompts() =>
        Reference.Prompts.Select((prompt, index) => new TestCaseData(index).SetArgDisplayNames($"prompt {index}"));

    [TestCaseSource(nameof(Prompts))]
    public void Zeroing_an_operator(int prompt) =>
        Check(prompt, EachLayer(layer => new Ablation(layer, Component.Operator)), ByLayer("operator_zero"));

    [TestCaseSource(nameof(Prompts))]
    public void Zeroing_an_mlp(int prompt) =>
        Check(prompt, EachLayer(layer => new Ablation(layer, Component.Mlp)), ByLayer("mlp_zero"));

    [TestCaseSource(nameof(Prompts))]
    public void Skipping_a_block(int prompt) =>
        Check(prompt, EachLayer(layer => new Ablation(layer, Component.Block, Replacement.Input)), ByLayer("layer_skip"));

    [TestCaseSource(nameof(Prompts))]
    public void Zeroing_a_whole_block_naively(int prompt) =>
        Check(prompt, EachLayer(layer => new Ablation(layer, Component.Block)), ByLayer("block_zero_naive"));

    [TestCaseSource(nameof(Prompts))]
    public void Replacing_an_operator_by_its_mean_over_positions(int prompt) =>
        Check(prompt, EachLayer(layer => new Ablation(layer, Component.Operator, Replacement.Mean)), ByLayer("operator_mean_over_positions"));

    [TestCaseSource(nameof(Prompts))]
    public void Zeroing_a_true_head(int prompt)
    {
        var shape = lab.Checkpoint.Model.Shape;
        var heads = shape.Blocks.Index().Where(block => block.Item == OperatorKind.Attention)
            .SelectMany(block => Enumerable.Range(0, shape.Heads).Select(head => new Ablation(block.Index, Component.Head, Head: head)));
        Check(prompt, heads, (values, intervention) => values.GetProperty("head_zero").GetProperty($"L{intervention.Layer}H{((Ablation)intervention).Head}"));
    }

    [TestCaseSource(nameof(Prompts))]
    public void Zeroing_a_third_of_a_convolution(int prompt)
    {
        var convolutions = lab.Checkpoint.Model.Shape.Blocks.Index().Where(block => block.Item == OperatorKind.Convolution).Select(block => block.Index);
        Component[] thirds = [Component.Gate, Component.Carrier, Component.Signal];
        Check(
            prompt,
            convolutions.SelectMany(layer => thirds.Select(third => new Ablation(layer, third))),
            (values, intervention) => values.GetProperty("conv_component_zero").GetProperty($"L{intervention.Layer}.{intervention.Component.ToString().ToLowerInvariant()}"));
    }

    [Test]
    public void Steering_every_block_by_the_eight_scales()
    {
        var steer = Reference.Json.GetProperty("steer");
        var effects = steer.GetProperty("effects").EnumerateObject().ToArray();
        var cases = effects.Select(effect => effect.Name[1..].Split('@')).Select(parts =>
            new Steering(int.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture), new RandomVector(42), double.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture)));
        Assert.That(effects, Has.Length.EqualTo(14 * 8));
        Check(Experiments.On(steer.GetProperty("text").GetString()!, cases), [.. effects.Select(effect => effect.Value)]);
    }

    [Test]
    public void Zeroing_two_mlps_together()
    {
        var pairs = Reference.Json.GetProperty("mlp_pair_zero").EnumerateObject().ToArray();
        var cases = pairs.Select(pair => new CaseSpec(pair.Name, [.. pair.Name.Split('+').Select(layer =>
            new Ablation(int.Parse(layer[1..], System.Globalization.CultureInfo.InvariantCulture), Component.Mlp))])).ToArray();
        Assert.That(pairs, Has.Length.EqualTo(91));
        Check(Experiments.Of(new PromptSpec(["The capital of France is"]), cases), [.. pairs.Select(pair => pair.Value)]);
    }

    [TestCaseSource(nameof(Prompts))]
    public void Zeroing_a_slice_of_the_attention_output_as_published(int prompt)
    {
        var shape = lab.Checkpoint.Model.Shape;
        var slices = shape.Blocks.Index().Where(block => block.Item == OperatorKind.Attention)
            .SelectMany(block => Enumerable.Range(0, shape.Heads).Select(slice => new Ablation(block.Index, Component.OutputSlice, Head: slice)));
        Check(prompt, slices, (values, intervention) => values.GetProperty("output_slice_zero_as_published").GetProperty($"L{intervention.Layer}S{((Ablation)intervention).Head}"));
    }

    [Test]
    public void Zeroing_one_position_of_a_block()
    {
        var cells = Reference.Json.GetProperty("position_zero").EnumerateObject().ToArray();
        var cases = cells.Select(cell => cell.Name[1..].Split('P').Select(number => int.Parse(number, System.Globalization.CultureInfo.InvariantCulture)).ToArray())
            .Select(at => new Ablation(at[0], Component.Block) { At = PositionSet.Of(at[1]) });
        Assert.That(cells, Has.Length.EqualTo(14 * 8));
        Check(Experiments.On("The capital of France is", cases), [.. cells.Select(cell => cell.Value)]);
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(2)]
    public void Patching_a_clean_residual_stream_into_the_corrupt_run(int pair)
    {
        var values = Reference.Json.GetProperty("patching")[pair];
        var cells = values.GetProperty("cells").EnumerateObject().ToArray();
        var cases = cells.Select(cell => cell.Name[1..].Split('P').Select(number => int.Parse(number, System.Globalization.CultureInfo.InvariantCulture)).ToArray())
            .Select(at => new CaseSpec($"L{at[0]}P{at[1]}", [new Patching(at[0]) { At = PositionSet.Of(at[1]) }])).ToArray();
        var experiment = Experiments.Of(
            new PromptSpec([]) { Pairs = [new PromptPair(values.GetProperty("clean").GetString()!, values.GetProperty("corrupt").GetString()!)] }, cases) with
        {
            Measures = [new MeasureSpec(new Recovery(), Reduction.Last), new MeasureSpec(new Kl(), Reduction.Last)],
        };
        Assert.Multiple(() =>
        {
            foreach (var (result, cell) in lab.Run(experiment).Cases.Zip(cells.Select(cell => cell.Value)))
            {
                Check(result, Reduction.Last, cell.GetProperty("kl_last").GetDouble());
                var recovery = result.Mean(experiment.Measures[0]);
                Assert.That(recovery, cell.GetProperty("recovery").ValueKind == JsonValueKind.Null ? Is.NaN : Is.EqualTo(cell.GetProperty("recovery").GetDouble()).Within(1e-5), $"{result.Case}");
            }
        });
    }

    [Test]
    public void The_steering_direction_has_the_bits_of_PyTorch()
    {
        using var scope = torch.NewDisposeScope();
        Assert.That(Direction.Random(42, 128).bytes.ToArray(), Is.EqualTo(Reference.Tensor("steer.direction_seed42").bytes.ToArray()));
    }

    public void Dispose() => lab.Dispose();

    private static Func<JsonElement, Intervention, JsonElement> ByLayer(string table) =>
        (values, intervention) => values.GetProperty(table)[intervention.Layer];

    private IEnumerable<Intervention> EachLayer(Func<int, Intervention> intervention) =>
        Enumerable.Range(0, lab.Checkpoint.Model.Shape.Blocks.Count).Select(intervention);

    private void Check(int prompt, IEnumerable<Intervention> interventions, Func<JsonElement, Intervention, JsonElement> expected)
    {
        var values = Reference.Prompts[prompt];
        var cases = interventions.ToArray();
        Check(Experiments.On(values.GetProperty("text").GetString()!, cases), [.. cases.Select(intervention => expected(values, intervention))]);
    }

    private void Check(ExperimentSpec experiment, IReadOnlyList<JsonElement> expected)
    {
        Assert.That(experiment.Cases, Is.Not.Empty);
        Assert.Multiple(() =>
        {
            foreach (var (result, values) in lab.Run(experiment).Cases.Zip(expected))
            {
                Check(result, Reduction.Sum, values.GetProperty("kl_sum").GetDouble());
                Check(result, Reduction.Mean, values.GetProperty("kl_mean").GetDouble());
                Check(result, Reduction.Last, values.GetProperty("kl_last").GetDouble());
                Assert.That(result.Mean(new MeasureSpec(new Top1())), Is.EqualTo(values.GetProperty("top1").GetDouble()).Within(1e-8), $"{result.Case}: top-1 agreement");
            }
        });
    }

    private static void Check(CaseResult result, Reduction over, double expected)
    {
        var actual = result.Mean(new MeasureSpec(new Kl(), over));
        Assert.That(Math.Abs(actual - expected), Is.LessThan(Math.Max(Absolute, Relative * Math.Abs(expected))), $"{result.Case}: KL {over} is {actual:G9}, the reference has {expected:G9}");
    }
}
