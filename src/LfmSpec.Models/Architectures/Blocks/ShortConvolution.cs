using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace LfmSpec.Models.Architectures;

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
        var parts = In.Apply(LastPositions.Of(input, last + Kernel.size(2) - 1));                         // [batch, positions, 3 hidden]
        long hidden = parts.size(2) / 3;
        var gate = visitor.At(SiteKind.ConvGate, layer, parts.narrow(2, 0, hidden));                   // [batch, positions, hidden]
        var carrier = visitor.At(SiteKind.ConvCarrier, layer, parts.narrow(2, hidden, hidden));
        var signal = visitor.At(SiteKind.ConvSignal, layer, parts.narrow(2, 2 * hidden, hidden));

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
    private Tensor Convolve(Tensor signal) => conv1d(signal.transpose(1, 2), Kernel, Bias, groups: Kernel.size(0)).transpose(1, 2);
}
