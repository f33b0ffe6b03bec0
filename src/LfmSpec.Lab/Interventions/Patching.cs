using static TorchSharp.torch;

namespace LfmSpec.Lab;

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
    public override int? Head { get; init; } = Head;

    /// <summary>Two runs of a pair may have the same value at a place: before their first different token, or out of a convolution's reach.</summary>
    public override bool MayChangeNothing => true;

    /// <inheritdoc/>
    protected internal override bool MakesValues => false;

    /// <inheritdoc/>
    public override Func<Tensor, Tensor> Edit(EditContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var other = context.CleanValue(context.Reference);
        return _ => other;
    }

    /// <inheritdoc/>
    protected override string Words => $"{Part(Target, Head)} of the {(Into == PatchInto.Corrupt ? "clean run into the corrupt" : "corrupt run into the clean")}{AtWords()}";
}
