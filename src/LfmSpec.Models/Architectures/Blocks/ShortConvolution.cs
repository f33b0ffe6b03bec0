using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace LfmSpec.Models;

/// <summary>LFM2's gated short convolution: out(C * conv(B * x)), where B, C and x are the thirds of in(input).</summary>
internal sealed class ShortConvolution : IOperator
{
    /// <summary>The layer that gives B, C and x, [3 hidden, hidden].</summary>
    internal required LinearLayer In { get; init; }

    /// <summary>The filters, float32, [hidden, 1, taps]; the last tap is the current token's.</summary>
    internal required Tensor Kernel { get; init; }

    /// <summary>The filters' bias, float32, [hidden], or null.</summary>
    internal required Tensor? Bias { get; init; }

    /// <summary>The layer back to the residual stream.</summary>
    internal required LinearLayer Out { get; init; }

    /// <inheritdoc/>
    public Tensor Apply(int layer, Tensor input, ISiteVisitor? visitor, DecodingCache? cache, long last)
    {
        var parts = In.Apply(LastPositions.Of(input, last + Kernel.size(2) - 1)).chunk(3, dim: -1);    // 3 x [batch, positions, hidden]
        var gate = visitor.At(SiteKind.ConvGate, layer, parts[0]);
        var carrier = visitor.At(SiteKind.ConvCarrier, layer, parts[1]);
        var signal = visitor.At(SiteKind.ConvSignal, layer, parts[2]);

        var mixed = cache is null || cache.Positions == 0
            ? FusedLayers.GatedConvolution(gate, signal, carrier, Kernel, Bias)
            : carrier * Convolve(cat([cache.Signal(layer), gate * signal], 1));
        cache?.Remember(layer, gate, signal, Kernel.size(2) - 1);
        return Out.Apply(visitor.At(SiteKind.ConvOutput, layer, LastPositions.Of(mixed, last)));
    }

    public void Dispose()
    {
        In.Dispose();
        Kernel.Dispose();
        Bias?.Dispose();
        Out.Dispose();
    }

    // [batch, taps - 1 + positions, channels] -> [batch, positions, channels]
    private Tensor Convolve(Tensor signal) => conv1d(signal.transpose(1, 2), Kernel, Bias, groups: Kernel.shape[0]).transpose(1, 2);
}
