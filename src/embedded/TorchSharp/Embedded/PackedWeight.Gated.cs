using TorchSharp.Autograd;
using TorchSharp.Kernels;
using TorchSharp.Storage;
using static TorchSharp.torch;

namespace TorchSharp.Embedded;

public sealed unsafe partial class PackedWeight
{
    /// <summary>The first half of a gated MLP: silu(input gate^T) * (input up^T), its two products never in memory as a whole.</summary>
    /// <remarks>The bits of silu(gate.Linear(input)) * up.Linear(input), which it is where a gradient is recorded or the two have different shapes or types.</remarks>
    /// <param name="input">float32, [..., columns].</param>
    /// <param name="gate">The matrix before the activation.</param>
    /// <param name="up">The matrix beside it.</param>
    /// <returns>float32, [..., rows].</returns>
    /// <exception cref="ArgumentException">The input has another type or shape.</exception>
    public static Tensor Gated(Tensor input, PackedWeight gate, PackedWeight up)
    {
        gate.CheckInput(input);
        up.CheckInput(input);
        var (first, second) = (gate.packed, up.packed);
        if (Tape.Records(input) || first.Rows != second.Rows || first.IsBFloat16 != second.IsBFloat16)
        {
            using var left = gate.Linear(input);
            using var right = up.Linear(input);
            return FusedOperations.SiluMultiply(left, right);
        }

        var result = Rowwise(input, gate.Rows);
        using var x = new Operand(input, ScalarType.Float32);
        var work = new GatedWork { Y = result.Pointer<float>(), Columns = first.Rows };
        MatrixProduct.MultiplyInPairsOfTiles(x.Floats, first.Columns, (nint)(x.Count / first.Columns), first, second, &TakePair, &work);
        GC.KeepAlive(gate);
        GC.KeepAlive(up);
        return result;
    }

    private static void TakePair(void* context, float* tile, nint first, nint rows, nint column, nint columns)
    {
        var work = (GatedWork*)context;
        float* other = tile + (rows * MatrixProduct.TileColumns), to = work->Y + (first * work->Columns) + column;
        for (nint row = 0; row < rows; row++, tile += MatrixProduct.TileColumns, other += MatrixProduct.TileColumns, to += work->Columns)
        {
            FusedRows.SiluMultiply(tile, other, to, columns);
        }
    }

    private struct GatedWork
    {
        internal float* Y;
        internal nint Columns;
    }
}
