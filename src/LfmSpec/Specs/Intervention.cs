using System.Globalization;

namespace LfmSpec;

/// <summary>One change to a forward pass, at one block.</summary>
/// <param name="Layer">The block, from 0.</param>
public abstract record Intervention(int Layer)
{
    /// <summary>The component that is changed.</summary>
    public abstract Component Component { get; }

    /// <summary>The positions that are changed.</summary>
    public virtual PositionSet At { get; init; } = PositionSet.All;

    /// <summary>The part that is changed, in words, such as <c>L05 head 3</c>.</summary>
    /// <param name="component">The component.</param>
    /// <param name="head">The head, or null.</param>
    /// <returns>The words.</returns>
    protected string Part(Component component, int? head = null) => $"L{Layer:00} " + (component, head) switch
    {
        (Component.Head, { } index) => $"head {index}",
        (Component.OutputSlice, { } index) => $"output slice {index}",
        _ => component.ToString().ToLowerInvariant(),
    };

    /// <summary>The positions as the end of a phrase, such as <c>, position 3</c>; nothing for all.</summary>
    /// <returns>The words.</returns>
    protected string AtWords() => At == PositionSet.All ? "" : $", {At}";
}

/// <summary>Replaces a component's value.</summary>
/// <param name="Layer">The block, from 0.</param>
/// <param name="Target">The component.</param>
/// <param name="With">What takes its place.</param>
/// <param name="Head">The head, from 0, if the target is <see cref="LfmSpec.Component.Head"/> or <see cref="LfmSpec.Component.OutputSlice"/>; otherwise null.</param>
public sealed record Ablation(int Layer, Component Target, Replacement With = Replacement.Zero, int? Head = null) : Intervention(Layer)
{
    /// <inheritdoc/>
    public override Component Component => Target;

    /// <summary>The seed of the derangement, for <see cref="Replacement.Resampled"/>.</summary>
    public long Seed { get; init; }

    /// <inheritdoc/>
    public override string ToString() => (Target, With) switch
    {
        (LfmSpec.Component.Block, Replacement.Input) => $"L{Layer:00} skipped",
        (_, Replacement.Mean) => $"{Part(Target, Head)} → mean over positions",
        (_, Replacement.PromptMean) => $"{Part(Target, Head)} → mean over prompts",
        (_, Replacement.Resampled) => $"{Part(Target, Head)} → another prompt's, seed {Seed.ToString(CultureInfo.InvariantCulture)}",
        _ => $"{Part(Target, Head)} → {With.ToString().ToLowerInvariant()}",
    } + AtWords();
}

/// <summary>Adds a vector to a block's output.</summary>
/// <param name="Layer">The block, from 0.</param>
/// <param name="Direction">The vector's direction.</param>
/// <param name="Scale">How much of it, in <paramref name="Unit"/>.</param>
/// <param name="Unit">What a scale of 1 is.</param>
public sealed record Steering(int Layer, SteeringDirection Direction, double Scale, SteeringUnit Unit = SteeringUnit.Length) : Intervention(Layer)
{
    /// <inheritdoc/>
    public override Component Component => Component.Block;

    /// <summary>The positions to which the vector is added; the last unless told.</summary>
    public override PositionSet At { get; init; } = PositionSet.Last;

    /// <inheritdoc/>
    public override string ToString() =>
        $"L{Layer:00} output {(Scale < 0 ? '−' : '+')} {Math.Abs(Scale).ToString(CultureInfo.InvariantCulture)}{Unit switch
        {
            SteeringUnit.Raw => " (raw)",
            SteeringUnit.ResidualNorm => " of the residual norm",
            _ => "",
        }} × {Direction}, {At}";
}

/// <summary>Puts a component's value from the other run of a pair in the place of its own.</summary>
/// <param name="Layer">The block, from 0.</param>
/// <param name="Target">The component.</param>
/// <param name="Into">Which run is patched.</param>
/// <param name="Head">The head, from 0, if the target is <see cref="LfmSpec.Component.Head"/>; otherwise null.</param>
public sealed record Patching(int Layer, Component Target = Component.Block, PatchInto Into = PatchInto.Corrupt, int? Head = null) : Intervention(Layer)
{
    /// <inheritdoc/>
    public override Component Component => Target;

    /// <inheritdoc/>
    public override string ToString() => $"{Part(Target, Head)} of the {(Into == PatchInto.Corrupt ? "clean run into the corrupt" : "corrupt run into the clean")}{AtWords()}";
}

/// <summary>Adds Gaussian noise to a block's output at every position.</summary>
/// <param name="Layer">The block, from 0.</param>
/// <param name="Seed">The seed of <c>randn(positions, hidden)</c>.</param>
/// <param name="Scale">The standard deviation in each channel.</param>
public sealed record Perturbation(int Layer, long Seed, double Scale) : Intervention(Layer)
{
    /// <inheritdoc/>
    public override Component Component => Component.Block;

    /// <inheritdoc/>
    public override string ToString() =>
        $"L{Layer:00} output + {Scale.ToString(CultureInfo.InvariantCulture)} × noise of seed {Seed.ToString(CultureInfo.InvariantCulture)}{AtWords()}";
}
