namespace TorchSharp;

public static partial class torch
{
    /// <summary>A tensor of zeros.</summary>
    public static Tensor zeros(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Filled(size, 0, dtype, device, requires_grad);

    /// <summary>A tensor of zeros.</summary>
    public static Tensor zeros(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Filled(size, 0, dtype, device, requires_grad);

    /// <summary>A tensor of zeros.</summary>
    public static Tensor zeros(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Filled([size], 0, dtype, device, requires_grad);

    /// <summary>A tensor of zeros.</summary>
    public static Tensor zeros(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Filled([rows, columns], 0, dtype, device, requires_grad);

    /// <summary>A tensor of zeros.</summary>
    public static Tensor zeros(long dim0, long dim1, long dim2,
        ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Filled([dim0, dim1, dim2], 0, dtype, device, requires_grad);

    /// <summary>A tensor of zeros.</summary>
    public static Tensor zeros(long dim0, long dim1, long dim2, long dim3,
        ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Filled([dim0, dim1, dim2, dim3], 0, dtype, device, requires_grad);

    /// <summary>A tensor of zeros.</summary>
    public static Tensor zeros(int size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Filled([size], 0, dtype, device, requires_grad);

    /// <summary>A tensor of zeros.</summary>
    public static Tensor zeros(int rows, int columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Filled([rows, columns], 0, dtype, device, requires_grad);

    /// <summary>A tensor of zeros.</summary>
    public static Tensor zeros(int dim0, int dim1, int dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Filled([dim0, dim1, dim2], 0, dtype, device, requires_grad);

    /// <summary>A tensor of zeros.</summary>
    public static Tensor zeros(int dim0, int dim1, int dim2, int dim3,
        ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Filled([dim0, dim1, dim2, dim3], 0, dtype, device, requires_grad);

    /// <summary>A tensor of zeros, with the shape and type of another.</summary>
    public static Tensor zeros_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        input.zeros_like(dtype, device, requires_grad);

    /// <summary>A tensor of ones.</summary>
    public static Tensor ones(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Filled(size, 1, dtype, device, requires_grad);

    /// <summary>A tensor of ones.</summary>
    public static Tensor ones(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Filled(size, 1, dtype, device, requires_grad);

    /// <summary>A tensor of ones.</summary>
    public static Tensor ones(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Filled([size], 1, dtype, device, requires_grad);

    /// <summary>A tensor of ones.</summary>
    public static Tensor ones(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Filled([rows, columns], 1, dtype, device, requires_grad);

    /// <summary>A tensor of ones.</summary>
    public static Tensor ones(long dim0, long dim1, long dim2,
        ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Filled([dim0, dim1, dim2], 1, dtype, device, requires_grad);

    /// <summary>A tensor of ones.</summary>
    public static Tensor ones(long dim0, long dim1, long dim2, long dim3,
        ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Filled([dim0, dim1, dim2, dim3], 1, dtype, device, requires_grad);

    /// <summary>A tensor of ones.</summary>
    public static Tensor ones(int size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Filled([size], 1, dtype, device, requires_grad);

    /// <summary>A tensor of ones.</summary>
    public static Tensor ones(int rows, int columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Filled([rows, columns], 1, dtype, device, requires_grad);

    /// <summary>A tensor of ones.</summary>
    public static Tensor ones(int dim0, int dim1, int dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Filled([dim0, dim1, dim2], 1, dtype, device, requires_grad);

    /// <summary>A tensor of ones.</summary>
    public static Tensor ones(int dim0, int dim1, int dim2, int dim3,
        ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Filled([dim0, dim1, dim2, dim3], 1, dtype, device, requires_grad);

    /// <summary>A tensor of ones, with the shape and type of another.</summary>
    public static Tensor ones_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        input.ones_like(dtype, device, requires_grad);

    /// <summary>A tensor of elements that are not set.</summary>
    public static Tensor empty(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Unset(size, dtype, device, requires_grad);

    /// <summary>A tensor of elements that are not set.</summary>
    public static Tensor empty(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Unset(size, dtype, device, requires_grad);

    /// <summary>A tensor of elements that are not set.</summary>
    public static Tensor empty(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Unset([size], dtype, device, requires_grad);

    /// <summary>A tensor of elements that are not set.</summary>
    public static Tensor empty(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Unset([rows, columns], dtype, device, requires_grad);

    /// <summary>A tensor of elements that are not set.</summary>
    public static Tensor empty(long dim0, long dim1, long dim2,
        ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Unset([dim0, dim1, dim2], dtype, device, requires_grad);

    /// <summary>A tensor of elements that are not set.</summary>
    public static Tensor empty(long dim0, long dim1, long dim2, long dim3,
        ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Unset([dim0, dim1, dim2, dim3], dtype, device, requires_grad);

    /// <summary>A tensor of elements that are not set.</summary>
    public static Tensor empty(int size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Unset([size], dtype, device, requires_grad);

    /// <summary>A tensor of elements that are not set.</summary>
    public static Tensor empty(int rows, int columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Unset([rows, columns], dtype, device, requires_grad);

    /// <summary>A tensor of elements that are not set.</summary>
    public static Tensor empty(int dim0, int dim1, int dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Unset([dim0, dim1, dim2], dtype, device, requires_grad);

    /// <summary>A tensor of elements that are not set.</summary>
    public static Tensor empty(int dim0, int dim1, int dim2, int dim3,
        ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Unset([dim0, dim1, dim2, dim3], dtype, device, requires_grad);

    /// <summary>A tensor of elements that are not set, with the shape and type of another.</summary>
    public static Tensor empty_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        input.empty_like(dtype, device, requires_grad);

    /// <summary>A tensor filled with a value.</summary>
    public static Tensor full(long[] size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Full(size, value, dtype, device, requires_grad);

    /// <summary>A tensor filled with a value.</summary>
    public static Tensor full(ReadOnlySpan<long> size, Scalar value,
        ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Full(size, value, dtype, device, requires_grad);

    /// <summary>A tensor filled with a value.</summary>
    public static Tensor full(long size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Full([size], value, dtype, device, requires_grad);

    /// <summary>A tensor filled with a value.</summary>
    public static Tensor full(long rows, long columns, Scalar value,
        ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Full([rows, columns], value, dtype, device, requires_grad);

    /// <summary>A tensor filled with a value.</summary>
    public static Tensor full(long dim0, long dim1, long dim2, Scalar value,
        ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Full([dim0, dim1, dim2], value, dtype, device, requires_grad);

    /// <summary>A tensor filled with a value.</summary>
    public static Tensor full(long dim0, long dim1, long dim2, long dim3, Scalar value,
        ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Full([dim0, dim1, dim2, dim3], value, dtype, device, requires_grad);

    /// <summary>A tensor filled with a value.</summary>
    public static Tensor full(int size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Full([size], value, dtype, device, requires_grad);

    /// <summary>A tensor filled with a value.</summary>
    public static Tensor full(int rows, int columns, Scalar value,
        ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Full([rows, columns], value, dtype, device, requires_grad);

    /// <summary>A tensor filled with a value.</summary>
    public static Tensor full(int dim0, int dim1, int dim2, Scalar value,
        ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Full([dim0, dim1, dim2], value, dtype, device, requires_grad);

    /// <summary>A tensor filled with a value.</summary>
    public static Tensor full(int dim0, int dim1, int dim2, int dim3, Scalar value,
        ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Full([dim0, dim1, dim2, dim3], value, dtype, device, requires_grad);

    /// <summary>A tensor filled with a value, with the shape and type of another.</summary>
    public static Tensor full_like(Tensor input, Scalar value,
        ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        input.full_like(value, dtype, device, requires_grad);

    internal static Tensor Unset(ReadOnlySpan<long> size, ScalarType? dtype, Device? device, bool requires_grad)
    {
        _ = OnCpu(device);
        return Tensor.New(size, dtype ?? get_default_dtype()).requires_grad_(requires_grad);
    }

    private static Tensor Filled(ReadOnlySpan<long> size, int value, ScalarType? dtype, Device? device, bool requires_grad)
    {
        _ = OnCpu(device);
        return Tensor.New(size, dtype ?? get_default_dtype()).fill_(value).requires_grad_(requires_grad);
    }

    private static Tensor Full(ReadOnlySpan<long> size, Scalar value, ScalarType? dtype, Device? device, bool requires_grad)
    {
        _ = OnCpu(device);
        var type = dtype ?? (value.Type == ScalarType.Float64 ? get_default_dtype() : ScalarType.Int64);
        return Tensor.New(size, type).fill_(value).requires_grad_(requires_grad);
    }
}
