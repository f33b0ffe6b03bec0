using TorchSharp.Arithmetic;
using TorchSharp.Autograd;
using TorchSharp.Storage;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>True where both are other than zero.</summary>
    public static Tensor logical_and(Tensor left, Tensor right) => left.logical_and(right);

    /// <summary>True where one is other than zero.</summary>
    public static Tensor logical_or(Tensor left, Tensor right) => left.logical_or(right);

    /// <summary>True where exactly one is other than zero.</summary>
    public static Tensor logical_xor(Tensor left, Tensor right) => left.logical_xor(right);

    /// <summary>True where the element is not a number.</summary>
    public static Tensor isnan(Tensor input) => input.isnan();

    /// <summary>True where the element is infinite.</summary>
    public static Tensor isinf(Tensor tensor) => tensor.isinf();

    /// <summary>True where the element is finite.</summary>
    public static Tensor isfinite(Tensor tensor) => tensor.isfinite();

    /// <summary>True where the elements differ by no more than atol + rtol * |other|.</summary>
    public static Tensor isclose(Tensor tensor, Tensor other, double rtol = 1e-05, double atol = 1e-08, bool nanEqual = false) =>
        tensor.isclose(other, rtol, atol, nanEqual);

    /// <summary>Do all elements differ by no more than atol + rtol * |target|?</summary>
    public static bool allclose(Tensor tensor, Tensor target, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false) =>
        tensor.allclose(target, rtol, atol, equal_nan);

    public partial class Tensor
    {
        /// <summary>True where both are other than zero.</summary>
        public Tensor logical_and(Tensor other) => Comparison.Apply<AndComparison>(this, other, nameof(logical_and));

        /// <summary>True where one is other than zero.</summary>
        public Tensor logical_or(Tensor other) => Comparison.Apply<OrComparison>(this, other, nameof(logical_or));

        /// <summary>True where exactly one is other than zero.</summary>
        public Tensor logical_xor(Tensor other) => Comparison.Apply<XorComparison>(this, other, nameof(logical_xor));

        /// <summary>True where the element is zero.</summary>
        public Tensor logical_not() => eq(0);

        /// <summary>Bits set in both; for bool, logical and.</summary>
        public Tensor bitwise_and(Tensor other) =>
            Binary.Apply<BitAndOperation>(this, other, Integral(Promotion.Of(this, other), nameof(bitwise_and)), nameof(bitwise_and));

        /// <summary>Bits set in either; for bool, logical or.</summary>
        public Tensor bitwise_or(Tensor other) =>
            Binary.Apply<BitOrOperation>(this, other, Integral(Promotion.Of(this, other), nameof(bitwise_or)), nameof(bitwise_or));

        /// <summary>Bits set in one only; for bool, exclusive or.</summary>
        public Tensor bitwise_xor(Tensor other) =>
            Binary.Apply<BitXorOperation>(this, other, Integral(Promotion.Of(this, other), nameof(bitwise_xor)), nameof(bitwise_xor));

        /// <summary>Bits flipped; for bool, logical not.</summary>
        public Tensor bitwise_not()
        {
            var type = Integral(dtype, nameof(bitwise_not));
            return Binary.Apply<BitXorOperation>(this, type == ScalarType.Bool ? true : -1L, type);
        }

        /// <summary>True where the element is not a number.</summary>
        public Tensor isnan() => ne(this);

        /// <summary>True where the element is infinite.</summary>
        public Tensor isinf()
        {
            if (!is_floating_point())
                return zeros(Sizes, ScalarType.Bool);
            using var size = abs();
            return size.eq(double.PositiveInfinity);
        }

        /// <summary>True where the element is finite.</summary>
        public Tensor isfinite()
        {
            if (!is_floating_point())
                return ones(Sizes, ScalarType.Bool);
            using var size = abs();
            return size.lt(double.PositiveInfinity);
        }

        /// <summary>The larger of each pair of elements; not a number where one is not.</summary>
        public Tensor maximum(Tensor other) => Derivatives.Extreme(this, other,
            Binary.Apply<MaximumOperation>(this, other, Promotion.Of(this, other), nameof(maximum)), nameof(maximum));

        /// <summary>The smaller of each pair of elements; not a number where one is not.</summary>
        public Tensor minimum(Tensor other) => Derivatives.Extreme(this, other,
            Binary.Apply<MinimumOperation>(this, other, Promotion.Of(this, other), nameof(minimum)), nameof(minimum));

        /// <summary>The larger of each pair of elements.</summary>
        public Tensor max(Tensor other) => maximum(other);

        /// <summary>The smaller of each pair of elements.</summary>
        public Tensor min(Tensor other) => minimum(other);

        /// <summary>Each element held within bounds.</summary>
        public Tensor clamp(Scalar? min = null, Scalar? max = null)
        {
            if (min is null && max is null)
                throw new ArgumentException("clamp: give a lower bound (min), an upper bound (max) or both.");
            // A single bound that is NaN bounds nothing, two of which one is NaN give NaN (clamp_out in ATen/native/TensorCompare.cpp).
            if (min is null)
                return clamp_max(double.IsNaN(max!.Real) ? double.PositiveInfinity : max);
            if (max is null)
                return clamp_min(double.IsNaN(min.Real) ? double.NegativeInfinity : min);
            using var raised = clamp_min(min);
            return raised.clamp_max(max);
        }

        /// <summary>Each element held within bounds given by tensors.</summary>
        public Tensor clamp(Tensor? min = null, Tensor? max = null)
        {
            if (min is null && max is null)
                throw new ArgumentException("clamp: give a lower bound (min), an upper bound (max) or both.");
            if (min is null)
                return minimum(max!);
            if (max is null)
                return maximum(min);
            using var raised = maximum(min);
            return raised.minimum(max);
        }

        /// <summary>Each element held within bounds.</summary>
        public Tensor clip(Scalar? min = null, Scalar? max = null) => clamp(min, max);

        /// <summary>Holds each element within bounds, in place.</summary>
        public Tensor clamp_(Scalar? min = null, Scalar? max = null)
        {
            MemoryOverlap.CheckInternal(this, nameof(clamp_));
            using var result = clamp(min, max);
            Promotion.CheckInPlace(result.dtype, dtype, nameof(clamp_));
            return copy_(result);
        }

        /// <summary>Holds each element within bounds given by tensors, in place.</summary>
        public Tensor clamp_(Tensor? min = null, Tensor? max = null)
        {
            MemoryOverlap.Check(this, nameof(clamp_), min, max);
            using var result = clamp(min, max);
            Promotion.CheckInPlace(result.dtype, dtype, nameof(clamp_));
            return copy_(result);
        }

        /// <summary>Each element, at most a bound.</summary>
        public Tensor clamp_max(Scalar max)
        {
            var type = Promotion.Of(this, max);
            var result = Binary.Apply<MinimumOperation>(this, ScalarConversion.Checked(max, type, nameof(clamp_max)), type);
            return Tape.Records(this) ? Derivatives.AtMost(this, max, result) : result;
        }

        /// <summary>Each element, at least a bound.</summary>
        public Tensor clamp_min(Scalar min)
        {
            var type = Promotion.Of(this, min);
            var result = Binary.Apply<MaximumOperation>(this, ScalarConversion.Checked(min, type, nameof(clamp_min)), type);
            return Tape.Records(this) ? Derivatives.AtLeast(this, min, result) : result;
        }

        /// <summary>Holds each element below a bound, in place.</summary>
        public Tensor clamp_max_(Scalar max) => Tape.Records(this)
            ? Rewrite(static (x, y) => x.clamp_max(y), max, nameof(clamp_max_))
            : Binary.InPlace<MinimumOperation>(this, ScalarConversion.Checked(max, dtype, nameof(clamp_max_)), Promotion.Of(this, max), nameof(clamp_max_));

        /// <summary>Holds each element above a bound, in place.</summary>
        public Tensor clamp_min_(Scalar min) => Tape.Records(this)
            ? Rewrite(static (x, y) => x.clamp_min(y), min, nameof(clamp_min_))
            : Binary.InPlace<MaximumOperation>(this, ScalarConversion.Checked(min, dtype, nameof(clamp_min_)), Promotion.Of(this, min), nameof(clamp_min_));

        /// <summary>True where the elements differ by no more than atol + rtol * |other|.</summary>
        public Tensor isclose(Tensor other, double rtol = 1e-05, double atol = 1e-08, bool nanEqual = false)
        {
            using var scope = NewDisposeScope();
            var close = eq(other);
            if (nanEqual)
                close = close.logical_or(isnan().logical_and(other.isnan()));
            if (rtol != 0 || atol != 0)
            {
                // Differences of integers are taken as floats: those of bytes would wrap.
                var right = is_floating_point() ? other : other.to_type(get_default_dtype());
                var difference = (is_floating_point() ? this : to_type(get_default_dtype())).sub(right).abs();
                close = close.logical_or(difference.le(right.mul(rtol).abs().add(atol)).logical_and(difference.isfinite()));
            }
            return close.MoveToOuterDisposeScope();
        }

        /// <summary>Do all elements differ by no more than atol + rtol * |target|?</summary>
        public bool allclose(Tensor target, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false)
        {
            using var scope = NewDisposeScope();
            return isclose(target, rtol, atol, equal_nan).all().ToBoolean();
        }

        /// <summary>Have the tensors the same shape and the same elements?</summary>
        public bool Equals(Tensor target)
        {
            if (target is null || !Sizes.AsSpan().SequenceEqual(target.Sizes))
                return false;
            using var scope = NewDisposeScope();
            return eq(target).all().ToBoolean();
        }

        private static ScalarType Integral(ScalarType type, string operation) => !ElementTypes.IsFloating(type) ? type
            : throw new InvalidOperationException($"{operation}: not defined for {type}. Convert to an integer type or bool first.");
    }
}
