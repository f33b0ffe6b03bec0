using TorchSharp.Modules;

namespace LfmSpec.Models.Adapters;

/// <summary>The low-rank matrices beside one linear module (Hu et al. 2021, "LoRA"): its output is W x + scale B A x.</summary>
public sealed class Adapter : IDisposable
{
    internal Adapter(LinearModule module, Parameter a, Parameter b, double scale)
    {
        Module = module;
        A = a;
        B = b;
        Scale = scale;
    }

    /// <summary>The module.</summary>
    public LinearModule Module { get; }

    /// <summary>The matrix to the low rank, float32, [rank, in]. It belongs to the adapter.</summary>
    public Parameter A { get; }

    /// <summary>The matrix from the low rank, float32, [out, rank]. It belongs to the adapter.</summary>
    public Parameter B { get; }

    /// <summary>alpha / rank, or alpha / sqrt(rank) with PEFT's <c>use_rslora</c>.</summary>
    public double Scale { get; }

    /// <summary>The rank.</summary>
    public int Rank => (int)A.shape[0];

    /// <summary>The number of trainable parameters.</summary>
    public long Parameters => A.numel() + B.numel();

    /// <summary>Frees the matrices.</summary>
    public void Dispose()
    {
        A.Dispose();
        B.Dispose();
    }
}

/// <summary>A linear module of a block that can have an adapter.</summary>
/// <param name="Path">Its path, as Hugging Face's modules have it: <c>model.layers.0.conv.in_proj</c>.</param>
/// <param name="Layer">Its block, from 0.</param>
/// <param name="Outputs">The rows of its weight.</param>
/// <param name="Inputs">The columns of its weight.</param>
public sealed record LinearModule(string Path, int Layer, long Outputs, long Inputs)
{
    /// <inheritdoc/>
    public override string ToString() => Path;
}
