using ScalarType = TorchSharp.torch.ScalarType;
using Tensor = TorchSharp.torch.Tensor;

namespace TorchSharp.Storage;

/// <summary>
/// A tensor as an input of an operation: contiguous and of the type in which the operation computes. Where the tensor is so
/// already nothing is copied; otherwise the copy lives until the operand is disposed. Copies stay out of dispose scopes.
/// </summary>
internal readonly unsafe ref struct Operand : IDisposable
{
    private readonly TensorStorage? copy;
    private readonly Tensor source;

    /// <param name="tensor">The input.</param>
    /// <param name="type">The element type that the operation wants.</param>
    /// <param name="strided">The operation follows strides itself: only a type that differs needs a copy.</param>
    /// <param name="apart">The operation writes to this storage while it reads: an input that lies there is copied.</param>
    public Operand(Tensor tensor, ScalarType type, bool strided = false, TensorStorage? apart = null)
    {
        source = tensor;
        var impl = tensor.Impl;
        Count = impl.Count;
        if ((strided || impl.IsContiguous) && impl.DType == type && !ReferenceEquals(impl.Storage, apart))
        {
            Data = impl.Data;
            Strides = impl.Strides;
            return;
        }
        copy = TensorStorage.Of(checked(impl.Count * ElementTypes.SizeOf(type)));
        Data = copy.Data;
        Strides = Layout.RowMajor(impl.Sizes).Interned();
        ElementCopy.Copy(impl.DType, impl.Data, impl.Strides, type, Data, Strides, impl.Sizes);
    }

    public byte* Data { get; }

    public long[] Strides { get; }

    public long Count { get; }

    public float* Floats => (float*)Data;

    public double* Doubles => (double*)Data;

    public void Dispose()
    {
        copy?.Release(mayReuse: true);
        GC.KeepAlive(source);
    }
}
