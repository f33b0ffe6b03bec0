using System.Runtime.InteropServices;
using TorchSharp.Storage;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A tensor on the memory of an array of any rank; both see what is written.</summary>
    public static Tensor from_array(Array rawArray, Device? device = null) =>
        from_array(rawArray, null, device);

    /// <summary>A tensor on the memory of an array of any rank; with another element type, on a copy.</summary>
    public static Tensor from_array(Array rawArray, ScalarType? dtype, Device? device = null, bool requires_grad = false)
    {
        _ = OnCpu(device);
        var shape = new long[rawArray.Rank];
        for (int i = 0; i < shape.Length; i++)
            shape[i] = rawArray.GetLongLength(i);
        var own = ElementTypes.OfClr(rawArray.GetType().GetElementType()!);
        var shared = Shared(rawArray, own, 0, shape);
        if (dtype is not { } type || type == own)
            return shared.requires_grad_(requires_grad);
        using (shared)
            return shared.to_type(type).requires_grad_(requires_grad);
    }

    /// <summary>A tensor with the values of an array of any rank.</summary>
    public static Tensor as_tensor(Array data, ScalarType? dtype = null, Device? device = null) => from_array(data, dtype, device, false);

    /// <summary>A tensor of one dimension on part of an array's memory; with another element type, on a copy.</summary>
    public static Tensor frombuffer(Array rawArray, ScalarType dtype, long count = -1, long offset = 0, bool requires_grad = false)
    {
        long length = rawArray.LongLength;
        if (offset < 0 || offset >= length)
            throw new ArgumentException($"frombuffer: the offset {offset} lies outside the array of {length} elements.", nameof(offset));
        long taken = count < 0 ? length - offset : count;
        if (taken > length - offset)
            throw new ArgumentException($"frombuffer: {taken} elements from {offset} on do not fit into the array of {length}.",
                nameof(count));
        var own = ElementTypes.OfClr(rawArray.GetType().GetElementType()!);
        var shared = Shared(rawArray, own, offset, [taken]);
        if (dtype == own)
            return shared.requires_grad_(requires_grad);
        using (shared)
            return shared.to_type(dtype).requires_grad_(requires_grad);
    }

    private static Tensor Shared(Array array, ScalarType type, long offset, long[] shape)
    {
        var storage = TensorStorage.On(array, array.LongLength * ElementTypes.SizeOf(type));
        return Tensor.Of(TensorImpl.Of(storage, offset, shape, Layout.RowMajor(shape).Values, type));
    }

    private static Tensor FromScalar<T>(T value, ScalarType? dtype, Device? device, bool requires_grad)
        where T : unmanaged
        => FromSpan(new ReadOnlySpan<T>(in value), [], dtype, device, requires_grad);

    private static Tensor FromList<T>(IList<T> values, ReadOnlySpan<long> dimensions, ScalarType? dtype, Device? device, bool requires_grad)
        where T : unmanaged
        => FromSpan<T>(values is T[] array ? array : values.ToArray(), dimensions, dtype, device, requires_grad);

    private static unsafe Tensor FromArray<T>(Array array, ScalarType? dtype, Device? device, bool requires_grad)
        where T : unmanaged
    {
        var shape = new long[array.Rank];
        for (int i = 0; i < shape.Length; i++)
            shape[i] = array.GetLongLength(i);
        var values = MemoryMarshal.CreateReadOnlySpan(
            ref System.Runtime.CompilerServices.Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(array)), array.Length);
        return FromSpan(values, shape, dtype, device, requires_grad);
    }

    private static unsafe Tensor FromSpan<T>(ReadOnlySpan<T> values, ReadOnlySpan<long> dimensions, ScalarType? dtype, Device? device,
        bool requires_grad)
        where T : unmanaged
    {
        _ = OnCpu(device);
        var own = ElementTypes.OfClr(typeof(T));
        var target = dtype ?? own;
        long count = Layout.Count(dimensions);
        if (count > values.Length)
            throw new ArgumentException($"tensor: the shape {Layout.Show(dimensions)} holds {count} elements, the data has "
                + $"{values.Length}.");
        var result = Tensor.New(dimensions, target);
        fixed (T* source = values)
        {
            if (count > 0)
                ElementCopy.Copy(own, (byte*)source, [1], target, result.Impl.Data, [1], [count]);
        }
        return result.requires_grad_(requires_grad);
    }
}
