using TorchSharp;
using static TorchSharp.torch;
#if EMBEDDED_TORCH
using TorchSharp.Embedded;
#else
using static TorchSharp.torch.nn.functional;
#endif

namespace LfmSpec.Models.Engine;

/// <summary>
/// The layers that go over memory once where the engine can: the seam between the models and the embedded TorchSharp's fused operations. On any
/// TorchSharp they are plain operations; the embedded one's results have the same bits as these.
/// </summary>
internal static class FusedLayers
{
    /// <summary>Root mean square normalisation over the last dimension.</summary>
    internal static Tensor RmsNorm(Tensor x, Tensor weight, double epsilon) =>
#if EMBEDDED_TORCH
        FusedOperations.RmsNorm(x, weight, epsilon);
#else
        weight * (x * rsqrt(x.pow(2).mean([-1], keepdim: true) + epsilon));
#endif

    /// <summary>silu(x) * y.</summary>
    internal static Tensor SiluMultiply(Tensor x, Tensor y) =>
#if EMBEDDED_TORCH
        FusedOperations.SiluMultiply(x, y);
#else
        silu(x) * y;
#endif

    /// <summary>Each head of x, [batch, positions, heads, d], turned by the tables of its position, [positions, d].</summary>
    internal static Tensor Rotate(Tensor x, Tensor cos, Tensor sin)
    {
#if EMBEDDED_TORCH
        return FusedOperations.Rotate(x, cos, sin);
#else
        var half = x.shape[^1] / 2;
        Tensor first = x.narrow(-1, 0, half), second = x.narrow(-1, half, half);
        return x * cos.unsqueeze(-2) + cat([-second, first], -1) * sin.unsqueeze(-2);
#endif
    }

    /// <summary>
    /// carrier * conv(gate * signal), all [batch, positions, channels], causal: tap j of the weight, [channels, 1, taps], sees position
    /// t - (taps - 1) + j, so the last tap is the current token.
    /// </summary>
    internal static Tensor GatedConvolution(Tensor gate, Tensor signal, Tensor carrier, Tensor weight, Tensor? bias)
    {
#if EMBEDDED_TORCH
        return FusedOperations.GatedConvolution(gate, signal, carrier, weight, bias);
#else
        var gated = (gate * signal).transpose(1, 2);                                                   // [batch, channels, positions]
        var mixed = conv1d(gated, weight, bias, padding: weight.size(2) - 1, groups: weight.size(0));
        return carrier * mixed.narrow(2, 0, gate.size(1)).transpose(1, 2);
#endif
    }
}
