using TorchSharp.Storage;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Numbers from start to below stop, a step apart.</summary>
    public static unsafe Tensor arange(Scalar start, Scalar stop, Scalar step,
        ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        _ = OnCpu(device);
        bool integers = start.Type != ScalarType.Float64 && stop.Type != ScalarType.Float64 && step.Type != ScalarType.Float64;
        var type = dtype ?? (integers ? ScalarType.Int64 : get_default_dtype());
        double distance = stop.Real - start.Real;
        if (step.Real == 0 || (distance != 0 && Math.Sign(distance) != Math.Sign(step.Real)))
            throw new ArgumentException($"arange: from {start.Real} to {stop.Real} in steps of {step.Real} never arrives.");
        long count = integers
            ? (stop.Integer - start.Integer + step.Integer - Math.Sign(step.Integer)) / step.Integer
            : (long)Math.Ceiling(distance / step.Real);
        if (integers && !ElementTypes.IsFloating(type))
        {
            var whole = Tensor.New([count], ScalarType.Int64);
            long* to = whole.Pointer<long>();
            for (long i = 0; i < count; i++)
                to[i] = start.Integer + i * step.Integer;
            return As(whole, type, requires_grad);
        }
        var result = Tensor.New([count], ScalarType.Float64);
        double* target = result.Pointer<double>();
        for (long i = 0; i < count; i++)
            target[i] = start.Real + i * step.Real;
        return As(result, type, requires_grad);
    }

    /// <summary>Numbers from start to below stop, 1 apart.</summary>
    public static Tensor arange(Scalar start, Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(start, stop, 1, dtype, device, requires_grad);

    /// <summary>Numbers from 0 to below stop, 1 apart.</summary>
    public static Tensor arange(Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(0, stop, 1, dtype, device, requires_grad);

    /// <summary>Evenly spaced numbers from start to end, both included.</summary>
    public static unsafe Tensor linspace(double start, double end, long steps,
        ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        _ = OnCpu(device);
        var type = dtype ?? get_default_dtype();
        var result = Tensor.New([steps], ScalarType.Float64);
        double* target = result.Pointer<double>();
        // From both ends, so that the last number is the end exactly; in single precision as PyTorch, with a rounded step.
        bool single = type == ScalarType.Float32;
        double step = steps > 1 ? (end - start) / (steps - 1) : 0;
        if (single)
            step = steps > 1 ? ((float)end - (float)start) / (steps - 1) : 0;
        for (long i = 0; i < steps; i++)
        {
            double value = i < steps / 2 || steps == 1 ? start + step * i : end - step * (steps - 1 - i);
            target[i] = value;
        }
        return As(result, type, requires_grad);
    }

    /// <summary>Ones on the diagonal, zeros elsewhere.</summary>
    public static Tensor eye(long rows, long columns = -1L, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        var result = zeros(rows, columns == -1 ? rows : columns, dtype, device);
        using (var diagonal = result.diagonal())
            diagonal.fill_(1);
        return result.requires_grad_(requires_grad);
    }

    private static Tensor As(Tensor values, ScalarType type, bool requires_grad)
    {
        if (type == values.dtype)
            return values.requires_grad_(requires_grad);
        using (values)
            return values.to_type(type).requires_grad_(requires_grad);
    }
}
