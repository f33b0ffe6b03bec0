using TorchSharp.Autograd;
using TorchSharp.Kernels;
using TorchSharp.LinearAlgebra;
using TorchSharp.Storage;
using static TorchSharp.torch;

namespace TorchSharp.Embedded;

/// <summary>
/// The weight matrix of a linear layer in the order in which the products read it, made straight from a checkpoint's bytes and held once:
/// bfloat16 stays bfloat16 (half the memory), and is widened exactly as it is read, so every result has the bits of the float32 weight.
/// Not a part of TorchSharp: code that uses it keeps a plain path beside it.
/// </summary>
public sealed unsafe partial class PackedWeight : IDisposable
{
    // What is read at once; small enough for the caches, so that packing takes it from there.
    private const long PieceBytes = 1 << 20;

    private readonly PackedMatrix packed;
    private bool disposed;

    private PackedWeight(PackedMatrix packed) => this.packed = packed;

    /// <summary>The number of rows: the layer's outputs.</summary>
    public long Rows => packed.Rows;

    /// <summary>The number of columns: the layer's inputs.</summary>
    public long Columns => packed.Columns;

    /// <summary>The memory that it takes, in bytes.</summary>
    public long ByteLength => packed.ByteLength;

    /// <summary>Brings a part of a matrix: its bytes from a place on, as many as the destination takes.</summary>
    /// <param name="start">The first byte, counted from the matrix's beginning.</param>
    /// <param name="destination">Where the bytes go.</param>
    public delegate void Reader(long start, Span<byte> destination);

    /// <summary>Packs a matrix.</summary>
    /// <param name="weight">Its values, little-endian, row after row.</param>
    /// <param name="type">Their type: BFloat16 or Float32.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="columns">The number of columns.</param>
    /// <returns>The packed matrix; dispose it.</returns>
    /// <exception cref="ArgumentException">The type is another, or the bytes are not as many as the shape asks for.</exception>
    public static PackedWeight Pack(ReadOnlySpan<byte> weight, ScalarType type, long rows, long columns)
    {
        if (rows > 0 && columns > 0 && SizeOf(type) is var size && weight.Length != checked(rows * columns * size))
        {
            throw new ArgumentException($"{weight.Length:N0} bytes are no {type} matrix of [{rows}, {columns}].", nameof(weight));
        }

        fixed (byte* data = weight)
        {
            var from = data;
            return Pack((start, destination) => new ReadOnlySpan<byte>(from + start, destination.Length).CopyTo(destination), type, rows, columns);
        }
    }

    /// <summary>Packs a matrix piece by piece: beside the packed matrix only some rows are in memory.</summary>
    /// <param name="read">Brings its values, little-endian, row after row. Called with rising places.</param>
    /// <param name="type">Their type: BFloat16 or Float32.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="columns">The number of columns.</param>
    /// <returns>The packed matrix; dispose it.</returns>
    /// <exception cref="ArgumentException">The type is another, or the shape has no element.</exception>
    public static PackedWeight Pack(Reader read, ScalarType type, long rows, long columns)
    {
        var size = SizeOf(type);
        if (rows < 1 || columns < 1)
        {
            throw new ArgumentException($"A matrix of [{rows}, {columns}] has no element to pack.", nameof(rows));
        }

        var packed = PackedMatrix.Empty((nint)rows, (nint)columns, type == ScalarType.BFloat16);
        try
        {
            var atOnce = Math.Max(1, PieceBytes / (Packing.Width * columns * size)) * Packing.Width;
            var piece = new byte[checked((int)(Math.Min(atOnce, rows) * columns * size))];
            fixed (byte* data = piece)
            {
                for (long first = 0; first < rows; first += atOnce)
                {
                    var count = Math.Min(atOnce, rows - first);
                    read(first * columns * size, piece.AsSpan(0, (int)(count * columns * size)));
                    packed.PackRows((nint)first, data, (nint)count);
                }
            }
        }
        catch
        {
            packed.Dispose();
            throw;
        }

        return new PackedWeight(packed);
    }

    private static long SizeOf(ScalarType type) => type switch
    {
        ScalarType.BFloat16 => sizeof(ushort),
        ScalarType.Float32 => sizeof(float),
        _ => throw new ArgumentException($"A packed weight is BFloat16 or Float32, not {type}. Convert it first.", nameof(type)),
    };

    /// <summary>input W^T + bias. The input and the bias may need gradients; the weight is constant.</summary>
    /// <param name="input">float32, [..., columns].</param>
    /// <param name="bias">float32, [rows], or null.</param>
    /// <returns>float32, [..., rows].</returns>
    /// <exception cref="ArgumentException">The input or the bias has another type or shape.</exception>
    public Tensor Linear(Tensor input, Tensor? bias = null)
    {
        CheckInput(input);
        if (bias is not null && (bias.dtype != ScalarType.Float32 || bias.dim() != 1 || bias.size(0) != Rows))
        {
            throw new ArgumentException($"A bias {bias.dtype} [{string.Join(", ", bias.shape)}] does not fit {Rows} outputs; it must be Float32 [{Rows}].", nameof(bias));
        }

        var result = Rowwise(input, Rows);
        nint k = packed.Columns, m = (nint)(input.numel() / k);
        using var x = new Operand(input, ScalarType.Float32);
        using var addend = bias is null ? default : new Operand(bias, ScalarType.Float32);
        using var target = new MatrixTarget(result);
        MatrixProduct.Multiply(x.Floats, k, m, packed, addend.Floats, (float*)target.Data, packed.Rows);
        GC.KeepAlive(this);
        return Tape.Records(input) || (bias is not null && Tape.Records(bias)) ? Recorded(input, bias, result) : result;
    }

    private Tensor Transposed(Tensor gradient)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        var result = Rowwise(gradient, Columns);
        using var a = new Operand(gradient, ScalarType.Float32);
        MatrixProduct.MultiplyTransposed(a.Floats, packed.Rows, (nint)(a.Count / Rows), packed, result.Pointer<float>(), packed.Columns);
        GC.KeepAlive(this);
        return result;
    }

    private Tensor Recorded(Tensor input, Tensor? bias, Tensor result) => Tape.Record(result, "linear", [input, bias], [], b =>
    [
        b.Needs(0) ? Transposed(b.Gradient) : null,
        b.Needs(1) ? b.Gradient.reshape(-1, Rows).sum(0L) : null,
    ]);

    /// <summary>Some rows of the matrix: the embeddings of tokens.</summary>
    /// <param name="indices">int64, of any shape, from 0 to the number of rows.</param>
    /// <returns>float32, [..., columns].</returns>
    /// <exception cref="ArgumentOutOfRangeException">An index is not a row.</exception>
    public Tensor Take(Tensor indices)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        indices.ValidateType(typeof(long));
        var sizes = new Dimensions(indices.Sizes);
        sizes.Add(Columns);
        var result = Tensor.New(sizes.Values, ScalarType.Float32);
        var to = result.Pointer<float>();
        using var wanted = new Operand(indices, ScalarType.Int64);
        for (long i = 0; i < wanted.Count; i++)
        {
            var row = ((long*)wanted.Data)[i];
            if (row < 0 || row >= Rows)
            {
                result.Dispose();
                throw new ArgumentOutOfRangeException(nameof(indices), $"Index {row} is not a row of a matrix of {Rows} rows, 0 to {Rows - 1}.");
            }

            packed.Row((nint)row, to);
            to += Columns;
        }

        GC.KeepAlive(this);
        return result;
    }

    private static Tensor Rowwise(Tensor input, long columns) => MatMul.Rowwise(input, columns, ScalarType.Float32);

    private void CheckInput(Tensor input)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        if (input.dtype != ScalarType.Float32 || input.dim() == 0 || input.size(-1) != Columns)
        {
            throw new ArgumentException($"An input {input.dtype} [{string.Join(", ", input.shape)}] does not fit a packed weight [{Rows}, {Columns}]; it must be Float32 with {Columns} columns.", nameof(input));
        }
    }

    /// <summary>Frees the memory.</summary>
    public void Dispose()
    {
        disposed = true;
        packed.Dispose();
    }
}
