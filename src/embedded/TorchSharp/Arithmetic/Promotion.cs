using TorchSharp.Storage;
using ScalarType = TorchSharp.torch.ScalarType;
using Tensor = TorchSharp.torch.Tensor;

namespace TorchSharp.Arithmetic;

/// <summary>
/// Which element type an operation on two operands has. Tensors with dimensions outrank those without, and those outrank
/// plain numbers: an operand of lower rank decides only when its category (bool, integer, floating) is higher.
/// </summary>
internal static class Promotion
{
    public static ScalarType Of(Tensor a, Tensor b)
    {
        ScalarType left = a.dtype, right = b.dtype;
        bool leftIsNumber = a.Rank == 0, rightIsNumber = b.Rank == 0;
        if (leftIsNumber == rightIsNumber)
            return ElementTypes.Promote(left, right);
        return leftIsNumber ? Ranked(right, left) : Ranked(left, right);
    }

    public static ScalarType Of(Tensor a, Scalar b)
    {
        var type = b.Type == ScalarType.Float64 ? torch.get_default_dtype() : b.Type;
        return ElementTypes.Category(type) > ElementTypes.Category(a.dtype) ? type : a.dtype;
    }

    /// <summary>Integers become the default floating-point type, as for division and transcendental functions.</summary>
    public static ScalarType Floating(ScalarType type) => ElementTypes.IsFloating(type) ? type : torch.get_default_dtype();

    /// <summary>May a result of one type be written in place into another? Not from a higher category to a lower one.</summary>
    public static void CheckInPlace(ScalarType result, ScalarType target, string operation)
    {
        if (ElementTypes.Category(result) > ElementTypes.Category(target))
            throw new InvalidOperationException($"{operation}: the result has the type {result}, which does not fit into the {target} "
                + "tensor in place. "
                + $"Convert the tensor first, or use {operation.TrimEnd('_')}.");
    }

    private static ScalarType Ranked(ScalarType high, ScalarType low) =>
        ElementTypes.Category(low) > ElementTypes.Category(high) ? low : high;
}
