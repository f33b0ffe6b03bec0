using LfmSpec.Models.Checkpoints;
using LfmSpec.Models.Quantization;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Models.Loading;

/// <summary>
/// The weights of a checkpoint's files. Vectors are widened to float32; matrices stay as the engine keeps them best (see
/// <see cref="WeightMatrix"/>). What is missing, of another shape, left over or not finite is one clear error.
/// </summary>
internal sealed class StoredWeights : IWeights
{
    private const string Again = "download the checkpoint again";
    private const int ComparedAtOnce = 1 << 18;
    private readonly WeightFiles files;
    private readonly ScalarType? wanted;
    private readonly List<IDisposable> taken = [];
    private readonly Dictionary<(string, string), bool> compared = [];

    /// <summary>Takes the weights of open files.</summary>
    /// <param name="files">The files; they stay the caller's.</param>
    /// <param name="device">Where they are brought.</param>
    /// <param name="wanted">The type that they are brought to; null for their own.</param>
    public StoredWeights(WeightFiles files, Device device, ScalarType? wanted = null)
    {
        this.files = files;
        Device = device;
        this.wanted = wanted;
    }

    /// <inheritdoc/>
    public Device Device { get; }

    /// <inheritdoc/>
    public long TakenParameters { get; private set; }

    /// <summary>Whether a weight was rounded to a narrower type than the file's.</summary>
    public bool Rounded { get; private set; }

    /// <inheritdoc/>
    public bool Has(string name) => files.FileOf(name) is not null;

    /// <inheritdoc/>
    public Tensor Take(string name, params long[] shape)
    {
        var (file, type) = Find(name, shape);
        using var scope = NewDisposeScope();
        return Taken(Read(file, name, type, shape).to(ScalarType.Float32, Device).DetachFromDisposeScope(), shape);
    }

    /// <inheritdoc/>
    public WeightMatrix TakeMatrix(string name, long rows, long columns)
    {
        var (file, type) = Find(name, [rows, columns]);
        if ((wanted is null || wanted == type) && type != ScalarType.Float64)
        {
            return Taken(WeightMatrix.Of(new FiniteTensor(file, name).CopyTo, type, rows, columns, Device), rows, columns);
        }

        using var scope = NewDisposeScope();
        var values = Read(file, name, type, [rows, columns]);
        return Taken(WeightMatrix.Of((start, destination) => values.bytes.Slice((int)start, destination.Length).CopyTo(destination), values.dtype, rows, columns, Device), rows, columns);
    }

    /// <inheritdoc/>
    public bool AreEqual(string name, string other) =>
        compared.TryGetValue((name, other), out var known) ? known : compared[(name, other)] = Compare(name, other);

    /// <inheritdoc/>
    public void Check(Action<IWeights> layout, Func<string, bool> leavesAside)
    {
        if (QuantizedFormat.Of(files) is { } format)
        {
            throw new CheckpointException($"{files.Path}: the weights are quantised: {format}. Use the checkpoint that was not quantised.");
        }

        var stored = new StoredLayout(this);
        using (NewDisposeScope())
        {
            layout(stored);
        }

        var unused = files.Names.Where(name => !stored.Asked.Contains(name) && !leavesAside(name)).Order(StringComparer.Ordinal).ToArray();
        if (unused.Length > 0)
        {
            throw new CheckpointException(
                $"{files.Path}: {unused.Length} tensor(s) have no place in the model that config.json describes: {string.Join(", ", unused.Take(3))}{(unused.Length > 3 ? ", ..." : "")}. The two files are not of one checkpoint; {Again}.");
        }
    }

    /// <inheritdoc/>
    public void Release()
    {
        foreach (var part in taken)
        {
            part.Dispose();
        }
    }

    private bool Compare(string name, string other)
    {
        if (files.FileOf(name) is not { } first || files.FileOf(other) is not { } second)
        {
            return false;
        }

        var (a, b) = (first.Entries[name], second.Entries[other]);
        if (!a.Shape.SequenceEqual(b.Shape) || TypeOf(first, a) is not { } typeOfA || TypeOf(second, b) is not { } typeOfB)
        {
            return false;
        }

        // A piece of each at a time: equal ones are never held twice.
        for (long start = 0, elements = a.ByteLength / a.Dtype.Size(); start < elements; start += ComparedAtOnce)
        {
            using var scope = NewDisposeScope();
            var count = Math.Min(ComparedAtOnce, elements - start);
            Tensor x = Piece(first, a, typeOfA, start, count), y = Piece(second, b, typeOfB, start, count);
            var same = (typeOfA == typeOfB && x.bytes.SequenceEqual(y.bytes)) || x.to(wanted ?? ScalarType.Float32).Equals(y.to(wanted ?? ScalarType.Float32));
            if (!same)
            {
                return false;
            }
        }

        return true;

        static Tensor Piece(SafetensorsFile file, SafetensorsEntry entry, ScalarType type, long start, long count)
        {
            var piece = empty(count, dtype: type);
            file.CopyTo(entry.Name, start * entry.Dtype.Size(), piece.bytes);
            return piece;
        }
    }

    private T Taken<T>(T part, params long[] shape)
        where T : IDisposable
    {
        taken.Add(part);
        TakenParameters += shape.Aggregate(1L, (product, size) => product * size);
        return part;
    }

    // As the file has it, or in the wanted type.
    private Tensor Read(SafetensorsFile file, string name, ScalarType type, long[] shape)
    {
        var stored = empty(shape, dtype: type);
        var finite = new FiniteTensor(file, name);
        finite.CopyTo(0, stored.bytes);
        Rounded |= wanted == ScalarType.BFloat16 && type != ScalarType.BFloat16;
        return finite.Narrowed(stored.to(wanted ?? (type == ScalarType.Float64 ? ScalarType.Float32 : type)));
    }

    private (SafetensorsFile File, ScalarType Type) Find(string name, long[] shape)
    {
        if (files.FileOf(name) is not { } file)
        {
            throw new CheckpointException($"{files.Path}: tensor '{name}' is missing. The file is incomplete or of another architecture than its config.json says; {Again}.");
        }

        var entry = file.Entries[name];
        if (!entry.Shape.SequenceEqual(shape))
        {
            throw new CheckpointException(
                $"{file.Path}: tensor '{name}' has shape [{string.Join(", ", entry.Shape)}], and the config.json beside it asks for [{string.Join(", ", shape)}]. The two files are not of one checkpoint; download it again.");
        }

        return TypeOf(file, entry) is { } type
            ? (file, type)
            : throw new CheckpointException($"{file.Path}: tensor '{name}' is of type {entry.Dtype}; weights are BF16, F16, F32 or F64. Use a checkpoint that is not quantised.");
    }

    private static ScalarType? TypeOf(SafetensorsFile file, SafetensorsEntry entry) => entry.Dtype switch
    {
        SafetensorsDtype.BF16 => ScalarType.BFloat16,
        SafetensorsDtype.F16 => ScalarType.Float16,
        SafetensorsDtype.F32 => ScalarType.Float32,
        SafetensorsDtype.F64 => ScalarType.Float64,
        _ => null,
    };

    /// <summary>Finds what a model asks for and reads nothing: what it hands out is empty.</summary>
    private sealed class StoredLayout(StoredWeights weights) : IWeights
    {
        internal HashSet<string> Asked { get; } = new(StringComparer.Ordinal);

        public Device Device => CPU;

        public long TakenParameters => 0;

        public bool Has(string name) => weights.Has(name);

        public Tensor Take(string name, params long[] shape)
        {
            weights.Find(name, shape);
            Asked.Add(name);
            return empty(0);
        }

        public WeightMatrix TakeMatrix(string name, long rows, long columns) => WeightMatrix.Plain(Take(name, rows, columns));

        public bool AreEqual(string name, string other)
        {
            var equal = weights.AreEqual(name, other);
            if (equal)
            {
                Asked.Add(other);
            }

            return equal;
        }
    }
}
