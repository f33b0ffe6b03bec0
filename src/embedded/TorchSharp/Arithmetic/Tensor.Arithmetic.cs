using TorchSharp.Arithmetic;
using TorchSharp.Autograd;
using TorchSharp.Kernels;
using TorchSharp.Storage;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>What a division does with the fraction.</summary>
    public enum RoundingMode
    {
        /// <summary>Keeps it.</summary>
        None,

        /// <summary>Drops it.</summary>
        trunc,

        /// <summary>Rounds down.</summary>
        floor,
    }

    public partial class Tensor
    {
        /// <summary>Sum, element by element.</summary>
        public Tensor add(Tensor target) => Promotion.Of(this, target) is var type && type == ScalarType.Bool
            ? Binary.Apply<MaximumOperation>(this, target, type, nameof(add))
            : Derivatives.Add(this, target, Binary.Apply<AddOperation>(this, target, type, nameof(add)));

        /// <summary>This tensor plus alpha times another.</summary>
        public Tensor add(Tensor target, Scalar alpha)
        {
            using var scaled = Scaled(target, alpha, nameof(add));
            return add(scaled);
        }

        /// <summary>This tensor plus a number.</summary>
        public Tensor add(Scalar scalar) => Promotion.Of(this, scalar) is var type && type == ScalarType.Bool
            ? Binary.Apply<MaximumOperation>(this, scalar, type)
            : Derivatives.Shifted(this, Binary.Apply<AddOperation>(this, scalar, type), nameof(add));

        /// <summary>This tensor plus alpha times a number.</summary>
        public Tensor add(Scalar scalar, Scalar alpha) => add(Times(scalar, alpha, nameof(add)));

        /// <summary>Adds another tensor to this one.</summary>
        public Tensor add_(Tensor target) => Tape.Records(this, target)
            ? Rewrite(static (x, y) => x.add(y), target, nameof(add_), target)
            : Promotion.Of(this, target) is var type && type == ScalarType.Bool
            ? Binary.InPlace<MaximumOperation>(this, target, type, nameof(add_))
            : Binary.InPlace<AddOperation>(this, target, type, nameof(add_));

        /// <summary>Adds alpha times another tensor to this one.</summary>
        public Tensor add_(Tensor target, Scalar alpha)
        {
            MemoryOverlap.Check(this, nameof(add_), target);
            using var scaled = Scaled(target, alpha, nameof(add_));
            return add_(scaled);
        }

        /// <summary>Adds a number to this tensor.</summary>
        public Tensor add_(Scalar scalar) => Tape.Records(this)
            ? Rewrite(static (x, y) => x.add(y), scalar, nameof(add_))
            : Promotion.Of(this, scalar) is var type && type == ScalarType.Bool
            ? Binary.InPlace<MaximumOperation>(this, scalar, type, nameof(add_))
            : Binary.InPlace<AddOperation>(this, scalar, type, nameof(add_));

        /// <summary>Adds alpha times a number to this tensor.</summary>
        public Tensor add_(Scalar scalar, Scalar alpha) => add_(Times(scalar, alpha, nameof(add_)));

        /// <summary>Difference, element by element.</summary>
        public Tensor sub(Tensor target) => Derivatives.Sub(this, target,
            Binary.Apply<SubOperation>(this, target, NotBool(Promotion.Of(this, target), nameof(sub)), nameof(sub)));

        /// <summary>This tensor minus a number.</summary>
        public Tensor sub(Scalar target) => Derivatives.Shifted(this,
            Binary.Apply<SubOperation>(this, target, NotBool(Promotion.Of(this, target), nameof(sub))), nameof(sub));

        /// <summary>Difference, element by element.</summary>
        public Tensor subtract(Tensor target) => sub(target);

        /// <summary>This tensor minus a number.</summary>
        public Tensor subtract(Scalar target) => sub(target);

        /// <summary>Subtracts another tensor from this one.</summary>
        public Tensor sub_(Tensor target) => Tape.Records(this, target)
            ? Rewrite(static (x, y) => x.sub(y), target, nameof(sub_), target)
            : Binary.InPlace<SubOperation>(this, target, NotBool(Promotion.Of(this, target), nameof(sub_)), nameof(sub_));

        /// <summary>Subtracts a number from this tensor.</summary>
        public Tensor sub_(Scalar target) => Tape.Records(this)
            ? Rewrite(static (x, y) => x.sub(y), target, nameof(sub_))
            : Binary.InPlace<SubOperation>(this, target, NotBool(Promotion.Of(this, target), nameof(sub_)), nameof(sub_));

        /// <summary>Subtracts another tensor from this one.</summary>
        public Tensor subtract_(Tensor target) => sub_(target);

        /// <summary>Subtracts a number from this tensor.</summary>
        public Tensor subtract_(Scalar target) => sub_(target);

        /// <summary>Product, element by element.</summary>
        public Tensor mul(Tensor target) => Derivatives.Mul(this, target,
            Binary.Apply<MulOperation>(this, target, Promotion.Of(this, target), nameof(mul)));

        /// <summary>This tensor times a number.</summary>
        public Tensor mul(Scalar target)
        {
            var result = Binary.Apply<MulOperation>(this, target, Promotion.Of(this, target));
            return Tape.Records(this) ? Derivatives.Times(this, target, result) : result;
        }

        /// <summary>Product, element by element.</summary>
        public Tensor multiply(Tensor target) => mul(target);

        /// <summary>This tensor times a number.</summary>
        public Tensor multiply(Scalar target) => mul(target);

        /// <summary>Multiplies this tensor by another.</summary>
        public Tensor mul_(Tensor target) => Tape.Records(this, target)
            ? Rewrite(static (x, y) => x.mul(y), target, nameof(mul_), target)
            : Binary.InPlace<MulOperation>(this, target, Promotion.Of(this, target), nameof(mul_));

        /// <summary>Multiplies this tensor by a number.</summary>
        public Tensor mul_(Scalar target) => Tape.Records(this)
            ? Rewrite(static (x, y) => x.mul(y), target, nameof(mul_))
            : Binary.InPlace<MulOperation>(this, target, Promotion.Of(this, target), nameof(mul_));

        /// <summary>Quotient, element by element; integers give floats unless the fraction is dropped.</summary>
        public Tensor div(Tensor target, RoundingMode rounding_mode = RoundingMode.None)
        {
            var type = QuotientType(Promotion.Of(this, target), rounding_mode);
            return rounding_mode switch
            {
                RoundingMode.trunc => Derivatives.Steps(this, target, Binary.Apply<TruncDivOperation>(this, target, type, nameof(div))),
                RoundingMode.floor => Derivatives.Steps(this, target, Binary.Apply<FloorDivOperation>(this, target, type, nameof(div))),
                _ => Derivatives.Div(this, target, Binary.Apply<DivOperation>(this, target, type, nameof(div))),
            };
        }

        /// <summary>This tensor divided by a number.</summary>
        public Tensor div(Scalar target, RoundingMode rounding_mode = RoundingMode.None)
        {
            var type = QuotientType(Promotion.Of(this, target), rounding_mode);
            return rounding_mode switch
            {
                RoundingMode.trunc => Derivatives.Step(this, Binary.Apply<TruncDivOperation>(this, target, type), nameof(div)),
                RoundingMode.floor => Derivatives.Step(this, Binary.Apply<FloorDivOperation>(this, target, type), nameof(div)),
                _ => Quotient(target, type),
            };
        }

        /// <summary>Quotient, element by element.</summary>
        public Tensor divide(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => div(target, rounding_mode);

        /// <summary>This tensor divided by a number.</summary>
        public Tensor divide(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => div(target, rounding_mode);

        /// <summary>Divides this tensor by another.</summary>
        public Tensor div_(Tensor target, RoundingMode rounding_mode = RoundingMode.None)
        {
            if (Tape.Records(this, target))
                return Rewrite(static (x, y) => x.div(y.target, y.rounding_mode), (target, rounding_mode), nameof(div_), target);
            var type = QuotientType(Promotion.Of(this, target), rounding_mode);
            return rounding_mode switch
            {
                RoundingMode.trunc => Binary.InPlace<TruncDivOperation>(this, target, type, nameof(div_)),
                RoundingMode.floor => Binary.InPlace<FloorDivOperation>(this, target, type, nameof(div_)),
                _ => Binary.InPlace<DivOperation>(this, target, type, nameof(div_)),
            };
        }

        /// <summary>Divides this tensor by a number.</summary>
        public Tensor div_(Scalar target, RoundingMode rounding_mode = RoundingMode.None)
        {
            if (Tape.Records(this))
                return Rewrite(static (x, y) => x.div(y.target, y.rounding_mode), (target, rounding_mode), nameof(div_));
            var type = QuotientType(Promotion.Of(this, target), rounding_mode);
            return rounding_mode switch
            {
                RoundingMode.trunc => Binary.InPlace<TruncDivOperation>(this, target, type, nameof(div_)),
                RoundingMode.floor => Binary.InPlace<FloorDivOperation>(this, target, type, nameof(div_)),
                _ => Binary.InPlace<DivOperation>(this, target, type, nameof(div_)),
            };
        }

        /// <summary>Divides this tensor by another.</summary>
        public Tensor divide_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => div_(target, rounding_mode);

        /// <summary>Divides this tensor by a number.</summary>
        public Tensor divide_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => div_(target, rounding_mode);

        /// <summary>Quotient, element by element.</summary>
        public Tensor true_divide(Tensor other) => div(other);

        /// <summary>This tensor divided by a number.</summary>
        public Tensor true_divide(Scalar other) => div(other);

        /// <summary>Quotient rounded down.</summary>
        public Tensor floor_divide(Tensor other) => div(other, RoundingMode.floor);

        /// <summary>Quotient rounded down.</summary>
        public Tensor floor_divide(Scalar other) => div(other, RoundingMode.floor);

        /// <summary>Remainder with the sign of the divisor, as Python's %.</summary>
        public Tensor remainder(Tensor target) => Derivatives.Remainder(this, target,
            Binary.Apply<RemainderOperation>(this, target, NotBool(Promotion.Of(this, target), nameof(remainder)), nameof(remainder)), nameof(remainder));

        /// <summary>Remainder with the sign of the divisor, as Python's %.</summary>
        public Tensor remainder(Scalar scalar) => Derivatives.Shifted(this,
            Binary.Apply<RemainderOperation>(this, scalar, NotBool(Promotion.Of(this, scalar), nameof(remainder))), nameof(remainder));

        /// <summary>Remainder with the sign of the dividend, as C's fmod.</summary>
        public Tensor fmod(Tensor target) => Derivatives.Remainder(this, target,
            Binary.Apply<FmodOperation>(this, target, NotBool(Promotion.Of(this, target), nameof(fmod)), nameof(fmod)), nameof(fmod));

        /// <summary>Remainder with the sign of the dividend, as C's fmod.</summary>
        public Tensor fmod(Scalar scalar) => Derivatives.Shifted(this,
            Binary.Apply<FmodOperation>(this, scalar, NotBool(Promotion.Of(this, scalar), nameof(fmod))), nameof(fmod));

        /// <summary>Power, element by element. Of integers, a negative exponent gives 0 unless the base is 1 or -1.</summary>
        public Tensor pow(Tensor exponent) => Derivatives.Power(this, exponent,
            Binary.Apply<PowOperation>(this, exponent, NotBool(Promotion.Of(this, exponent), nameof(pow)), nameof(pow)));

        /// <summary>Power with one exponent. Squares, cubes, roots and their reciprocals are exact operations, not logarithms.</summary>
        /// <exception cref="InvalidOperationException">An integer tensor, and a negative integer exponent.</exception>
        public unsafe Tensor pow(Scalar exponent)
        {
            var type = Promotion.Of(this, exponent);
            if (!ElementTypes.IsFloating(type))
            {
                NotBool(type, nameof(pow));
                return exponent.Integer >= 0 ? Binary.Apply<PowOperation>(this, ScalarConversion.Checked(exponent, type, nameof(pow)), type)
                    : throw new InvalidOperationException($"pow: integers to negative integer powers are not allowed ({dtype} to the power "
                        + $"{exponent.Integer}). Convert the tensor to a floating-point type first.");
            }
            if (exponent.Real == 2)
                return Powered(exponent.Real, Unary.Floating(this, &Elementwise.Square, &Elementwise.Square));
            if (exponent.Real == 0.5)
                return sqrt();
            if (exponent.Real == -0.5)
                return rsqrt();
            if (exponent.Real == -1)
                return reciprocal();
            if (exponent.Real == 3)
                return Powered(exponent.Real, Unary.Floating(this, &Elementwise.Cube, &Elementwise.Cube));
            if (exponent.Real == -2)
                return Powered(exponent.Real, Unary.Floating(this, &Elementwise.InverseSquare, &Elementwise.InverseSquare));
            return Powered(exponent.Real, Binary.Apply<PowOperation>(this, exponent, type));
        }

        /// <summary>Raises this tensor to powers.</summary>
        public Tensor pow_(Tensor exponent)
        {
            MemoryOverlap.Check(this, nameof(pow_), exponent);
            using var result = pow(exponent);
            Promotion.CheckInPlace(result.dtype, dtype, nameof(pow_));
            return copy_(result);
        }

        /// <summary>Raises this tensor to a power.</summary>
        public Tensor pow_(Scalar exponent)
        {
            MemoryOverlap.CheckInternal(this, nameof(pow_));
            using var result = pow(exponent);
            Promotion.CheckInPlace(result.dtype, dtype, nameof(pow_));
            return copy_(result);
        }

        /// <summary>This tensor plus value times the product of two others.</summary>
        public Tensor addcmul(Tensor tensor1, Tensor tensor2, Scalar value)
        {
            using var scaled = tensor1.mul(value);
            using var product = scaled.mul(tensor2);
            return add(product);
        }

        /// <summary>Adds value times the product of two tensors to this one.</summary>
        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value)
        {
            MemoryOverlap.Check(this, nameof(addcmul_), tensor1, tensor2);
            using var scaled = tensor1.mul(value);
            using var product = scaled.mul(tensor2);
            return add_(product);
        }

        /// <summary>This tensor plus value times the quotient of two others.</summary>
        public Tensor addcdiv(Tensor tensor1, Tensor tensor2, Scalar value)
        {
            using var scaled = tensor1.mul(value);
            using var quotient = scaled.div(tensor2);
            return add(quotient);
        }

        /// <summary>Adds value times the quotient of two tensors to this one.</summary>
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value)
        {
            MemoryOverlap.Check(this, nameof(addcdiv_), tensor1, tensor2);
            using var scaled = tensor1.mul(value);
            using var quotient = scaled.div(tensor2);
            return add_(quotient);
        }

        /// <summary>
        /// From this tensor towards another, by a weight: this + weight * (end - this), and from a weight of a half on the same from the end, so that
        /// a weight of 1 gives the end itself (lerp in ATen/native/Lerp.h).
        /// </summary>
        public Tensor lerp(Tensor end, Tensor weight)
        {
            using var scope = NewDisposeScope();
            var difference = end.sub(this);
            var fromStart = add(difference.mul(weight));
            var fromEnd = end.sub(difference.mul(weight.neg().add(1)));
            return fromStart.where(weight.abs().lt(0.5), fromEnd).MoveToOuterDisposeScope();
        }

        private Tensor Powered(double exponent, Tensor result) => Tape.Records(this) ? Derivatives.Power(this, exponent, result) : result;

        private Tensor Quotient(Scalar divisor, ScalarType type)
        {
            var result = Binary.Apply<DivOperation>(this, divisor, type);
            return Tape.Records(this) ? Derivatives.Over(this, divisor, result) : result;
        }

        /// <summary>A tensor times alpha, in the type of the sum (alpha_check in ATen/native/BinaryOps.h).</summary>
        private Tensor Scaled(Tensor target, Scalar alpha, string operation)
        {
            var type = Promotion.Of(this, target);
            CheckAlpha(type, alpha, operation);
            if (type != ScalarType.Bool)
                return target.mul(alpha);
            using var product = target.mul(alpha);
            return product.to_type(type);
        }

        private Scalar Times(Scalar number, Scalar alpha, string operation)
        {
            var type = Promotion.Of(this, number);
            CheckAlpha(type, alpha, operation);
            return type == ScalarType.Bool ? number.Integer * alpha.Integer != 0
                : number.Type == ScalarType.Float64 || alpha.Type == ScalarType.Float64 ? new Scalar(number.Real * alpha.Real)
                : new Scalar(number.Integer * alpha.Integer);
        }

        private static void CheckAlpha(ScalarType type, Scalar alpha, string operation)
        {
            if (alpha.Type == ScalarType.Float64 && !ElementTypes.IsFloating(type))
                throw new InvalidOperationException($"{operation}: for integral input tensors, argument alpha must not be a floating point number "
                    + $"({alpha.Real} for a sum of {type}). Convert the tensor to a floating-point type first.");
            ScalarConversion.Checked(alpha, type, operation);
            if (alpha.Type == ScalarType.Bool && type != ScalarType.Bool)
                throw new InvalidOperationException($"{operation}: Boolean alpha only supported for Boolean results; the sum is {type}.");
        }

        private static ScalarType QuotientType(ScalarType type, RoundingMode mode) =>
            mode == RoundingMode.None ? Promotion.Floating(type) : NotBool(type, nameof(div));

        private static ScalarType NotBool(ScalarType type, string operation) => type != ScalarType.Bool ? type
            : throw new InvalidOperationException($"{operation}: not defined for two bool tensors. Convert one with to(torch.int64), "
                + "or use logical_xor.");
    }
}
