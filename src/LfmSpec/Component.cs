namespace LfmSpec;

/// <summary>The part of the forward pass that an intervention changes. A block is <c>h += operator(norm(h)); h += mlp(norm(h))</c>.</summary>
public enum Component
{
    /// <summary>No part was named.</summary>
    Unspecified = 0,

    /// <summary>The output of the block's operator (<c>conv</c> or <c>self_attn</c>), before it is added to the residual stream: [batch, positions, hidden].</summary>
    Operator,

    /// <summary>The output of the block's MLP (<c>feed_forward</c>), before it is added to the residual stream: [batch, positions, hidden].</summary>
    Mlp,

    /// <summary>The block's whole output, that is the residual stream after it: [batch, positions, hidden].</summary>
    Block,

    /// <summary>One attention head: its slice of out_proj's INPUT, [batch, positions, head_dim]. A slice of out_proj's output is not a head.</summary>
    Head,

    /// <summary>The gate B of a short convolution: the first third of in_proj's output, [batch, positions, hidden].</summary>
    Gate,

    /// <summary>The carrier C of a short convolution: the second third of in_proj's output, [batch, positions, hidden].</summary>
    Carrier,

    /// <summary>The signal x of a short convolution: the last third of in_proj's output, [batch, positions, hidden].</summary>
    Signal,

    /// <summary>
    /// As published, and not a head: head_dim columns of the attention operator's OUTPUT, after out_proj, [batch, positions, head_dim].
    /// These are channels of the residual stream; every head writes to all of them.
    /// </summary>
    OutputSlice,
}
