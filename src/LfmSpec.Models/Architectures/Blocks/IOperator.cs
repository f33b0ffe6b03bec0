using static TorchSharp.torch;

namespace LfmSpec.Models.Architectures;

/// <summary>The part of a block that mixes positions. It visits its own sites.</summary>
internal interface IOperator : IDisposable
{
    /// <summary>Applies the operator.</summary>
    /// <param name="layer">The block, from 0.</param>
    /// <param name="input">The normalised residual stream, [batch, positions, hidden].</param>
    /// <param name="visitor">Sees the sites, or null.</param>
    /// <param name="cache">The positions before these, which are added to it; null when there are none to remember.</param>
    /// <param name="last">How many positions are wanted, the last ones; the others are computed only as far as these and the cache need them.</param>
    /// <returns>What is added to the residual stream, [batch, last, hidden].</returns>
    Tensor Apply(int layer, Tensor input, ISiteVisitor? visitor, DecodingCache? cache, long last);
}
