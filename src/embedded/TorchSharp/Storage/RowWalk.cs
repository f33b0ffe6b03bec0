using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace TorchSharp.Storage;

/// <summary>
/// Walks up to three windows of one shape in row-major order, a row at a time: neighbouring dimensions that all operands
/// run through evenly are joined, the last one is the row. <c>while (walk.Next())</c> gives the offsets of each row, in elements.
/// </summary>
internal ref struct RowWalk
{
    // Dimensions that do not join; more of them are rare, and a larger walk would cost every operation time.
    private const int OnStack = 4;

    private Stack stack;
    private readonly Dimension[]? array;
    private readonly int rank;
    private long row = -1;

    public RowWalk(ReadOnlySpan<long> shape, ReadOnlySpan<long> a, ReadOnlySpan<long> b = default, ReadOnlySpan<long> c = default)
    {
        Unsafe.SkipInit(out stack);
        var dimensions = Dimensions;
        long count = 1;
        for (int i = 0; i < shape.Length; i++)
        {
            count *= shape[i];
            if (shape[i] == 1)
                continue;
            long strideA = a[i], strideB = b.IsEmpty ? 0 : b[i], strideC = c.IsEmpty ? 0 : c[i];
            if (rank > 0 && dimensions[rank - 1].Continues(strideA * shape[i], strideB * shape[i], strideC * shape[i]))
                dimensions[rank - 1].Size *= shape[i];
            else
            {
                if (rank == dimensions.Length)
                {
                    array = new Dimension[shape.Length];
                    dimensions.CopyTo(array);
                    dimensions = array;
                }
                dimensions[rank++] = new Dimension { Size = shape[i] };
            }
            ref var last = ref dimensions[rank - 1];
            (last.A, last.B, last.C) = (strideA, strideB, strideC);
        }
        if (rank > 0)
        {
            ref var last = ref dimensions[--rank];
            Length = last.Size;
            StrideA = last.A;
            StrideB = last.B;
            StrideC = last.C;
        }
        Rows = Length == 0 ? 0 : count / Length;
    }

    /// <summary>Elements of a row.</summary>
    public long Length { get; } = 1;

    public long Rows { get; }

    public long StrideA { get; }

    public long StrideB { get; }

    public long StrideC { get; }

    public long A { get; private set; }

    public long B { get; private set; }

    public long C { get; private set; }

    [UnscopedRef]
    private Span<Dimension> Dimensions => array ?? (Span<Dimension>)stack;

    public bool Next()
    {
        if (++row >= Rows)
            return false;
        if (row == 0)
            return true;
        var dimensions = Dimensions;
        for (int i = rank - 1; i >= 0; i--)
        {
            ref var dimension = ref dimensions[i];
            A += dimension.A;
            B += dimension.B;
            C += dimension.C;
            if (++dimension.Position < dimension.Size)
                break;
            A -= dimension.Size * dimension.A;
            B -= dimension.Size * dimension.B;
            C -= dimension.Size * dimension.C;
            dimension.Position = 0;
        }
        return true;
    }

    /// <summary>A dimension of the joined shape: its size, the strides of the operands along it, and where the walk is.</summary>
    private struct Dimension
    {
        public long Size, A, B, C, Position;

        public readonly bool Continues(long a, long b, long c) => A == a && B == b && C == c;
    }

    [InlineArray(OnStack)]
    private struct Stack
    {
        private Dimension first;
    }
}
