using LfmSpec.Models.Checkpoints;
using static TorchSharp.torch;

namespace LfmSpec.Models.Architectures;

/// <summary>A linear layer, x W^T + b.</summary>
/// <param name="weight">[out, in]; the layer takes it over.</param>
/// <param name="bias">float32, [out], or null; the layer takes it over.</param>
internal sealed class LinearLayer(WeightMatrix weight, Tensor? bias) : IDisposable
{
    /// <summary>Applies the layer.</summary>
    /// <param name="x">float32, [..., in].</param>
    /// <returns>float32, [..., out].</returns>
    internal Tensor Apply(Tensor x) => weight.Apply(x, bias);

    /// <summary>The first half of a gated MLP: silu(gate(x)) * up(x).</summary>
    /// <param name="x">float32, [..., in].</param>
    /// <param name="gate">The layer that goes through the activation.</param>
    /// <param name="up">The layer beside it, of the same shape.</param>
    /// <returns>float32, [..., out].</returns>
    internal static Tensor Gated(Tensor x, LinearLayer gate, LinearLayer up) => gate.HasBias || up.HasBias
        ? FusedLayers.SiluMultiply(gate.Apply(x), up.Apply(x))
        : gate.Weight.Gated(x, up.Weight);

    private WeightMatrix Weight => weight;

    private bool HasBias => bias is not null;

    public void Dispose()
    {
        weight.Dispose();
        bias?.Dispose();
    }
}
