namespace OwnKinds;

/// <summary>
/// Removes the component of the residual stream along a direction, at the positions that are named: x - (x . r) r for the unit vector r (directional ablation; Arditi et al.
/// 2024, "Refusal in language models is mediated by a single direction", section 2.4). The direction is the difference of the means over two sets of prompts, of the block's
/// output at the last position.
/// </summary>
/// <param name="Layer">The block, from 0.</param>
[ActsOn(Component.Block)]
public sealed record ProjectOut(int Layer) : Intervention(Layer), ICausal
{
    /// <summary>Prompts whose mean the direction points to.</summary>
    public IReadOnlyList<string> Toward { get; init; } = [];

    /// <summary>Prompts whose mean it points away from.</summary>
    public IReadOnlyList<string> From { get; init; } = [];

    /// <summary>The block whose output gives the direction; the one that is changed unless told.</summary>
    [Takes("it is a block; give 0 or more", Least = 0)]
    public int? DirectionOf { get; init; }

    /// <summary>How much of the component is removed: 1 is all of it.</summary>
    [Takes("it is the share that is removed; give more than 0 and up to 2, where 2 mirrors", Above = 0, Most = 2)]
    public double Share { get; init; } = 1;

    /// <inheritdoc/>
    public override string? Problem(ModelShape shape) =>
        Toward.Count == 0 || From.Count == 0 ? "a direction needs prompts to point to and away from; give Toward and From"
        : DirectionOf >= shape.Blocks.Count ? $"the direction is of block {DirectionOf}, and there are blocks 0 to {shape.Blocks.Count - 1}"
        : null;

    /// <inheritdoc/>
    public override Func<Tensor, Tensor> Edit(EditContext context)
    {
        var difference = Mean(Toward, context) - Mean(From, context);
        var direction = difference / difference.norm();
        return value => value - (value * direction).sum([-1L], keepdim: true) * direction * Share;
    }

    private Tensor Mean(IReadOnlyList<string> prompts, EditContext context)
    {
        Tensor[] last = [.. prompts.Select(prompt => context.Clean(prompt)).Select(run => run.Residual((DirectionOf ?? Layer) + 1)[0, run.Ids.Count - 1])];
        return stack(last).mean([0L]);
    }
}

/// <summary><see cref="ProjectOut"/> in an experiment: each argument sets the property of its name.</summary>
public sealed class ProjectOutAttribute : InterveneAttribute<ProjectOut>
{
    /// <inheritdoc cref="ProjectOut.Toward"/>
    public string[] Toward { get; set; } = [];

    /// <inheritdoc cref="ProjectOut.From"/>
    public string[] From { get; set; } = [];

    /// <inheritdoc cref="ProjectOut.DirectionOf"/>
    public int DirectionOf { get; set; } = -1;

    /// <inheritdoc cref="ProjectOut.Share"/>
    public double Share { get; set; } = 1;
}
