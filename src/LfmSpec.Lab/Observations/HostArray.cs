using static TorchSharp.torch;

namespace LfmSpec.Lab;

/// <summary>A tensor's elements in a managed array, in row-major order.</summary>
internal static class HostArray
{
    /// <param name="tensor">float32.</param>
    internal static float[] Of(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().cpu().reshape(-1).data<float>().ToArray();
    }
}
