using LfmSpec.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Lab.Verdicts;

/// <summary>Compares logits that a law says are the same: bit for bit where the engine keeps bits, else to rounding, as the two may have been computed in batches of other sizes.</summary>
internal static class SameLogits
{
    // Of the largest logit: some hundred roundings of a float32, which a forward of this depth stays well below.
    private const double Rounding = 1e-5;

    /// <summary>Null if they are the same; else how many differ, and by how much.</summary>
    internal static string? Difference(Tensor expected, Tensor actual)
    {
        if (expected.Equals(actual))
        {
            return null;
        }

        using var scope = NewDisposeScope();
        var largest = (expected - actual).abs().max().ToDouble();
        return !TensorEngine.KeepsBits && largest <= Rounding * expected.abs().max().ToDouble()
            ? null
            : $"{expected.ne(actual).sum().ToInt64():N0} of {expected.numel():N0} logits, by up to {largest:G3}";
    }
}
