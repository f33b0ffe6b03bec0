using static TorchSharp.torch;

namespace LfmSpec.Models.Architectures;

/// <summary>The gated MLP (Shazeer 2020, "GLU Variants Improve Transformer"): down(silu(gate(x)) * up(x)).</summary>
internal sealed class GatedMlp : IDisposable
{
    /// <summary>The layer that goes through the activation.</summary>
    internal required LinearLayer Gate { get; init; }

    /// <summary>The layer beside it.</summary>
    internal required LinearLayer Up { get; init; }

    /// <summary>The layer back to the residual stream's width.</summary>
    internal required LinearLayer Down { get; init; }

    /// <summary>Applies the MLP.</summary>
    /// <param name="x">[batch, positions, hidden].</param>
    /// <returns>The same shape.</returns>
    internal Tensor Apply(Tensor x) => Down.Apply(LinearLayer.Gated(x, Gate, Up));

    public void Dispose()
    {
        Gate.Dispose();
        Up.Dispose();
        Down.Dispose();
    }
}
