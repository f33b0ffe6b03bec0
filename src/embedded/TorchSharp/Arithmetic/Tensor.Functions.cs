using TorchSharp.Arithmetic;
using TorchSharp.Autograd;
using TorchSharp.Kernels;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>e to the power of each element.</summary>
        public unsafe Tensor exp() =>
            Derivatives.Exp(this, Unary.Floating(this, &Elementwise.Exp, &Elementwise.Exp));

        /// <summary>e to the power of each element, in place.</summary>
        public unsafe Tensor exp_() => Tape.Records(this) ? Rewrite(static x => x.exp(), nameof(exp_))
            : Unary.FloatingInPlace(this, &Elementwise.Exp, &Elementwise.Exp, nameof(exp_));

        /// <summary>2 to the power of each element.</summary>
        public unsafe Tensor exp2() =>
            Derivatives.Exp2(this, Unary.Floating(this, &FloatFunctions.Exp2<float>, &FloatFunctions.Exp2<double>));

        /// <summary>2 to the power of each element, in place.</summary>
        public unsafe Tensor exp2_() => Tape.Records(this) ? Rewrite(static x => x.exp2(), nameof(exp2_))
            : Unary.FloatingInPlace(this, &FloatFunctions.Exp2<float>, &FloatFunctions.Exp2<double>, nameof(exp2_));

        /// <summary>e to the power of each element, minus 1.</summary>
        public unsafe Tensor expm1() =>
            Derivatives.Expm1(this, Unary.Floating(this, &FloatFunctions.Expm1<float>, &FloatFunctions.Expm1<double>));

        /// <summary>e to the power of each element, minus 1, in place.</summary>
        public unsafe Tensor expm1_() => Tape.Records(this) ? Rewrite(static x => x.expm1(), nameof(expm1_))
            : Unary.FloatingInPlace(this, &FloatFunctions.Expm1<float>, &FloatFunctions.Expm1<double>, nameof(expm1_));

        /// <summary>Natural logarithm of each element.</summary>
        public unsafe Tensor log() =>
            Derivatives.Log(this, Unary.Floating(this, &Elementwise.Log, &Elementwise.Log));

        /// <summary>Natural logarithm of each element, in place.</summary>
        public unsafe Tensor log_() => Tape.Records(this) ? Rewrite(static x => x.log(), nameof(log_))
            : Unary.FloatingInPlace(this, &Elementwise.Log, &Elementwise.Log, nameof(log_));

        /// <summary>Natural logarithm of 1 plus each element.</summary>
        public unsafe Tensor log1p() =>
            Derivatives.Log1p(this, Unary.Floating(this, &FloatFunctions.Log1p<float>, &FloatFunctions.Log1p<double>));

        /// <summary>Natural logarithm of 1 plus each element, in place.</summary>
        public unsafe Tensor log1p_() => Tape.Records(this) ? Rewrite(static x => x.log1p(), nameof(log1p_))
            : Unary.FloatingInPlace(this, &FloatFunctions.Log1p<float>, &FloatFunctions.Log1p<double>, nameof(log1p_));

        /// <summary>Logarithm of each element to the base 2.</summary>
        public unsafe Tensor log2() =>
            Derivatives.Log2(this, Unary.Floating(this, &FloatFunctions.Log2<float>, &FloatFunctions.Log2<double>));

        /// <summary>Logarithm of each element to the base 2, in place.</summary>
        public unsafe Tensor log2_() => Tape.Records(this) ? Rewrite(static x => x.log2(), nameof(log2_))
            : Unary.FloatingInPlace(this, &FloatFunctions.Log2<float>, &FloatFunctions.Log2<double>, nameof(log2_));

        /// <summary>Logarithm of each element to the base 10.</summary>
        public unsafe Tensor log10() =>
            Derivatives.Log10(this, Unary.Floating(this, &FloatFunctions.Log10<float>, &FloatFunctions.Log10<double>));

        /// <summary>Logarithm of each element to the base 10, in place.</summary>
        public unsafe Tensor log10_() => Tape.Records(this) ? Rewrite(static x => x.log10(), nameof(log10_))
            : Unary.FloatingInPlace(this, &FloatFunctions.Log10<float>, &FloatFunctions.Log10<double>, nameof(log10_));

        /// <summary>Square root of each element.</summary>
        public unsafe Tensor sqrt() =>
            Derivatives.Sqrt(this, Unary.Floating(this, &Elementwise.Sqrt, &Elementwise.Sqrt));

        /// <summary>Square root of each element, in place.</summary>
        public unsafe Tensor sqrt_() => Tape.Records(this) ? Rewrite(static x => x.sqrt(), nameof(sqrt_))
            : Unary.FloatingInPlace(this, &Elementwise.Sqrt, &Elementwise.Sqrt, nameof(sqrt_));

        /// <summary>1 over the square root of each element.</summary>
        public unsafe Tensor rsqrt() =>
            Derivatives.Rsqrt(this, Unary.Floating(this, &Elementwise.Rsqrt, &Elementwise.Rsqrt));

        /// <summary>1 over the square root of each element, in place.</summary>
        public unsafe Tensor rsqrt_() => Tape.Records(this) ? Rewrite(static x => x.rsqrt(), nameof(rsqrt_))
            : Unary.FloatingInPlace(this, &Elementwise.Rsqrt, &Elementwise.Rsqrt, nameof(rsqrt_));

        /// <summary>1 over each element.</summary>
        public unsafe Tensor reciprocal() =>
            Derivatives.Reciprocal(this, Unary.Floating(this, &Elementwise.Reciprocal, &Elementwise.Reciprocal));

        /// <summary>1 over each element, in place.</summary>
        public unsafe Tensor reciprocal_() => Tape.Records(this) ? Rewrite(static x => x.reciprocal(), nameof(reciprocal_))
            : Unary.FloatingInPlace(this, &Elementwise.Reciprocal, &Elementwise.Reciprocal, nameof(reciprocal_));

        /// <summary>Sine of each element.</summary>
        public unsafe Tensor sin() =>
            Derivatives.Sin(this, Unary.Floating(this, &Elementwise.Sin, &Elementwise.Sin));

        /// <summary>Sine of each element, in place.</summary>
        public unsafe Tensor sin_() => Tape.Records(this) ? Rewrite(static x => x.sin(), nameof(sin_))
            : Unary.FloatingInPlace(this, &Elementwise.Sin, &Elementwise.Sin, nameof(sin_));

        /// <summary>Cosine of each element.</summary>
        public unsafe Tensor cos() =>
            Derivatives.Cos(this, Unary.Floating(this, &Elementwise.Cos, &Elementwise.Cos));

        /// <summary>Cosine of each element, in place.</summary>
        public unsafe Tensor cos_() => Tape.Records(this) ? Rewrite(static x => x.cos(), nameof(cos_))
            : Unary.FloatingInPlace(this, &Elementwise.Cos, &Elementwise.Cos, nameof(cos_));

        /// <summary>Hyperbolic tangent of each element.</summary>
        public unsafe Tensor tanh() =>
            Derivatives.Tanh(this, Unary.Floating(this, &Elementwise.Tanh, &Elementwise.Tanh));

        /// <summary>Hyperbolic tangent of each element, in place.</summary>
        public unsafe Tensor tanh_() => Tape.Records(this) ? Rewrite(static x => x.tanh(), nameof(tanh_))
            : Unary.FloatingInPlace(this, &Elementwise.Tanh, &Elementwise.Tanh, nameof(tanh_));

        /// <summary>1 / (1 + exp(-x)) of each element.</summary>
        public unsafe Tensor sigmoid() =>
            Derivatives.Sigmoid(this, Unary.Floating(this, &Elementwise.Sigmoid, &Elementwise.Sigmoid));

        /// <summary>1 / (1 + exp(-x)) of each element, in place.</summary>
        public unsafe Tensor sigmoid_() => Tape.Records(this) ? Rewrite(static x => x.sigmoid(), nameof(sigmoid_))
            : Unary.FloatingInPlace(this, &Elementwise.Sigmoid, &Elementwise.Sigmoid, nameof(sigmoid_));

        /// <summary>Error function of each element.</summary>
        public unsafe Tensor erf() =>
            Derivatives.Erf(this, Unary.Floating(this, &Elementwise.Erf, &Elementwise.Erf));

        /// <summary>Error function of each element, in place.</summary>
        public unsafe Tensor erf_() => Tape.Records(this) ? Rewrite(static x => x.erf(), nameof(erf_))
            : Unary.FloatingInPlace(this, &Elementwise.Erf, &Elementwise.Erf, nameof(erf_));

        /// <summary>x * sigmoid(x) of each element.</summary>
        public unsafe Tensor silu() =>
            Derivatives.Silu(this, Unary.Floating(this, &Elementwise.Silu, &Elementwise.Silu));

        /// <summary>x * sigmoid(x) of each element, in place.</summary>
        public unsafe Tensor silu_() => Tape.Records(this) ? Rewrite(static x => x.silu(), nameof(silu_))
            : Unary.FloatingInPlace(this, &Elementwise.Silu, &Elementwise.Silu, nameof(silu_));

        /// <summary>x times the normal distribution function of x, exact, of each element.</summary>
        public unsafe Tensor gelu() =>
            Derivatives.Gelu(this, Unary.Floating(this, &Elementwise.Gelu, &Elementwise.Gelu));

        /// <summary>x times the normal distribution function of x, exact, of each element, in place.</summary>
        public unsafe Tensor gelu_() => Tape.Records(this) ? Rewrite(static x => x.gelu(), nameof(gelu_))
            : Unary.FloatingInPlace(this, &Elementwise.Gelu, &Elementwise.Gelu, nameof(gelu_));

        /// <summary>Logarithm of the sigmoid of each element.</summary>
        public unsafe Tensor log_sigmoid() =>
            Derivatives.LogSigmoid(this, Unary.Floating(this, &FloatFunctions.LogSigmoid<float>, &FloatFunctions.LogSigmoid<double>));
    }
}
