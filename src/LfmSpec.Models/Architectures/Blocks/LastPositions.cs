using static TorchSharp.torch;

namespace LfmSpec.Models.Architectures;

/// <summary>The end of a text.</summary>
internal static class LastPositions
{
    /// <summary>The last positions of a tensor.</summary>
    /// <param name="x">[batch, positions, ...].</param>
    /// <param name="count">How many; all if there are no more.</param>
    /// <returns>[batch, count, ...]; the tensor itself if it is all.</returns>
    internal static Tensor Of(Tensor x, long count) => x.size(1) <= count ? x : x.narrow(1, x.size(1) - count, count);
}
