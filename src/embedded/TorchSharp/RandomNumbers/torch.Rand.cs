namespace TorchSharp;

public static partial class torch
{
    /// <summary>Uniform numbers from 0 to below 1.</summary>
    public static Tensor rand(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null) =>
        DrawnRand(size, dtype, device, requires_grad, generator);

    /// <summary>Uniform numbers from 0 to below 1.</summary>
    public static Tensor rand(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null) =>
        DrawnRand(size, dtype, device, requires_grad, generator);

    /// <summary>Uniform numbers from 0 to below 1.</summary>
    public static Tensor rand(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null) =>
        DrawnRand([size], dtype, device, requires_grad, generator);

    /// <summary>Uniform numbers from 0 to below 1.</summary>
    public static Tensor rand(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null) =>
        DrawnRand([rows, columns], dtype, device, requires_grad, generator);

    /// <summary>Uniform numbers from 0 to below 1.</summary>
    public static Tensor rand(long dim0, long dim1, long dim2,
        ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) =>
        DrawnRand([dim0, dim1, dim2], dtype, device, requires_grad, generator);

    /// <summary>Uniform numbers from 0 to below 1.</summary>
    public static Tensor rand(long dim0, long dim1, long dim2, long dim3,
        ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) =>
        DrawnRand([dim0, dim1, dim2, dim3], dtype, device, requires_grad, generator);

    /// <summary>Uniform numbers from 0 to below 1.</summary>
    public static Tensor rand(int size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null) =>
        DrawnRand([size], dtype, device, requires_grad, generator);

    /// <summary>Uniform numbers from 0 to below 1.</summary>
    public static Tensor rand(int rows, int columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null) =>
        DrawnRand([rows, columns], dtype, device, requires_grad, generator);

    /// <summary>Uniform numbers from 0 to below 1.</summary>
    public static Tensor rand(int dim0, int dim1, int dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null) =>
        DrawnRand([dim0, dim1, dim2], dtype, device, requires_grad, generator);

    /// <summary>Uniform numbers from 0 to below 1.</summary>
    public static Tensor rand(int dim0, int dim1, int dim2, int dim3,
        ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) =>
        DrawnRand([dim0, dim1, dim2, dim3], dtype, device, requires_grad, generator);

    /// <summary>Uniform numbers from 0 to below 1, with the shape and type of another tensor.</summary>
    public static Tensor rand_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        input.rand_like(dtype, device, requires_grad);

    /// <summary>Normally distributed numbers, mean 0, variance 1.</summary>
    public static Tensor randn(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null) =>
        DrawnRandn(size, dtype, device, requires_grad, generator);

    /// <summary>Normally distributed numbers, mean 0, variance 1.</summary>
    public static Tensor randn(ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null) =>
        DrawnRandn(size, dtype, device, requires_grad, generator);

    /// <summary>Normally distributed numbers, mean 0, variance 1.</summary>
    public static Tensor randn(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null) =>
        DrawnRandn([size], dtype, device, requires_grad, generator);

    /// <summary>Normally distributed numbers, mean 0, variance 1.</summary>
    public static Tensor randn(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null) =>
        DrawnRandn([rows, columns], dtype, device, requires_grad, generator);

    /// <summary>Normally distributed numbers, mean 0, variance 1.</summary>
    public static Tensor randn(long dim0, long dim1, long dim2,
        ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) =>
        DrawnRandn([dim0, dim1, dim2], dtype, device, requires_grad, generator);

    /// <summary>Normally distributed numbers, mean 0, variance 1.</summary>
    public static Tensor randn(long dim0, long dim1, long dim2, long dim3,
        ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) =>
        DrawnRandn([dim0, dim1, dim2, dim3], dtype, device, requires_grad, generator);

    /// <summary>Normally distributed numbers, mean 0, variance 1.</summary>
    public static Tensor randn(int size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null) =>
        DrawnRandn([size], dtype, device, requires_grad, generator);

    /// <summary>Normally distributed numbers, mean 0, variance 1.</summary>
    public static Tensor randn(int rows, int columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null) =>
        DrawnRandn([rows, columns], dtype, device, requires_grad, generator);

    /// <summary>Normally distributed numbers, mean 0, variance 1.</summary>
    public static Tensor randn(int dim0, int dim1, int dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null) =>
        DrawnRandn([dim0, dim1, dim2], dtype, device, requires_grad, generator);

    /// <summary>Normally distributed numbers, mean 0, variance 1.</summary>
    public static Tensor randn(int dim0, int dim1, int dim2, int dim3,
        ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) =>
        DrawnRandn([dim0, dim1, dim2, dim3], dtype, device, requires_grad, generator);

    /// <summary>Normally distributed numbers, mean 0, variance 1, with the shape and type of another tensor.</summary>
    public static Tensor randn_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        input.randn_like(dtype, device, requires_grad);

    private static Tensor DrawnRand(ReadOnlySpan<long> size, ScalarType? dtype, Device? device, bool requires_grad, Generator? generator) =>
        Unset(size, dtype, device, false).uniform_(0, 1, generator).requires_grad_(requires_grad);

    private static Tensor DrawnRandn(ReadOnlySpan<long> size, ScalarType? dtype, Device? device, bool requires_grad,
        Generator? generator) =>
        Unset(size, dtype, device, false).normal_(0, 1, generator).requires_grad_(requires_grad);
}
