using static TorchSharp.torch;

namespace LfmSpec.Lab.Basics;

/// <summary>A tensor's elements in a managed array, in row-major order, from whatever device.</summary>
internal static class HostArray
{
    /// <param name="tensor">float32.</param>
    internal static float[] Of(Tensor tensor) => Of<float>(tensor);

    /// <param name="tensor">float64.</param>
    internal static double[] OfDoubles(Tensor tensor) => Of<double>(tensor);

    /// <param name="tensor">int64.</param>
    internal static long[] OfIntegers(Tensor tensor) => Of<long>(tensor);

    private static T[] Of<T>(Tensor tensor)
        where T : unmanaged
    {
        using var scope = NewDisposeScope();
        return tensor.detach().cpu().reshape(-1).data<T>().ToArray();
    }
}
