using TorchSharp.Storage;

namespace TorchSharp.Embedded;

/// <summary>What the tensors of this process hold. Not a part of TorchSharp.</summary>
public static class Memory
{
    /// <summary>Bytes of all tensors that are alive, views counted once; packed weights and blocks kept for later tensors are not in it.</summary>
    public static long LiveBytes => TensorStorage.LiveBytes;
}
