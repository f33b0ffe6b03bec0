using TorchSharp.Autograd;
using static TorchSharp.torch;

namespace TorchSharp.Embedded;

public sealed unsafe partial class PackedWeight
{
    /// <summary>
    /// input W^T + bias, of a weight that is made for this product and freed after it, and made once more for the gradient of the input: a weight that is
    /// held in fewer bits is never in memory as a whole model's. The bits of <see cref="Linear(Tensor, Tensor?)"/>.
    /// </summary>
    /// <param name="input">float32, [..., columns].</param>
    /// <param name="make">Makes the weight, the same each time, in the backward pass too.</param>
    /// <param name="bias">float32, [rows], or null.</param>
    /// <returns>float32, [..., rows].</returns>
    /// <exception cref="ArgumentException">The input or the bias has another type or shape.</exception>
    public static Tensor Linear(Tensor input, Func<PackedWeight> make, Tensor? bias = null)
    {
        ArgumentNullException.ThrowIfNull(make);
        Tensor result;
        using (no_grad())
        using (var weight = make())
        {
            result = weight.Linear(input, bias);
        }

        var rows = result.size(-1);
        return Tape.Records(input) || (bias is not null && Tape.Records(bias)) ? Tape.Record(result, "linear", [input, bias], [], b =>
        [
            b.Needs(0) ? Transposed(make, b.Gradient) : null,
            b.Needs(1) ? b.Gradient.reshape(-1, rows).sum(0L) : null,
        ]) : result;
    }

    private static Tensor Transposed(Func<PackedWeight> make, Tensor gradient)
    {
        using var weight = make();
        return weight.Transposed(gradient);
    }
}
