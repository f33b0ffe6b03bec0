using static TorchSharp.torch;

namespace TorchSharp.Autograd;

internal static partial class Derivatives
{
    public static Tensor Add(Tensor a, Tensor b, Tensor y) => !Tape.Records(a, b) ? y
        : Tape.Record(y, "add", [a, b], [], static b => [b.Gradient, b.Gradient]);

    public static Tensor Sub(Tensor a, Tensor b, Tensor y) => !Tape.Records(a, b) ? y
        : Tape.Record(y, "sub", [a, b], [], static b => [b.Gradient, b.Needs(1) ? -b.Gradient : null]);

    public static Tensor Mul(Tensor a, Tensor b, Tensor y) => !Tape.Records(a, b) ? y
        : Tape.Record(y, "mul", [a, b], [b.requires_grad ? a : null, a.requires_grad ? b : null],
            static b => [b.Needs(0) ? b.Gradient * b[1] : null, b.Needs(1) ? b.Gradient * b[0] : null]);

    public static Tensor Div(Tensor a, Tensor b, Tensor y) => !Tape.Records(a, b) ? y
        : Tape.Record(y, "div", [a, b], [b.requires_grad ? a : null, b],
            static b => [b.Needs(0) ? b.Gradient / b[1] : null, b.Needs(1) ? -b.Gradient * ((b[0] / b[1]) / b[1]) : null]);

    public static Tensor Power(Tensor a, Tensor b, Tensor y) => !Tape.Records(a, b) ? y
        : Tape.Record(y, "pow", [a, b], [a, b, y], static b =>
        {
            var inner = b.Needs(0) ? b.Gradient * (b[1] * b[0].pow(b[1] - 1)).masked_fill(b[1].eq(0), 0) : null;
            // 0^b is 0 for every positive b: its logarithm must not make it a NaN.
            var flat = b[0].eq(0).logical_and(b[1].ge(0));
            return [inner, b.Needs(1) ? b.Gradient * (b[2] * b[0].log()).masked_fill(flat, 0) : null];
        });

    /// <summary>The gradient goes to the chosen operand, and in halves to two equal ones.</summary>
    public static Tensor Extreme(Tensor a, Tensor b, Tensor y, string name) => !Tape.Records(a, b) ? y
        : Tape.Record(y, name, [a, b], [a, b, y], static b =>
        {
            var half = (b.Gradient / 2).where(b[0].eq(b[1]), b.Gradient);
            return [half.masked_fill(b[0].ne(b[2]), 0), half.masked_fill(b[1].ne(b[2]), 0)];
        });

    /// <summary>Division with rounding: constant wherever it has a derivative.</summary>
    public static Tensor Steps(Tensor a, Tensor b, Tensor y) => !Tape.Records(a, b) ? y
        : Tape.Record(y, "div", [a, b], [], static b => [b.Zeros(0), b.Zeros(1)]);

    public static Tensor Remainder(Tensor a, Tensor b, Tensor y, string name) => !Tape.Records(a, b) ? y
        : Tape.Record(y, name, [a, b], [a, b, y],
            static b => [b.Gradient, b.Needs(1) ? -b.Gradient * ((b[0] - b[2]) / b[1]).round() : null]);

    public static Tensor Shifted(Tensor a, Tensor y, string name) => !Tape.Records(a) ? y
        : Tape.Record(y, name, [a], [], static b => [b.Gradient]);

    public static Tensor Times(Tensor a, Scalar number, Tensor y) => Tape.Record(y, "mul", [a], [], b => [b.Gradient * number]);

    public static Tensor Over(Tensor a, Scalar number, Tensor y) => Tape.Record(y, "div", [a], [], b => [b.Gradient / number]);

    public static Tensor Where(Tensor condition, Tensor a, Tensor b, Tensor y) => !Tape.Records(a, b) ? y
        : Tape.Record(y, "where", [a, b], [condition], static b =>
        {
            var no = b[0].logical_not();
            return [b.Needs(0) ? b.Gradient.masked_fill(no, 0) : null, b.Needs(1) ? b.Gradient.masked_fill(b[0], 0) : null];
        });

    public static Tensor MaskedFill(Tensor x, Tensor mask, Tensor y) => !Tape.Records(x) ? y
        : Tape.Record(y, "masked_fill", [x], [mask], static b => [b.Gradient.masked_fill(b[0], 0)]);
}
