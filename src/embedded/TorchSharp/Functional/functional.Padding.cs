using TorchSharp.Autograd;
using TorchSharp.Storage;

namespace TorchSharp;

/// <summary>What stands outside the edges.</summary>
public enum PaddingModes
{
    /// <summary>Zeros.</summary>
    Zeros = 0,

    /// <summary>A constant.</summary>
    Constant = 4,
}

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>
            /// The tensor with a border: pairs of widths before and after, the last dimension first; negative widths cut.
            /// </summary>
            public static Tensor pad(Tensor input, ReadOnlySpan<long> pad, PaddingModes mode = PaddingModes.Constant, double value = 0)
            {
                if (pad.Length % 2 != 0 || pad.Length > 2 * input.Rank)
                    throw new ArgumentException($"pad: {Layout.Show(pad)} must be pairs of widths, at most one for each of "
                        + $"{input.Rank} dimensions.");
                var sizes = input.size();
                for (int i = 0; i < pad.Length / 2; i++)
                {
                    sizes[^(i + 1)] += pad[2 * i] + pad[2 * i + 1];
                    if (sizes[^(i + 1)] < 0)
                        throw new ArgumentException($"pad: {Layout.Show(pad)} leaves a negative size of {Layout.Show(input.Sizes)}.");
                }
                var result = full(sizes, value, input.dtype);
                using var scope = NewDisposeScope();
                Tensor from = input, to = result;
                for (int i = 0; i < pad.Length / 2; i++)
                {
                    int dim = input.Rank - 1 - i;
                    long before = pad[2 * i], after = pad[2 * i + 1], size = input.Sizes[dim];
                    long cut = Math.Max(-before, 0), kept = Math.Max(size - cut - Math.Max(-after, 0), 0);
                    from = from.narrow(dim, cut, kept);
                    to = to.narrow(dim, Math.Max(before, 0), kept);
                }
                using (new GradMode(false))
                    to.copy_(from);
                return Tape.Records(input) ? Derivatives.Pad(input, result, pad.ToArray()) : result;
            }

            /// <summary>The tensor with a border.</summary>
            public static Tensor pad(Tensor input, long[] pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, (ReadOnlySpan<long>)pad, mode, value);

            /// <summary>The tensor with a border around the last dimension.</summary>
            public static Tensor pad(Tensor input, (long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, [pad.Item1, pad.Item2], mode, value);

            /// <summary>The tensor with a border around the last two dimensions.</summary>
            public static Tensor pad(Tensor input, (long, long, long, long) pad, PaddingModes mode = PaddingModes.Constant,
                double value = 0) =>
                functional.pad(input, [pad.Item1, pad.Item2, pad.Item3, pad.Item4], mode, value);

            /// <summary>The tensor with a border of one width around all dimensions.</summary>
            public static Tensor pad(Tensor input, long pad, PaddingModes mode = PaddingModes.Constant, double value = 0)
            {
                var widths = new long[2 * input.Rank];
                Array.Fill(widths, pad);
                return functional.pad(input, widths, mode, value);
            }
        }
    }
}
