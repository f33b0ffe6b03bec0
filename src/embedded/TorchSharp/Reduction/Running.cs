using System.Numerics;
using TorchSharp.Storage;
using static TorchSharp.torch;

namespace TorchSharp.Reduction;

/// <summary>Running sums, in ascending order of the index; singles are summed in double, as PyTorch does.</summary>
internal static unsafe class Running
{
    public static Tensor CumulativeSum(Tensor source, long dim, ScalarType? type)
    {
        var target = type ?? (ElementTypes.IsFloating(source.dtype) ? source.dtype : ScalarType.Int64);
        if (source.Rank == 0)
            return source.detach().to_type(target, copy: true);
        int at = Layout.Dim(dim, source.Rank, "cumsum");
        using var mode = new GradMode(false);
        using var scope = NewDisposeScope();
        var wide = source.to_type(ElementTypes.IsFloating(target) ? ScalarType.Float64 : ScalarType.Int64, copy: true).contiguous();
        long length = wide.Sizes[at], inner = wide.Strides[at];
        long blocks = wide.numel() == 0 ? 0 : wide.numel() / (length * inner);
        if (wide.dtype == ScalarType.Float64)
            Run(wide.Pointer<double>(), blocks, length, inner);
        else
            Run(wide.Pointer<long>(), blocks, length, inner);
        return wide.to_type(target).MoveToOuterDisposeScope();
    }

    private static void Run<T>(T* data, long blocks, long length, long inner)
        where T : unmanaged, INumber<T>
    {
        for (long block = 0; block < blocks; block++, data += length * inner)
        {
            for (long i = inner; i < length * inner; i++)
                data[i] += data[i - inner];
        }
    }
}
