using static TorchSharp.torch;

namespace LfmSpec.Lab.Passes;

/// <summary>Token ids as a model takes them.</summary>
internal static class TokenIds
{
    /// <returns>int64, [1, positions].</returns>
    internal static Tensor AsTensor(IReadOnlyList<int> ids)
    {
        using var scope = NewDisposeScope();
        return tensor(ids.Select(id => (long)id).ToArray()).unsqueeze(0).MoveToOuterDisposeScope();
    }
}
