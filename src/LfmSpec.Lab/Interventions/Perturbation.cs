using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Lab;

/// <summary>Adds Gaussian noise to a block's output at every position.</summary>
/// <param name="Layer">The block, from 0.</param>
/// <param name="Seed">The seed of <c>randn(positions, hidden)</c>.</param>
/// <param name="Scale">The standard deviation in each channel.</param>
public sealed record Perturbation(int Layer, long Seed, double Scale = Usual.NoiseScale) : Intervention(Layer), IScaled, IAdditive
{
    /// <inheritdoc/>
    public Intervention WithScale(double scale) => this with { Scale = scale };

    /// <inheritdoc/>
    public override Func<Tensor, Tensor> Edit(EditContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        using var generator = new Generator((ulong)Seed);
        var noise = randn(context.Positions, context.Model.Shape.Hidden, dtype: ScalarType.Float32, generator: generator).to(context.Model.Device) * Scale;
        return value => value + noise;
    }

    /// <inheritdoc/>
    protected override string Words => $"L{Layer:00} output {(Scale < 0 ? '−' : '+')} {Number(Math.Abs(Scale))} × noise of seed {Number(Seed)}{AtWords()}";
}
