namespace TorchSharp.Storage;

/// <summary>
/// Walks up to three windows of one shape in row-major order, a row at a time: neighbouring dimensions that all operands
/// run through evenly are joined, the last one is the row. <c>while (walk.Next())</c> gives the offsets of each row, in elements.
/// </summary>
internal ref struct RowWalk
{
    private readonly long[] sizes;
    private readonly long[] strides;
    private readonly long[] position;
    private readonly int rank;
    private long row = -1;

    public RowWalk(ReadOnlySpan<long> shape, ReadOnlySpan<long> a, ReadOnlySpan<long> b = default, ReadOnlySpan<long> c = default)
    {
        sizes = new long[shape.Length];
        strides = new long[shape.Length * 3];
        position = new long[shape.Length];
        long count = 1;
        for (int i = 0; i < shape.Length; i++)
        {
            count *= shape[i];
            if (shape[i] == 1)
                continue;
            long strideA = a[i], strideB = b.IsEmpty ? 0 : b[i], strideC = c.IsEmpty ? 0 : c[i];
            int last = (rank - 1) * 3;
            if (rank > 0 && strides[last] == strideA * shape[i] && strides[last + 1] == strideB * shape[i] && strides[last
                + 2] == strideC * shape[i])
            {
                sizes[rank - 1] *= shape[i];
            }
            else
            {
                sizes[rank++] = shape[i];
                last += 3;
            }
            strides[last] = strideA;
            strides[last + 1] = strideB;
            strides[last + 2] = strideC;
        }
        if (rank > 0)
        {
            rank--;
            Length = sizes[rank];
            StrideA = strides[rank * 3];
            StrideB = strides[rank * 3 + 1];
            StrideC = strides[rank * 3 + 2];
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

    public bool Next()
    {
        if (++row >= Rows)
            return false;
        if (row == 0)
            return true;
        for (int i = rank - 1; i >= 0; i--)
        {
            A += strides[i * 3];
            B += strides[i * 3 + 1];
            C += strides[i * 3 + 2];
            if (++position[i] < sizes[i])
                break;
            A -= sizes[i] * strides[i * 3];
            B -= sizes[i] * strides[i * 3 + 1];
            C -= sizes[i] * strides[i * 3 + 2];
            position[i] = 0;
        }
        return true;
    }
}
