using TorchSharp.Storage;
using static TorchSharp.torch;

namespace TorchSharp.LinearAlgebra;

/// <summary>Where a product is written: the result itself, or for 16-bit floats a wide copy that is rounded into it at the end.</summary>
internal readonly unsafe ref struct MatrixTarget : IDisposable
{
    private readonly Tensor result;
    private readonly TensorStorage? wide;

    public MatrixTarget(Tensor result)
    {
        this.result = result;
        if (!ElementTypes.IsReduced(result.dtype))
        {
            Data = result.Impl.Data;
            return;
        }
        wide = TensorStorage.Of(result.numel() * sizeof(float));
        Data = wide.Data;
    }

    public byte* Data { get; }

    public void Dispose()
    {
        if (wide is null)
            return;
        ElementCopy.Copy(ScalarType.Float32, wide.Data, result.Strides, result.dtype, result.Impl.Data, result.Strides, result.Sizes);
        wide.Release(mayReuse: true);
    }
}
