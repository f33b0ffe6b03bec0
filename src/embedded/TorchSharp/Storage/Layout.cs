namespace TorchSharp.Storage;

/// <summary>
/// Sizes and strides: counts, row-major order, broadcasting, and which views need no copy. Arrays that are returned are <see cref="Interned"/>.
/// </summary>
internal static class Layout
{
    public static long Count(ReadOnlySpan<long> sizes)
    {
        long count = 1;
        foreach (long size in sizes)
            count = checked(count * size);
        return count;
    }

    public static Dimensions RowMajor(ReadOnlySpan<long> sizes)
    {
        var result = new Dimensions(sizes.Length);
        var strides = result.Values;
        long stride = 1;
        for (int i = sizes.Length - 1; i >= 0; i--)
        {
            strides[i] = stride;
            stride *= Math.Max(sizes[i], 1);
        }
        return result;
    }

    public static bool IsContiguous(ReadOnlySpan<long> sizes, ReadOnlySpan<long> strides)
    {
        long expected = 1;
        for (int i = sizes.Length - 1; i >= 0; i--)
        {
            if (sizes[i] == 0)
                return true;
            if (sizes[i] == 1)
                continue;
            if (strides[i] != expected)
                return sizes.Contains(0);
            expected *= sizes[i];
        }
        return true;
    }

    /// <summary>A dimension counted from the end when negative, checked against the rank.</summary>
    public static int Dim(long dim, int rank, string operation)
    {
        int bound = Math.Max(rank, 1);
        if (dim < -bound || dim >= bound)
            throw new ArgumentOutOfRangeException(nameof(dim),
                $"{operation}: dimension {dim} does not exist in a tensor of {rank} dimensions. "
                + $"Give one from {-bound} to {bound - 1}.");
        return (int)(dim < 0 ? dim + bound : dim);
    }

    public static Dimensions Dims(ReadOnlySpan<long> dims, int rank, string operation)
    {
        var result = new Dimensions(dims.Length);
        for (int i = 0; i < dims.Length; i++)
        {
            result[i] = Dim(dims[i], rank, operation);
            if (result.Values[..i].Contains(result[i]))
                throw new ArgumentException($"{operation}: dimension {result[i]} is named twice.");
        }
        return result;
    }

    public static long[] Broadcast(ReadOnlySpan<long> a, ReadOnlySpan<long> b, string operation)
    {
        if (a.SequenceEqual(b))
            return Interned.Of(a);
        int rank = Math.Max(a.Length, b.Length);
        var result = new Dimensions(rank);
        var sizes = result.Values;
        for (int i = 1; i <= rank; i++)
        {
            long left = i <= a.Length ? a[^i] : 1;
            long right = i <= b.Length ? b[^i] : 1;
            if (left != right && left != 1 && right != 1)
                throw new ArgumentException($"{operation}: the shapes {Show(a)} and {Show(b)} do not broadcast: "
                    + $"sizes {left} and {right} at dimension {rank - i} differ and neither is 1.");
            sizes[rank - i] = left == 1 ? right : left;
        }
        return Interned.Of(sizes);
    }

    /// <summary>
    /// Strides with which a window of <paramref name="sizes"/> is read as <paramref name="target"/>; null when it does not expand
    /// to it.
    /// </summary>
    public static long[]? ExpandStrides(ReadOnlySpan<long> sizes, ReadOnlySpan<long> strides, ReadOnlySpan<long> target)
    {
        if (sizes.SequenceEqual(target))
            return Interned.Of(strides);
        if (sizes.Length > target.Length)
            return null;
        var result = new Dimensions(target.Length);
        var expanded = result.Values;
        int lead = target.Length - sizes.Length;
        for (int i = 0; i < sizes.Length; i++)
        {
            if (sizes[i] == target[lead + i])
                expanded[lead + i] = strides[i];
            else if (sizes[i] != 1)
                return null;
        }
        return Interned.Of(expanded);
    }

    /// <summary>Strides of a view with other sizes over the same elements in the same order; there are none when a copy is needed.</summary>
    public static bool HasView(ReadOnlySpan<long> sizes, ReadOnlySpan<long> strides, ReadOnlySpan<long> target, out Dimensions result)
    {
        if (Count(sizes) == 0)
        {
            result = RowMajor(target);
            return true;
        }
        result = new Dimensions(target.Length);
        var found = result.Values;
        int view = target.Length - 1;
        long chunkStride = sizes.Length > 0 ? strides[^1] : 1;
        long sourceCount = 1, viewCount = 1;
        for (int dim = sizes.Length - 1; dim >= 0; dim--)
        {
            sourceCount *= sizes[dim];
            bool chunkEnds = dim == 0 || (sizes[dim - 1] != 1 && strides[dim - 1] != sourceCount * chunkStride);
            if (!chunkEnds)
                continue;
            while (view >= 0 && (viewCount < sourceCount || target[view] == 1))
            {
                found[view] = viewCount * chunkStride;
                viewCount *= target[view];
                view--;
            }
            if (viewCount != sourceCount)
                return false;
            if (dim > 0)
            {
                chunkStride = strides[dim - 1];
                sourceCount = 1;
                viewCount = 1;
            }
        }
        for (; view >= 0; view--)
            found[view] = viewCount * chunkStride;
        return true;
    }

    /// <summary>Fills in the one size that is written as -1.</summary>
    public static Dimensions InferSizes(ReadOnlySpan<long> target, long count, string operation)
    {
        var result = new Dimensions(target);
        var sizes = result.Values;
        int unknown = -1;
        long known = 1;
        for (int i = 0; i < target.Length; i++)
        {
            if (sizes[i] == -1 && unknown < 0)
                unknown = i;
            else if (sizes[i] < 0)
                throw new ArgumentException($"{operation}: the shape {Show(target)} has a negative size; only one size may be -1.");
            else
                known *= sizes[i];
        }
        if (unknown >= 0)
            sizes[unknown] = known == 0 ? 0 : count / known;
        if (Count(sizes) != count)
            throw new ArgumentException($"{operation}: the shape {Show(target)} does not hold {count} elements.");
        return result;
    }

    public static string Show(ReadOnlySpan<long> sizes) => "[" + string.Join(", ", sizes.ToArray()) + "]";
}
