namespace LfmSpec;

/// <summary>One change to a forward pass, at one block.</summary>
/// <param name="Layer">The block, from 0.</param>
public abstract record Intervention(int Layer)
{
    /// <summary>The component that is changed.</summary>
    public abstract Component Component { get; }
}

/// <summary>Replaces a component's value at every position.</summary>
/// <param name="Layer">The block, from 0.</param>
/// <param name="Target">The component.</param>
/// <param name="With">What takes its place.</param>
/// <param name="Head">The head, from 0, if the target is <see cref="LfmSpec.Component.Head"/>; otherwise null.</param>
public sealed record Ablation(int Layer, Component Target, Replacement With = Replacement.Zero, int? Head = null) : Intervention(Layer)
{
    /// <inheritdoc/>
    public override Component Component => Target;

    /// <inheritdoc/>
    public override string ToString()
    {
        var part = Head is { } head ? $"head {head}" : Target.ToString().ToLowerInvariant();
        return (Target, With) switch
        {
            (LfmSpec.Component.Block, Replacement.Input) => $"L{Layer:00} skipped",
            (_, Replacement.Mean) => $"L{Layer:00} {part} → mean over positions",
            _ => $"L{Layer:00} {part} → {With.ToString().ToLowerInvariant()}",
        };
    }
}

/// <summary>Adds a random direction of a given length to a block's output.</summary>
/// <param name="Layer">The block, from 0.</param>
/// <param name="Seed">The seed of the direction: <c>randn(hidden)</c> of PyTorch's CPU generator, divided by its L2 norm.</param>
/// <param name="Scale">The length of the vector that is added.</param>
/// <param name="At">The positions to which it is added.</param>
public sealed record Steering(int Layer, long Seed, double Scale, Place At = Place.Last) : Intervention(Layer)
{
    /// <inheritdoc/>
    public override Component Component => Component.Block;

    /// <inheritdoc/>
    public override string ToString() =>
        $"L{Layer:00} output {(Scale < 0 ? '−' : '+')} {Math.Abs(Scale).ToString(System.Globalization.CultureInfo.InvariantCulture)} × direction of seed {Seed}, {At switch
        {
            Place.Last => "last position",
            Place.First => "first position",
            _ => "every position",
        }}";
}
