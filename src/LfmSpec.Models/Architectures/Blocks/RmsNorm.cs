using static TorchSharp.torch;

namespace LfmSpec.Models.Architectures;

/// <summary>Root mean square normalisation over the last dimension (Zhang and Sennrich 2019): weight * x / sqrt(mean(x^2) + epsilon).</summary>
/// <param name="weight">float32, [size]; the norm takes it over.</param>
/// <param name="epsilon">What keeps the root away from zero.</param>
internal sealed class RmsNorm(Tensor weight, double epsilon) : IDisposable
{
    /// <summary>Normalises.</summary>
    /// <param name="x">float32, [..., size].</param>
    /// <returns>The same shape.</returns>
    internal Tensor Apply(Tensor x) => FusedLayers.RmsNorm(x, weight, epsilon);

    public void Dispose() => weight.Dispose();
}
