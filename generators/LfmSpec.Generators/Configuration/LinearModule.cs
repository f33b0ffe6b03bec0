namespace LfmSpec.Generators.Configuration;

/// <summary>A linear module of a block, which an adapter can stand beside.</summary>
/// <param name="Name">Its path in the block, as the checkpoint has it, such as <c>self_attn.q_proj</c>.</param>
/// <param name="Role">What it does, whatever an architecture calls it.</param>
/// <param name="Inputs">The width of its input.</param>
/// <param name="Outputs">The width of its output.</param>
internal sealed record LinearModule(string Name, ModuleRole Role, int Inputs, int Outputs)
{
    /// <summary>The last part of its path, such as <c>q_proj</c>.</summary>
    public string ShortName => Name.Substring(Name.LastIndexOf('.') + 1);

    /// <summary>The largest rank that a matrix of its shape has.</summary>
    public int LargestRank => Math.Min(Inputs, Outputs);

    /// <summary>The parameters of a LoRA adapter, A [rank, inputs] and B [outputs, rank].</summary>
    public long AdapterParameters(int rank) => rank * ((long)Inputs + Outputs);
}

/// <summary>What a linear module does.</summary>
internal enum ModuleRole
{
    /// <summary>The queries.</summary>
    Query,

    /// <summary>The keys.</summary>
    Key,

    /// <summary>The values.</summary>
    Value,

    /// <summary>An operator's way back to the residual stream.</summary>
    Out,

    /// <summary>Gate, carrier and signal of a convolution.</summary>
    In,

    /// <summary>The MLP's gate.</summary>
    Gate,

    /// <summary>The MLP's way up.</summary>
    Up,

    /// <summary>The MLP's way back to the residual stream.</summary>
    Down,
}
