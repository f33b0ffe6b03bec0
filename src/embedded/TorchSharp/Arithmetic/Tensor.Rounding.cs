using TorchSharp.Arithmetic;
using TorchSharp.Storage;
using TorchSharp.Autograd;
using TorchSharp.Kernels;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Each element with the opposite sign.</summary>
        public unsafe Tensor neg() =>
            Derivatives.Neg(NotTruth(nameof(neg)), Unary.Keeping<NegateInteger>(this, &Elementwise.Neg, &Elementwise.Neg));

        /// <summary>Each element with the opposite sign, in place.</summary>
        public unsafe Tensor neg_() => Tape.Records(this) ? Rewrite(static x => x.neg(), nameof(neg_))
            : Unary.KeepingInPlace<NegateInteger>(NotTruth(nameof(neg_)), &Elementwise.Neg, &Elementwise.Neg, nameof(neg_));

        /// <summary>Absolute value of each element.</summary>
        public unsafe Tensor abs() =>
            Derivatives.Abs(this, Unary.Keeping<AbsInteger>(this, &Elementwise.Abs, &Elementwise.Abs));

        /// <summary>Absolute value of each element, in place.</summary>
        public unsafe Tensor abs_() => Tape.Records(this) ? Rewrite(static x => x.abs(), nameof(abs_))
            : Unary.KeepingInPlace<AbsInteger>(this, &Elementwise.Abs, &Elementwise.Abs, nameof(abs_));

        /// <summary>-1, 0 or 1, the sign of each element.</summary>
        public unsafe Tensor sign() =>
            Derivatives.Step(this, Unary.Keeping<SignInteger>(this, &FloatFunctions.Sign<float>, &FloatFunctions.Sign<double>), nameof(sign));

        /// <summary>-1, 0 or 1, the sign of each element, in place.</summary>
        public unsafe Tensor sign_() => Tape.Records(this) ? Rewrite(static x => x.sign(), nameof(sign_))
            : Unary.KeepingInPlace<SignInteger>(this, &FloatFunctions.Sign<float>, &FloatFunctions.Sign<double>, nameof(sign_));

        /// <summary>Each element, or 0 where it is negative.</summary>
        public unsafe Tensor relu() =>
            Derivatives.Relu(NotTruth(nameof(relu)), Unary.Keeping<ReluInteger>(this, &Elementwise.Relu, &Elementwise.Relu));

        /// <summary>Each element, or 0 where it is negative, in place.</summary>
        public unsafe Tensor relu_() => Tape.Records(this) ? Rewrite(static x => x.relu(), nameof(relu_))
            : Unary.KeepingInPlace<ReluInteger>(NotTruth(nameof(relu_)), &Elementwise.Relu, &Elementwise.Relu, nameof(relu_));

        /// <summary>Each element rounded down.</summary>
        public unsafe Tensor floor() =>
            Derivatives.Step(NotTruth(nameof(floor)), Unary.Keeping<SameInteger>(this, &FloatFunctions.Floor<float>, &FloatFunctions.Floor<double>), nameof(floor));

        /// <summary>Each element rounded down, in place.</summary>
        public unsafe Tensor floor_() => Tape.Records(this) ? Rewrite(static x => x.floor(), nameof(floor_))
            : Unary.KeepingInPlace<SameInteger>(NotTruth(nameof(floor_)), &FloatFunctions.Floor<float>, &FloatFunctions.Floor<double>, nameof(floor_));

        /// <summary>Each element rounded up.</summary>
        public unsafe Tensor ceil() =>
            Derivatives.Step(NotTruth(nameof(ceil)), Unary.Keeping<SameInteger>(this, &FloatFunctions.Ceil<float>, &FloatFunctions.Ceil<double>), nameof(ceil));

        /// <summary>Each element rounded up, in place.</summary>
        public unsafe Tensor ceil_() => Tape.Records(this) ? Rewrite(static x => x.ceil(), nameof(ceil_))
            : Unary.KeepingInPlace<SameInteger>(NotTruth(nameof(ceil_)), &FloatFunctions.Ceil<float>, &FloatFunctions.Ceil<double>, nameof(ceil_));

        /// <summary>Each element without its fraction.</summary>
        public unsafe Tensor trunc() =>
            Derivatives.Step(NotTruth(nameof(trunc)), Unary.Keeping<SameInteger>(this, &FloatFunctions.Trunc<float>, &FloatFunctions.Trunc<double>), nameof(trunc));

        /// <summary>Each element without its fraction, in place.</summary>
        public unsafe Tensor trunc_() => Tape.Records(this) ? Rewrite(static x => x.trunc(), nameof(trunc_))
            : Unary.KeepingInPlace<SameInteger>(NotTruth(nameof(trunc_)), &FloatFunctions.Trunc<float>, &FloatFunctions.Trunc<double>, nameof(trunc_));

        /// <summary>The fraction of each element.</summary>
        public unsafe Tensor frac() =>
            Derivatives.Frac(Fractional(nameof(frac)), Unary.Keeping<SameInteger>(this, &FloatFunctions.Frac<float>, &FloatFunctions.Frac<double>));

        /// <summary>The fraction of each element, in place.</summary>
        public unsafe Tensor frac_() => Tape.Records(this) ? Rewrite(static x => x.frac(), nameof(frac_))
            : Unary.KeepingInPlace<SameInteger>(Fractional(nameof(frac_)), &FloatFunctions.Frac<float>, &FloatFunctions.Frac<double>, nameof(frac_));

        /// <summary>Each element rounded to a number of decimals; halves go to the even neighbour.</summary>
        public unsafe Tensor round(long decimals = 0L)
        {
            if (decimals == 0)
                return Derivatives.Step(NotTruth(nameof(round)), Unary.Keeping<SameInteger>(this, &FloatFunctions.Round<float>, &FloatFunctions.Round<double>), nameof(round));
            Fractional(nameof(round));
            double scale = 1;
            for (long i = 0; i < Math.Abs(decimals); i++)
                scale *= 10;
            using var scaled = decimals > 0 ? mul(scale) : div(scale);
            using var rounded = scaled.round();
            return decimals > 0 ? rounded.div(scale) : rounded.mul(scale);
        }

        /// <summary>Rounds each element to a number of decimals.</summary>
        public Tensor round_(long decimals = 0L)
        {
            MemoryOverlap.CheckInternal(this, nameof(round_));
            using var result = round(decimals);
            return copy_(result);
        }

        /// <summary>Each element with the opposite sign.</summary>
        public Tensor negative() => neg();

        /// <summary>Absolute value of each element.</summary>
        public Tensor absolute() => abs();

        /// <summary>Absolute value of each element, in place.</summary>
        public Tensor absolute_() => abs_();

        /// <summary>Each element without its fraction.</summary>
        public Tensor fix() => trunc();

        /// <summary>The square of each element.</summary>
        public Tensor square() => pow(2);

        /// <summary>The tensor itself.</summary>
        public Tensor positive() => alias();

        /// <summary>log(1 + exp(beta x)) / beta; x itself where beta x exceeds the threshold.</summary>
        public unsafe Tensor softplus(double beta = 1, double threshold = 20)
        {
            if (beta == 1 && threshold == 20)
                return Derivatives.Softplus(this, Unary.Floating(this, &Elementwise.Softplus, &Elementwise.Softplus));
            using var scaled = mul(beta);
            using var small = scaled.clamp(max: (Scalar)threshold);
            using var e = small.exp();
            using var log = e.log1p();
            using var smooth = log.div(beta);
            using var linear = scaled.gt(threshold);
            return where(linear, smooth);
        }

        /// <summary>This tensor, unless it is bool: rounding and signs are not defined for truth values in PyTorch.</summary>
        private Tensor NotTruth(string operation) => dtype != ScalarType.Bool ? this
            : throw new InvalidOperationException($"{operation}: not defined for Bool. Use logical_not() to invert a mask, or convert with to(torch.int64).");

        private Tensor Fractional(string operation) => is_floating_point() ? this
            : throw new InvalidOperationException($"{operation}: not defined for {dtype}. Convert to a floating-point type first.");
    }
}
