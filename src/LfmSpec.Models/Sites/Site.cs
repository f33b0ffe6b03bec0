using static TorchSharp.torch;

namespace LfmSpec.Models;

/// <summary>
/// A named place in the forward pass, in the order in which data flows; the same for all architectures. Shapes are of the value that a visitor sees there.
/// </summary>
public enum SiteKind
{
    /// <summary>The residual stream before the first block: the token embeddings, [batch, positions, hidden]. Has no layer.</summary>
    Embedding,

    /// <summary>The residual stream before a block, [batch, positions, hidden].</summary>
    BlockInput,

    /// <summary>The operator's input, after operator_norm (Llama, Qwen2: input_layernorm), [batch, positions, hidden].</summary>
    OperatorInput,

    /// <summary>The gate B: the first third of a short convolution's in_proj output, [batch, positions, hidden].</summary>
    ConvGate,

    /// <summary>The carrier C: the second third of a short convolution's in_proj output, [batch, positions, hidden].</summary>
    ConvCarrier,

    /// <summary>The signal x: the last third of a short convolution's in_proj output, [batch, positions, hidden].</summary>
    ConvSignal,

    /// <summary>The short convolution's output C * conv(B * x), before out_proj, [batch, positions, hidden].</summary>
    ConvOutput,

    /// <summary>The queries before rotary embedding, and after q_layernorm where there is one, [batch, positions, heads, head_dim].</summary>
    Query,

    /// <summary>The keys before rotary embedding, and after k_layernorm where there is one, [batch, positions, key-value heads, head_dim].</summary>
    Key,

    /// <summary>The values, [batch, positions, key-value heads, head_dim].</summary>
    Value,

    /// <summary>The attention weights after softmax, [batch, heads, query positions, key positions]. Computed apart only if the visitor wants them.</summary>
    AttentionWeights,

    /// <summary>The heads side by side, the INPUT of self_attn.out_proj (Llama, Qwen2: o_proj), [batch, positions, heads x head_dim]; head h is columns h x head_dim to (h + 1) x head_dim.</summary>
    Heads,

    /// <summary>The operator's output, before it is added to the residual stream, [batch, positions, hidden].</summary>
    OperatorOutput,

    /// <summary>The MLP's output, before it is added to the residual stream, [batch, positions, hidden].</summary>
    MlpOutput,

    /// <summary>The residual stream after a block, [batch, positions, hidden].</summary>
    BlockOutput,

    /// <summary>The residual stream after the final norm, [batch, positions, hidden]. Has no layer.</summary>
    FinalNorm,

    /// <summary>The logits, [batch, positions, vocabulary]. Has no layer.</summary>
    Logits,
}

/// <summary>A place in the forward pass of a certain model.</summary>
/// <param name="Kind">Which place.</param>
/// <param name="Layer">The block, from 0; -1 for the places that have none.</param>
public readonly record struct Site(SiteKind Kind, int Layer = -1)
{
    /// <inheritdoc/>
    public override string ToString() => Layer < 0 ? $"{Kind}" : $"L{Layer:00}.{Kind}";
}

/// <summary>Sees the value at every site of a forward pass, and may put another in its place.</summary>
public interface ISiteVisitor
{
    /// <summary>Whether the visitor needs this site. Asked only where a site costs extra work: <see cref="SiteKind.AttentionWeights"/>, and <see cref="SiteKind.Logits"/> where only the divergence is measured.</summary>
    /// <param name="site">The site.</param>
    /// <returns>True if <see cref="Visit"/> must be called there.</returns>
    bool Wants(Site site);

    /// <summary>Sees the value at a site.</summary>
    /// <param name="site">The site.</param>
    /// <param name="value">The value; it belongs to the forward pass and must not be written to or disposed.</param>
    /// <returns>The value with which the forward pass goes on: the same tensor, or another of the same shape and type.</returns>
    Tensor Visit(Site site, Tensor value);
}

/// <summary>The call that a model makes at a site: nothing at all without a visitor.</summary>
internal static class SiteVisits
{
    internal static Tensor At(this ISiteVisitor? visitor, SiteKind kind, int layer, Tensor value) =>
        visitor is null ? value : visitor.Visit(new Site(kind, layer), value);
}
