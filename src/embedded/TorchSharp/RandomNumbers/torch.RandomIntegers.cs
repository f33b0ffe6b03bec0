using TorchSharp.Storage;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Ranges from here on draw 64 bits.</summary>
    private const ulong WideRange = 1UL << 28;

    /// <summary>Random integers from low to below high.</summary>
    public static unsafe Tensor randint(long low, long high, long[] size,
        ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null)
    {
        _ = OnCpu(device);
        if (high <= low)
            throw new ArgumentException($"randint: there are no integers from {low} to below {high}.");
        var source = (generator ?? Generator.Default).Source;
        var result = Tensor.New(size, ScalarType.Int64);
        long* to = result.Pointer<long>();
        ulong range = (ulong)(high - low);
        for (long i = 0; i < result.numel(); i++)
            to[i] = low + (long)(range >= WideRange ? source.Next64() % range : source.Next32() % (uint)range);
        return As(result, dtype ?? ScalarType.Int64, requires_grad);
    }

    /// <summary>Random integers from 0 to below high.</summary>
    public static Tensor randint(long high, long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null) =>
        randint(0, high, size, dtype, device, requires_grad, generator);

    /// <summary>A random order of the integers from 0 to below n.</summary>
    public static unsafe Tensor randperm(long n, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null)
    {
        _ = OnCpu(device);
        var source = (generator ?? Generator.Default).Source;
        var result = Tensor.New([n], ScalarType.Int64);
        long* to = result.Pointer<long>();
        for (long i = 0; i < n; i++)
            to[i] = i;
        for (long i = 0; i < n - 1; i++)
        {
            long other = i + (long)(n < uint.MaxValue / 20 ? source.Next32() % (ulong)(n - i) : source.Next64() % (ulong)(n - i));
            (to[i], to[other]) = (to[other], to[i]);
        }
        return As(result, dtype ?? ScalarType.Int64, requires_grad);
    }

    /// <summary>Normally distributed numbers with a mean and a standard deviation.</summary>
    public static Tensor normal(double mean, double std, ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, Generator? generator = null)
    {
        var result = randn(size, dtype, device, false, generator);
        return result.mul_(std).add_(mean).requires_grad_(requires_grad);
    }

    /// <summary>Places drawn with the given weights.</summary>
    public static Tensor multinomial(Tensor input, long num_samples, bool replacement = false, Generator? generator = null) =>
        input.multinomial(num_samples, replacement, generator);

    /// <summary>1 with the given probabilities, otherwise 0.</summary>
    public static Tensor bernoulli(Tensor input, Generator? generator = null) => input.bernoulli(generator);
}
