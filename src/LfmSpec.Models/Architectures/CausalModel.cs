using LfmSpec.Models.Checkpoints;
using static TorchSharp.torch;

namespace LfmSpec.Models;

/// <summary>
/// A causal language model as the lab sees it: it can be entered at any block with a residual stream, and a visitor sees and
/// may change the value at every <see cref="Site"/>. A returned tensor belongs to the caller's dispose scope.
/// </summary>
public sealed class CausalModel : IDisposable
{
    private readonly DecoderParts parts;
    private ISiteVisitor? watcher;

    /// <summary>Makes a model of its parts.</summary>
    /// <param name="shape">Its sizes.</param>
    /// <param name="parts">The parts; the model takes them over.</param>
    /// <param name="weights">Where they were taken from.</param>
    internal CausalModel(ModelShape shape, DecoderParts parts, IWeights weights)
    {
        Shape = shape;
        this.parts = parts;
        Parameters = weights.TakenParameters;
        Device = weights.Device;
    }

    /// <summary>The model's sizes.</summary>
    public ModelShape Shape { get; }

    /// <summary>The number of parameters; tied ones count once.</summary>
    public long Parameters { get; }

    /// <summary>Where the weights lie, and so what the model computes.</summary>
    public Device Device { get; }

    /// <summary>The token embeddings: the residual stream before the first block.</summary>
    /// <param name="ids">Token ids, int64, [batch, positions], on any device.</param>
    /// <param name="visitor">Sees the sites, or null.</param>
    /// <returns>float32, [batch, positions, hidden].</returns>
    public Tensor Embed(Tensor ids, ISiteVisitor? visitor = null)
    {
        visitor ??= watcher;
        using var scope = NewDisposeScope();
        var tokens = parts.Embedding.Take(ids.to(Device).flatten()).Viewed(ids.size(0), ids.size(1), Shape.Hidden);
        return visitor.At(SiteKind.Embedding, -1, tokens).MoveToOuterDisposeScope();
    }

    /// <summary>One block.</summary>
    /// <param name="layer">The block, from 0.</param>
    /// <param name="residual">The residual stream before it, [batch, positions, hidden].</param>
    /// <param name="visitor">Sees the sites, or null.</param>
    /// <param name="cache">The positions before these, which are added to it; null when there are none to remember.</param>
    /// <returns>The residual stream after it, [batch, positions, hidden].</returns>
    public Tensor Block(int layer, Tensor residual, ISiteVisitor? visitor = null, DecodingCache? cache = null)
    {
        visitor ??= watcher;
        return parts.Blocks[layer].Apply(layer, residual, visitor, cache, residual.size(1));
    }

    /// <summary>The final norm and the head.</summary>
    /// <param name="residual">The residual stream after the last block, [batch, positions, hidden].</param>
    /// <param name="visitor">Sees the sites, or null.</param>
    /// <returns>Logits, float32, [batch, positions, vocabulary].</returns>
    public Tensor Head(Tensor residual, ISiteVisitor? visitor = null)
    {
        visitor ??= watcher;
        using var scope = NewDisposeScope();
        return visitor.At(SiteKind.Logits, -1, parts.Head.Apply(FinalNorm(residual, visitor))).MoveToOuterDisposeScope();
    }

    /// <summary>The next-token distributions after the last block.</summary>
    /// <param name="residual">The residual stream after the last block, [batch, positions, hidden].</param>
    /// <param name="visitor">Sees the sites, or null.</param>
    /// <returns>The distributions; dispose them.</returns>
    public NextTokenDistribution Distribution(Tensor residual, ISiteVisitor? visitor = null)
    {
        visitor ??= watcher;
        using var scope = NewDisposeScope();
        return WantsLogits(visitor) ? NextTokenDistribution.Of(Head(residual, visitor)) : parts.Head.Distribution(FinalNorm(residual, visitor));
    }

    /// <summary>Compares the next-token distributions after the last block with a clean run's. The logits need not be in memory for it.</summary>
    /// <param name="residual">The residual stream after the last block, [batch, positions, hidden], a batch or several of the clean run's.</param>
    /// <param name="clean">The clean run's distributions, of <see cref="Distribution"/>.</param>
    /// <param name="visitor">Sees the sites, or null; <see cref="SiteKind.Logits"/> only if it wants it.</param>
    /// <returns>The divergence, one a position.</returns>
    public NextTokenDivergence Divergence(Tensor residual, NextTokenDistribution clean, ISiteVisitor? visitor = null)
    {
        visitor ??= watcher;
        using var scope = NewDisposeScope();
        return WantsLogits(visitor) ? clean.Against(Head(residual, visitor)) : parts.Head.Divergence(FinalNorm(residual, visitor), clean);
    }

    /// <summary>The forward pass from a block on.</summary>
    /// <param name="layer">The first block to compute, from 0; the number of blocks for the head alone.</param>
    /// <param name="residual">The residual stream before that block, [batch, positions, hidden].</param>
    /// <param name="visitor">Sees the sites, or null.</param>
    /// <returns>Logits, float32, [batch, positions, vocabulary].</returns>
    public Tensor Resume(int layer, Tensor residual, ISiteVisitor? visitor = null)
    {
        using var scope = NewDisposeScope();
        return Head(Blocks(layer, residual, visitor), visitor).MoveToOuterDisposeScope();
    }

    /// <summary>The forward pass from a block on, without the head.</summary>
    /// <param name="layer">The first block to compute, from 0; the number of blocks for none.</param>
    /// <param name="residual">The residual stream before that block, [batch, positions, hidden].</param>
    /// <param name="visitor">Sees the sites, or null.</param>
    /// <returns>The residual stream after the last block, [batch, positions, hidden].</returns>
    public Tensor Blocks(int layer, Tensor residual, ISiteVisitor? visitor = null)
    {
        using var scope = NewDisposeScope();
        residual = residual.alias();
        for (; layer < Shape.Blocks.Count; layer++)
        {
            residual = Block(layer, residual, visitor);
        }

        return residual.MoveToOuterDisposeScope();
    }

    /// <summary>The whole forward pass.</summary>
    /// <param name="ids">Token ids, int64, [batch, positions].</param>
    /// <param name="visitor">Sees the sites, or null.</param>
    /// <returns>Logits, float32, [batch, positions, vocabulary].</returns>
    public Tensor Forward(Tensor ids, ISiteVisitor? visitor = null)
    {
        using var scope = NewDisposeScope();
        return Resume(0, Embed(ids, visitor), visitor).MoveToOuterDisposeScope();
    }

    /// <summary>Lets a visitor see the passes of code that has none, until the result is disposed: to find out what went wrong in it.</summary>
    /// <param name="visitor">Sees the sites of every pass without a visitor of its own.</param>
    /// <returns>Ends it.</returns>
    public IDisposable Watching(ISiteVisitor visitor)
    {
        watcher = visitor;
        return new Ending(this);
    }

    /// <summary>A cache for reading a text piece by piece.</summary>
    /// <returns>An empty cache; dispose it.</returns>
    public DecodingCache NewCache() => new(Shape.Blocks.Count);

    /// <summary>Reads more of a text and predicts its next token. The logits have the bits of the full forward pass.</summary>
    /// <param name="ids">The token ids that follow what the cache has read, int64, [batch, positions].</param>
    /// <param name="cache">What was read before; the new positions are added to it.</param>
    /// <param name="visitor">Sees the sites of the new positions, or null.</param>
    /// <returns>The logits at the last position, float32, [batch, vocabulary].</returns>
    /// <exception cref="ArgumentException">The text would be longer than the model's context, or the cache follows a batch of another size.</exception>
    public Tensor Next(Tensor ids, DecodingCache cache, ISiteVisitor? visitor = null)
    {
        var positions = ids.size(1);
        if (positions == 0 || cache.Positions + positions > Shape.Context)
        {
            throw new ArgumentException($"{cache.Positions:N0} positions were read and {positions:N0} follow; the model's context is {Shape.Context:N0} positions, and there must be one at least.", nameof(ids));
        }

        visitor ??= watcher;
        cache.CheckBatch(ids.size(0));
        using var scope = NewDisposeScope();
        var residual = Embed(ids, visitor);
        for (var layer = 0; layer < Shape.Blocks.Count; layer++)
        {
            // Nobody asks for the last block's earlier outputs, unless a visitor sees them.
            var wanted = visitor is null && layer == Shape.Blocks.Count - 1 ? 1 : positions;
            residual = parts.Blocks[layer].Apply(layer, residual, visitor, cache, wanted);
        }

        cache.Advance(positions);
        return Head(LastPositions.Of(residual, 1), visitor).squeeze(1).MoveToOuterDisposeScope();
    }

    /// <summary>The kernel of a block's short convolution, to be read.</summary>
    /// <param name="layer">The block, from 0.</param>
    /// <returns>A copy, float32, [channels, taps], the oldest tap first and the current token's last; null for a block that is no convolution.</returns>
    public Tensor? ConvolutionKernel(int layer)
    {
        using var scope = NewDisposeScope();
        return (parts.Blocks[layer].Operator as ShortConvolution)?.Kernel.detach().squeeze(1).clone().MoveToOuterDisposeScope();
    }

    private Tensor FinalNorm(Tensor residual, ISiteVisitor? visitor) =>
        visitor.At(SiteKind.FinalNorm, -1, parts.FinalNorm.Apply(residual));

    private static bool WantsLogits(ISiteVisitor? visitor) => visitor?.Wants(new Site(SiteKind.Logits)) == true;

    /// <summary>Frees the weights.</summary>
    public void Dispose() => parts.Dispose();

    private sealed class Ending(CausalModel model) : IDisposable
    {
        public void Dispose() => model.watcher = null;
    }
}
