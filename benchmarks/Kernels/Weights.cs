using LfmSpec.Benchmarks.Measuring;
using TorchSharp.Kernels;

namespace LfmSpec.Benchmarks.Kernels;

/// <summary>Packed weight matrices of random values, in the shapes that LFM2's layers have.</summary>
internal static unsafe class Weights
{
    /// <summary>Inputs and outputs of the linear layers: projections, the MLP up and down, the short convolution's input.</summary>
    internal static (nint Inputs, nint Outputs)[] Shapes { get; } = [(1024, 1024), (1024, 2560), (2560, 1024), (1024, 3072)];

    /// <summary>Several matrices of one shape; of the same values, which costs a product nothing and saves making them.</summary>
    internal static PackedMatrix[] Pack(nint inputs, nint outputs, bool isBFloat16, int count)
    {
        using var values = new Floats(inputs * outputs, seed: 1);
        var narrow = (ushort*)values.Data;
        if (isBFloat16)
        {
            // In place: every block is read before its half of the room is written.
            Elementwise.NarrowBFloat16(values.Data, narrow, inputs * outputs);
        }

        var packed = new PackedMatrix[count];
        for (var i = 0; i < count; i++)
        {
            packed[i] = isBFloat16
                ? PackedMatrix.PackBFloat16(narrow, outputs, inputs, inputs, 1)
                : PackedMatrix.Pack(values.Data, outputs, inputs, inputs, 1);
        }

        return packed;
    }
}
