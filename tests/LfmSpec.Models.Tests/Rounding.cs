using TorchSharp;

namespace LfmSpec.Models.Tests;

/// <summary>
/// What the same number may differ by when it was computed in another batch: nothing on the embedded TorchSharp, which keeps bits; on libtorch, which sums in
/// another order for another shape, a few roundings of a float32.
/// </summary>
internal static class Rounding
{
    /// <summary>0, or on libtorch what is given.</summary>
    public static double OrNone(double libtorch) => TensorEngine.KeepsBits ? 0 : libtorch;

    /// <summary>Ends a test of equal bits where the engine does not keep them.</summary>
    public static void RequireBits()
    {
        if (!TensorEngine.KeepsBits)
        {
            Assert.Ignore("libtorch rounds otherwise in another batch: equal bits are promised by the embedded TorchSharp only.");
        }
    }

    /// <summary>The same bits, or on libtorch logits within 1e-4, which is what two implementations of this model are held to.</summary>
    public static bool AreSame(torch.Tensor one, torch.Tensor other) =>
        TensorEngine.KeepsBits ? one.Equals(other) : one.shape.AsSpan().SequenceEqual(other.shape) && one.allclose(other, rtol: 0, atol: 1e-4);
}
