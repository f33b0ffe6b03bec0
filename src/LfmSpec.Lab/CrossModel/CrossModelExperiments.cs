using LfmSpec.Models;

namespace LfmSpec.Lab.CrossModel;

/// <summary>
/// The experiments that are the same question of every model, whatever its blocks: made from a model's shape when it is known, where an attributed
/// class is checked against one model when the code is compiled.
/// </summary>
/// <param name="model">The model's name.</param>
/// <param name="shape">Its shape.</param>
/// <param name="perFamily">How many prompts of each task family.</param>
internal sealed class CrossModelExperiments(string model, ModelShape shape, int perFamily)
{
    /// <summary>Half of the residual stream's own norm: the same push for every model and block.</summary>
    internal const double SteeringShare = 0.5;

    /// <summary>The published length of the vector, whatever the residual stream's.</summary>
    internal const double PublishedLength = 4;

    /// <summary>The columns of <see cref="Skips"/> and <see cref="Halves"/>: the mean, and the sum as published.</summary>
    internal static readonly MeasureSpec Mean = new(new Kl()), Sum = new(new Kl(), Positions.Sum), Last = new(new Kl(), Positions.Last);

    /// <summary>Each block left out.</summary>
    internal ExperimentSpec Skips() => Of("Skips", [Mean, Sum], Layers.Select(layer => Case($"Skip_L{layer:00}", new Ablation(layer, Component.Block, Replacement.Input))), new Hub());

    /// <summary>Each operator and each MLP set to zero.</summary>
    internal ExperimentSpec Halves() => Of(
        "Halves",
        [Mean],
        from target in new[] { Component.Operator, Component.Mlp }
        from layer in Layers
        select Case($"Ablate_L{layer:00}_{target}", new Ablation(layer, target)),
        shape.Blocks.Distinct().Count() > 1 ? new ConvAgainstAttention() : null);

    /// <summary>Each head set to zero.</summary>
    internal ExperimentSpec Heads() => Of(
        "Heads",
        [Mean],
        from layer in Layers
        where shape.Blocks[layer] == OperatorKind.Attention
        from head in Enumerable.Range(0, shape.Heads)
        select Case($"Ablate_L{layer:00}_H{head:00}", new Ablation(layer, Component.Head, Head: head)));

    /// <summary>One random direction added to each block's output at the last position.</summary>
    internal ExperimentSpec Steering(double scale, SteeringUnit unit) => Of(
        $"Steering{unit}",
        [Last],
        Layers.Select(layer => Case($"Steer_L{layer:00}", new Steering(layer, new RandomVector(42), scale, unit))));

    /// <summary>The prompts whose answer is one token.</summary>
    internal ExperimentSpec Capability() => Of("Capability", [], []) with
    {
        Prompts = new PromptSpec([], Suite.TaskFamilies) { SingleTokenTargets = true },
    };

    private IEnumerable<int> Layers => Enumerable.Range(0, shape.Blocks.Count);

    private static CaseSpec Case(string name, Intervention intervention) => new(name, [intervention]);

    private ExperimentSpec Of(string name, IReadOnlyList<MeasureSpec> measures, IEnumerable<CaseSpec> cases, ISummary? summary = null) => new()
    {
        Name = name,
        Cases = [.. cases],
        Summaries = summary is { } one ? [new SummarySpec(one)] : [],
        Prompts = new PromptSpec([], Suite.TaskFamilies, PerFamily: perFamily),
        Measures = measures,
        CompiledFor = model,
    };
}
