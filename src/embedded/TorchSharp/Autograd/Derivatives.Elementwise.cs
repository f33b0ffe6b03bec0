using static TorchSharp.torch;

namespace TorchSharp.Autograd;

/// <summary>
/// The gradients of operations. Each method gets an operation's inputs and its result and gives the result its history, if any
/// input needs one. Rules may leave broadcast dimensions and promoted types to the engine.
/// </summary>
internal static partial class Derivatives
{
    private const double Ln2 = 0.69314718055994530942, Ln10 = 2.30258509299404568402;
    private const double TwoOverRootPi = 1.12837916709551257390, RootHalf = 0.70710678118654752440, DensityAtZero = 0.39894228040143267794;

    public static Tensor Exp(Tensor x, Tensor y) => !Tape.Records(x) ? y
        : Tape.Record(y, "exp", [x], [y], static b => [b.Gradient * b[0]]);

    public static Tensor Exp2(Tensor x, Tensor y) => !Tape.Records(x) ? y
        : Tape.Record(y, "exp2", [x], [y], static b => [b.Gradient * b[0] * Ln2]);

    public static Tensor Expm1(Tensor x, Tensor y) => !Tape.Records(x) ? y
        : Tape.Record(y, "expm1", [x], [y], static b => [b.Gradient * (b[0] + 1)]);

    public static Tensor Log(Tensor x, Tensor y) => !Tape.Records(x) ? y
        : Tape.Record(y, "log", [x], [x], static b => [b.Gradient / b[0]]);

    public static Tensor Log1p(Tensor x, Tensor y) => !Tape.Records(x) ? y
        : Tape.Record(y, "log1p", [x], [x], static b => [b.Gradient / (b[0] + 1)]);

    public static Tensor Log2(Tensor x, Tensor y) => !Tape.Records(x) ? y
        : Tape.Record(y, "log2", [x], [x], static b => [b.Gradient / (b[0] * Ln2)]);

    public static Tensor Log10(Tensor x, Tensor y) => !Tape.Records(x) ? y
        : Tape.Record(y, "log10", [x], [x], static b => [b.Gradient / (b[0] * Ln10)]);

    public static Tensor Sqrt(Tensor x, Tensor y) => !Tape.Records(x) ? y
        : Tape.Record(y, "sqrt", [x], [y], static b => [b.Gradient / (b[0] * 2)]);

    public static Tensor Rsqrt(Tensor x, Tensor y) => !Tape.Records(x) ? y
        : Tape.Record(y, "rsqrt", [x], [y], static b => [b.Gradient * b[0].pow(3) * -0.5]);

    public static Tensor Reciprocal(Tensor x, Tensor y) => !Tape.Records(x) ? y
        : Tape.Record(y, "reciprocal", [x], [y], static b => [-b.Gradient * b[0].square()]);

    public static Tensor Sin(Tensor x, Tensor y) => !Tape.Records(x) ? y
        : Tape.Record(y, "sin", [x], [x], static b => [b.Gradient * b[0].cos()]);

    public static Tensor Cos(Tensor x, Tensor y) => !Tape.Records(x) ? y
        : Tape.Record(y, "cos", [x], [x], static b => [-b.Gradient * b[0].sin()]);

    public static Tensor Tanh(Tensor x, Tensor y) => !Tape.Records(x) ? y
        : Tape.Record(y, "tanh", [x], [y], static b => [b.Gradient * (1 - b[0].square())]);

    public static Tensor Sigmoid(Tensor x, Tensor y) => !Tape.Records(x) ? y
        : Tape.Record(y, "sigmoid", [x], [y], static b => [b.Gradient * b[0] * (1 - b[0])]);

    public static Tensor Erf(Tensor x, Tensor y) => !Tape.Records(x) ? y
        : Tape.Record(y, "erf", [x], [x], static b => [b.Gradient * b[0].square().neg().exp() * TwoOverRootPi]);

    public static Tensor Silu(Tensor x, Tensor y) => !Tape.Records(x) ? y : Tape.Record(y, "silu", [x], [x], static b =>
    {
        var sigmoid = b[0].sigmoid();
        return [b.Gradient * sigmoid * (b[0] * (1 - sigmoid) + 1)];
    });

    public static Tensor Gelu(Tensor x, Tensor y) => !Tape.Records(x) ? y : Tape.Record(y, "gelu", [x], [x], static b =>
    {
        var distribution = ((b[0] * RootHalf).erf() + 1) * 0.5;
        var density = (b[0].square() * -0.5).exp() * DensityAtZero;
        return [b.Gradient * (distribution + b[0] * density)];
    });

    public static Tensor LogSigmoid(Tensor x, Tensor y) => !Tape.Records(x) ? y
        : Tape.Record(y, "log_sigmoid", [x], [x], static b => [b.Gradient * b[0].neg().sigmoid()]);

    public static Tensor Softplus(Tensor x, Tensor y) => !Tape.Records(x) ? y
        : Tape.Record(y, "softplus", [x], [x], static b => [b.Gradient * b[0].sigmoid()]);

    public static Tensor Neg(Tensor x, Tensor y) => !Tape.Records(x) ? y
        : Tape.Record(y, "neg", [x], [], static b => [-b.Gradient]);

    public static Tensor Abs(Tensor x, Tensor y) => !Tape.Records(x) ? y
        : Tape.Record(y, "abs", [x], [x], static b => [b.Gradient * b[0].sign()]);

    public static Tensor Relu(Tensor x, Tensor y) => !Tape.Records(x) ? y
        : Tape.Record(y, "relu", [x], [y], static b => [b.Gradient.masked_fill(b[0].le(0), 0)]);

    /// <summary>Rounding and signs: constant wherever they have a derivative.</summary>
    public static Tensor Step(Tensor x, Tensor y, string name) => !Tape.Records(x) ? y
        : Tape.Record(y, name, [x], [], static b => [b.Zeros(0)]);

    public static Tensor Frac(Tensor x, Tensor y) => !Tape.Records(x) ? y
        : Tape.Record(y, "frac", [x], [], static b => [b.Gradient]);

    /// <summary>Copies and conversions: the engine converts the gradient back.</summary>
    public static Tensor Copy(Tensor x, Tensor y) => !Tape.Records(x) ? y
        : Tape.Record(y, "clone", [x], [], static b => [b.Gradient]);

    public static Tensor Power(Tensor x, double exponent, Tensor y) => Tape.Record(y, "pow", [x], [x],
        b => [exponent == 0 ? b.Zeros(0) : exponent == 1 ? b.Gradient : exponent == 2 ? b.Gradient * b[0] * 2
            : b.Gradient * b[0].pow(exponent - 1) * exponent]);

    public static Tensor AtLeast(Tensor x, Scalar bound, Tensor y) => Tape.Record(y, "clamp_min", [x], [x],
        b => [b.Gradient.masked_fill(b[0].lt(bound), 0)]);

    public static Tensor AtMost(Tensor x, Scalar bound, Tensor y) => Tape.Record(y, "clamp_max", [x], [x],
        b => [b.Gradient.masked_fill(b[0].gt(bound), 0)]);
}
