
namespace TorchSharp;

public static partial class torch
{
    /// <summary>Absolute value of each element.</summary>
    public static Tensor abs(Tensor input) => input.abs();

    /// <summary>Absolute value of each element.</summary>
    public static Tensor absolute(Tensor input) => input.absolute();

    /// <summary>Cosine of each element.</summary>
    public static Tensor cos(Tensor input) => input.cos();

    /// <summary>Each element rounded down.</summary>
    public static Tensor floor(Tensor input) => input.floor();

    /// <summary>The fraction of each element.</summary>
    public static Tensor frac(Tensor input) => input.frac();

    /// <summary>Natural logarithm of each element.</summary>
    public static Tensor log(Tensor input) => input.log();

    /// <summary>Logarithm of each element to the base 10.</summary>
    public static Tensor log10(Tensor input) => input.log10();

    /// <summary>Natural logarithm of 1 plus each element.</summary>
    public static Tensor log1p(Tensor input) => input.log1p();

    /// <summary>Logarithm of each element to the base 2.</summary>
    public static Tensor log2(Tensor input) => input.log2();

    /// <summary>1 over each element.</summary>
    public static Tensor reciprocal(Tensor input) => input.reciprocal();

    /// <summary>1 over the square root of each element.</summary>
    public static Tensor rsqrt(Tensor input) => input.rsqrt();

    /// <summary>1 / (1 + exp(-x)) of each element.</summary>
    public static Tensor sigmoid(Tensor input) => input.sigmoid();

    /// <summary>-1, 0 or 1, the sign of each element.</summary>
    public static Tensor sign(Tensor input) => input.sign();

    /// <summary>Sine of each element.</summary>
    public static Tensor sin(Tensor input) => input.sin();

    /// <summary>Square root of each element.</summary>
    public static Tensor sqrt(Tensor input) => input.sqrt();

    /// <summary>The square of each element.</summary>
    public static Tensor square(Tensor input) => input.square();

    /// <summary>Error function of each element.</summary>
    public static Tensor erf(Tensor input) => input.erf();

    /// <summary>e to the power of each element.</summary>
    public static Tensor exp(Tensor input) => input.exp();

    /// <summary>2 to the power of each element.</summary>
    public static Tensor exp2(Tensor input) => input.exp2();

    /// <summary>e to the power of each element, minus 1.</summary>
    public static Tensor expm1(Tensor input) => input.expm1();

    /// <summary>Each element with the opposite sign.</summary>
    public static Tensor neg(Tensor input) => input.neg();

    /// <summary>Each element with the opposite sign.</summary>
    public static Tensor negative(Tensor input) => input.negative();

    /// <summary>The tensor itself.</summary>
    public static Tensor positive(Tensor input) => input.positive();

    /// <summary>Each element rounded up.</summary>
    public static Tensor ceil(Tensor input) => input.ceil();

    /// <summary>Each element without its fraction.</summary>
    public static Tensor trunc(Tensor input) => input.trunc();

    /// <summary>Each element without its fraction.</summary>
    public static Tensor fix(Tensor input) => input.fix();

    /// <summary>Hyperbolic tangent of each element.</summary>
    public static Tensor tanh(Tensor input) => input.tanh();

    /// <summary>True where the element is zero.</summary>
    public static Tensor logical_not(Tensor input) => input.logical_not();

    /// <summary>Absolute value of each element, in place.</summary>
    public static Tensor abs_(Tensor input) => input.abs_();

    /// <summary>Absolute value of each element, in place.</summary>
    public static Tensor absolute_(Tensor input) => input.absolute_();

    /// <summary>Each element rounded up, in place.</summary>
    public static Tensor ceil_(Tensor input) => input.ceil_();

    /// <summary>Cosine of each element, in place.</summary>
    public static Tensor cos_(Tensor input) => input.cos_();

    /// <summary>Error function of each element, in place.</summary>
    public static Tensor erf_(Tensor input) => input.erf_();

    /// <summary>e to the power of each element, in place.</summary>
    public static Tensor exp_(Tensor input) => input.exp_();

    /// <summary>2 to the power of each element, in place.</summary>
    public static Tensor exp2_(Tensor input) => input.exp2_();

    /// <summary>e to the power of each element, minus 1, in place.</summary>
    public static Tensor expm1_(Tensor input) => input.expm1_();

    /// <summary>Each element rounded down, in place.</summary>
    public static Tensor floor_(Tensor input) => input.floor_();

    /// <summary>The fraction of each element, in place.</summary>
    public static Tensor frac_(Tensor input) => input.frac_();

    /// <summary>Natural logarithm of each element, in place.</summary>
    public static Tensor log_(Tensor input) => input.log_();

    /// <summary>Logarithm of each element to the base 10, in place.</summary>
    public static Tensor log10_(Tensor input) => input.log10_();

    /// <summary>Natural logarithm of 1 plus each element, in place.</summary>
    public static Tensor log1p_(Tensor input) => input.log1p_();

    /// <summary>Logarithm of each element to the base 2, in place.</summary>
    public static Tensor log2_(Tensor input) => input.log2_();

    /// <summary>Each element with the opposite sign, in place.</summary>
    public static Tensor neg_(Tensor input) => input.neg_();

    /// <summary>1 over each element, in place.</summary>
    public static Tensor reciprocal_(Tensor input) => input.reciprocal_();

    /// <summary>1 over the square root of each element, in place.</summary>
    public static Tensor rsqrt_(Tensor input) => input.rsqrt_();

    /// <summary>1 / (1 + exp(-x)) of each element, in place.</summary>
    public static Tensor sigmoid_(Tensor input) => input.sigmoid_();

    /// <summary>-1, 0 or 1, the sign of each element, in place.</summary>
    public static Tensor sign_(Tensor input) => input.sign_();

    /// <summary>Sine of each element, in place.</summary>
    public static Tensor sin_(Tensor input) => input.sin_();

    /// <summary>Square root of each element, in place.</summary>
    public static Tensor sqrt_(Tensor input) => input.sqrt_();

    /// <summary>Hyperbolic tangent of each element, in place.</summary>
    public static Tensor tanh_(Tensor input) => input.tanh_();

    /// <summary>Each element without its fraction, in place.</summary>
    public static Tensor trunc_(Tensor input) => input.trunc_();

    /// <summary>Each element rounded to a number of decimals.</summary>
    public static Tensor round(Tensor input, long decimals = 0L) => input.round(decimals);

    /// <summary>Rounds each element to a number of decimals, in place.</summary>
    public static Tensor round_(Tensor input, long decimals = 0L) => input.round_(decimals);
}
