using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Models.Architectures;

/// <summary>
/// Rotary position embedding (Su et al. 2021, "RoFormer") in Hugging Face's half-split form: dimension i turns with dimension
/// i + d/2, by position x theta^(-2i/d), scaled as the configuration says. The tables are float32, as there.
/// </summary>
internal sealed class RotaryEmbedding : IDisposable
{
    private readonly Lazy<Tensor> frequencies;   // [head_dim / 2]; made when they are used, after the weights have confirmed the width of a head
    private readonly double attentionFactor;
    private readonly Device device;
    private readonly Lock growing = new();
    private Tables? tables;

    internal RotaryEmbedding(int headDimension, RopeConfiguration configuration, Device device)
    {
        var (theta, scaling) = configuration;
        frequencies = new Lazy<Tensor>(() => tensor(scaling.Frequencies(theta, headDimension).Select(frequency => (float)frequency).ToArray()).DetachFromDisposeScope());
        attentionFactor = scaling.AttentionFactor;
        this.device = device;
    }

    /// <summary>Turns queries or keys by their positions.</summary>
    /// <param name="x">[batch, positions, heads, head_dim].</param>
    /// <param name="start">The first position.</param>
    /// <returns>The same shape.</returns>
    internal Tensor Apply(Tensor x, long start)
    {
        var (cos, sin) = TablesFor(start + x.size(1));
        return FusedLayers.Rotate(x, cos.narrow(0, start, x.size(1)), sin.narrow(0, start, x.size(1)));
    }

    public void Dispose()
    {
        if (frequencies.IsValueCreated)
        {
            frequencies.Value.Dispose();
        }

        tables?.Cos.Dispose();
        tables?.Sin.Dispose();
    }

    // Computed on the CPU, so that they are the same on every device. Tables only grow, by doubling; one that was handed out stays valid until the collector takes it.
    private Tables TablesFor(long positions)
    {
        lock (growing)
        {
            if (tables is null || tables.Cos.size(0) < positions)
            {
                using var scope = NewDisposeScope();
                var size = Math.Max(64, (long)System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)positions));
                var angles = arange(size, dtype: ScalarType.Float32).unsqueeze(1) * frequencies.Value.unsqueeze(0);
                angles = cat([angles, angles], 1);                                                     // [positions, head_dim]
                tables = new Tables((angles.cos() * attentionFactor).to(device).DetachFromDisposeScope(), (angles.sin() * attentionFactor).to(device).DetachFromDisposeScope());
            }

            return tables;
        }
    }

    private sealed record Tables(Tensor Cos, Tensor Sin);
}
