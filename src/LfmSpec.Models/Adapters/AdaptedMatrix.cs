using LfmSpec.Models.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace LfmSpec.Models.Adapters;

/// <summary>What the adapters of a model do in a forward pass: one object for all of them.</summary>
internal sealed class AdapterMode
{
    /// <summary>Whether the adapters take part.</summary>
    internal bool Enabled { get; set; } = true;

    /// <summary>Draws what is dropped; null outside of training.</summary>
    internal Generator? Dropping { get; set; }
}

/// <summary>A frozen matrix with an adapter beside it: x W^T + bias + scale dropout(x) A^T B^T, in PEFT's order of operations.</summary>
/// <param name="frozen">The matrix; this one takes it over.</param>
/// <param name="adapter">The adapter; it stays the caller's.</param>
/// <param name="dropout">The share of the adapter's input that is dropped in training.</param>
/// <param name="mode">What the adapters do now.</param>
internal sealed class AdaptedMatrix(WeightMatrix frozen, Adapter adapter, double dropout, AdapterMode mode) : WeightMatrix
{
    private WeightMatrix? merged;

    internal override Tensor Apply(Tensor x, Tensor? bias = null)
    {
        if (merged is not null)
        {
            return merged.Apply(x, bias);
        }

        if (!mode.Enabled)
        {
            return frozen.Apply(x, bias);
        }

        using var scope = NewDisposeScope();
        var beside = linear(linear(Dropped(x), adapter.A), adapter.B) * adapter.Scale;
        return (frozen.Apply(x, bias) + beside).MoveToOuterDisposeScope();
    }

    internal override Tensor Take(Tensor indices) => (merged ?? frozen).Take(indices);

    /// <summary>Puts the adapter into the weight: W + scale B A, in float32, whatever the type of the frozen one.</summary>
    internal void Merge()
    {
        using var scope = NewDisposeScope();
        using var constant = no_grad();
        merged ??= Plain((frozen.Take(arange(adapter.Module.Outputs, dtype: ScalarType.Int64, device: adapter.A.device)) + matmul(adapter.B, adapter.A) * adapter.Scale).DetachFromDisposeScope());
    }

    /// <summary>Forgets the merged weight: the frozen one was never written to.</summary>
    internal void Unmerge()
    {
        merged?.Dispose();
        merged = null;
    }

    private Tensor Dropped(Tensor x) =>
        dropout == 0 || mode.Dropping is null ? x : x * (rand(x.shape, generator: mode.Dropping).ge(dropout).to(ScalarType.Float32, x.device) / (1 - dropout));

    public override void Dispose()
    {
        frozen.Dispose();
        merged?.Dispose();
    }
}
