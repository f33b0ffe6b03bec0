using System.Collections;
using TorchSharp.Storage;

namespace TorchSharp.Utils;

/// <summary>The elements of a tensor as a .NET collection, in row-major order; writing through it writes into the tensor.</summary>
public sealed unsafe class TensorAccessor<T> : IDisposable, IEnumerable<T>
    where T : unmanaged
{
    private torch.Tensor? tensor;

    internal TensorAccessor(torch.Tensor tensor)
    {
        _ = tensor.Impl;
        this.tensor = tensor;
    }

    /// <summary>Number of elements.</summary>
    public long Count => tensor?.numel() ?? 0;

    /// <summary>Elements can be written.</summary>
    public bool IsReadOnly => false;

    private torch.Tensor Source => tensor ?? throw new ObjectDisposedException(nameof(TensorAccessor<T>), "This accessor was disposed.");

    /// <summary>An element, by one index into the row-major order or by an index for each dimension.</summary>
    public T this[params long[] indices]
    {
        get => *Element(indices);
        set
        {
            // One number reads the elements in row-major order but does not write them, as in the package.
            if (indices.Length == 1 && Source.Rank > 1)
                throw new ArgumentException($"{indices.Length} index is given to write to a tensor of {Source.Rank} dimensions; give one for each.");
            *Element(indices) = value;
            Source.Written();
        }
    }

    /// <summary>Equal element by element?</summary>
    public static bool operator ==(TensorAccessor<T> left, TensorAccessor<T> right) => left.Equals(right);

    /// <summary>Different in some element?</summary>
    public static bool operator !=(TensorAccessor<T> left, TensorAccessor<T> right) => !(left == right);

    /// <summary>The elements in a new array.</summary>
    public T[] ToArray()
    {
        var result = new T[Count];
        CopyTo(result.AsSpan());
        return result;
    }

    /// <summary>The elements in a new array of as many dimensions as the tensor has (one for a tensor without).</summary>
    public Array ToNDArray()
    {
        var flat = ToArray();
        if (Source.Rank < 2)
            return flat;
        var result = Array.CreateInstance(typeof(T), Source.shape);
        fixed (T* from = flat)
        {
            fixed (byte* to = &System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(result))
                Buffer.MemoryCopy(from, to, flat.LongLength * sizeof(T), flat.LongLength * sizeof(T));
        }
        return result;
    }

    /// <summary>Copies elements, from <paramref name="tensorIndex"/> on, until the array or the tensor ends.</summary>
    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    /// <summary>Copies elements, from <paramref name="tensorIndex"/> on, until the span or the tensor ends.</summary>
    public void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        long count = Length(array.Length, arrayIndex, tensorIndex);
        fixed (T* target = array)
        {
            if (Source.is_contiguous())
            {
                Buffer.MemoryCopy(Source.Pointer<T>() + tensorIndex, target + arrayIndex, count * sizeof(T), count * sizeof(T));
                return;
            }
            for (long i = 0; i < count; i++)
                target[arrayIndex + i] = *At(tensorIndex + i);
        }
    }

    /// <summary>Writes elements of an array into the tensor.</summary>
    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyFrom((ReadOnlySpan<T>)array, arrayIndex, tensorIndex);

    /// <summary>Writes elements of a span into the tensor, until either ends.</summary>
    public void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        long count = Length(array.Length, arrayIndex, tensorIndex);
        for (long i = 0; i < count; i++)
            *At(tensorIndex + i) = array[(int)(arrayIndex + i)];
        Source.Written();
    }

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator()
    {
        for (long i = 0; i < Count; i++)
            yield return this[i];
    }

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is TensorAccessor<T> other && Count == other.Count && this.SequenceEqual(other);

    /// <inheritdoc/>
    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    /// <summary>Lets go of the tensor, which lives on.</summary>
    public void Dispose() => tensor = null;

    internal static T ReadItemAt(torch.Tensor tensor, long index)
    {
        tensor.ValidateType(typeof(T));
        using var accessor = new TensorAccessor<T>(tensor);
        return accessor[index];
    }

    private long Length(int arrayLength, int arrayIndex, long tensorIndex)
    {
        if (tensorIndex < 0 || (tensorIndex >= Count && Count > 0))
            throw new ArgumentOutOfRangeException(nameof(tensorIndex), $"Index {tensorIndex} lies outside the tensor of {Count} elements.");
        ArgumentOutOfRangeException.ThrowIfNegative(arrayIndex);
        return Math.Max(Math.Min(arrayLength - arrayIndex, Count - tensorIndex), 0);
    }

    private T* Element(long[] indices)
    {
        if (indices.Length == 1)
        {
            if (indices[0] < 0 || indices[0] >= Count)
                throw new ArgumentOutOfRangeException(nameof(indices), $"Index {indices[0]} lies outside the tensor of {Count} elements.");
            return At(indices[0]);
        }
        var impl = Source.Impl;
        if (indices.Length != impl.Sizes.Length)
            throw new ArgumentException($"{indices.Length} indices are given for a tensor of {impl.Sizes.Length} dimensions.");
        long offset = 0;
        for (int i = 0; i < indices.Length; i++)
        {
            if (indices[i] < 0 || indices[i] >= impl.Sizes[i])
                throw new ArgumentOutOfRangeException(nameof(indices),
                    $"Index {indices[i]} lies outside dimension {i} of size {impl.Sizes[i]}.");
            offset += indices[i] * impl.Strides[i];
        }
        return Source.Pointer<T>() + offset;
    }

    private T* At(long index)
    {
        var impl = Source.Impl;
        if (impl.IsContiguous)
            return Source.Pointer<T>() + index;
        long offset = 0;
        for (int i = impl.Sizes.Length - 1; i >= 0; i--)
        {
            (index, long place) = Math.DivRem(index, impl.Sizes[i]);
            offset += place * impl.Strides[i];
        }
        return Source.Pointer<T>() + offset;
    }
}
