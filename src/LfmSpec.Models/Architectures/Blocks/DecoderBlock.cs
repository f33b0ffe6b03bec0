using static TorchSharp.torch;

namespace LfmSpec.Models.Architectures;

/// <summary>A block of a pre-norm decoder: h += operator(norm(h)); h += mlp(norm(h)).</summary>
internal sealed class DecoderBlock : IDisposable
{
    /// <summary>The norm before the operator.</summary>
    internal required RmsNorm OperatorNorm { get; init; }

    /// <summary>The operator.</summary>
    internal required IOperator Operator { get; init; }

    /// <summary>The norm before the MLP.</summary>
    internal required RmsNorm MlpNorm { get; init; }

    /// <summary>The MLP.</summary>
    internal required GatedMlp Mlp { get; init; }

    /// <summary>Applies the block.</summary>
    /// <param name="layer">Its place, from 0.</param>
    /// <param name="residual">The residual stream before it, [batch, positions, hidden].</param>
    /// <param name="visitor">Sees the sites, or null.</param>
    /// <param name="cache">The positions before these, which are added to it; null when there are none to remember.</param>
    /// <param name="last">How many positions are wanted, the last ones; all of them with a visitor, which sees every position.</param>
    /// <returns>The residual stream after it, [batch, last, hidden].</returns>
    internal Tensor Apply(int layer, Tensor residual, ISiteVisitor? visitor, DecodingCache? cache, long last)
    {
        using var scope = NewDisposeScope();
        residual = visitor.At(SiteKind.BlockInput, layer, residual);

        var input = visitor.At(SiteKind.OperatorInput, layer, OperatorNorm.Apply(residual));
        residual = LastPositions.Of(residual, last) + visitor.At(SiteKind.OperatorOutput, layer, Operator.Apply(layer, input, visitor, cache, last));

        residual = residual + visitor.At(SiteKind.MlpOutput, layer, Mlp.Apply(MlpNorm.Apply(residual)));
        return visitor.At(SiteKind.BlockOutput, layer, residual).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        OperatorNorm.Dispose();
        Operator.Dispose();
        MlpNorm.Dispose();
        Mlp.Dispose();
    }
}
