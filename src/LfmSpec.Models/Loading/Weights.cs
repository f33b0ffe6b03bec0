using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Models.Checkpoints;

/// <summary>Where a model takes its weights from, each by name and with the shape that it must have.</summary>
internal interface IWeights
{
    /// <summary>Where the weights lie.</summary>
    Device Device { get; }

    /// <summary>The number of parameters taken so far.</summary>
    long TakenParameters { get; }

    /// <summary>Takes a tensor that is not the matrix of a linear layer.</summary>
    /// <param name="name">Its name, as Hugging Face spells it.</param>
    /// <param name="shape">The shape that it must have.</param>
    /// <returns>The values, float32; outside any dispose scope, the caller's to dispose.</returns>
    /// <exception cref="CheckpointException">There is no such tensor, or it has another shape or a type that is not floating point.</exception>
    Tensor Take(string name, params long[] shape);

    /// <summary>Takes the weight matrix of a linear layer.</summary>
    /// <param name="name">Its name, as Hugging Face spells it.</param>
    /// <param name="rows">The layer's outputs.</param>
    /// <param name="columns">The layer's inputs.</param>
    /// <returns>The matrix, the caller's to dispose.</returns>
    /// <exception cref="CheckpointException">There is no such tensor, or it has another shape or a type that is not floating point.</exception>
    WeightMatrix TakeMatrix(string name, long rows, long columns);
}

/// <summary>
/// The weights of a checkpoint's files. Vectors are widened to float32; matrices stay as the engine keeps them best (see
/// <see cref="WeightMatrix"/>). What is missing, of another shape, or left over is one clear error.
/// </summary>
internal sealed class Weights : IWeights
{
    private readonly WeightFiles files;
    private readonly ScalarType? wanted;
    private readonly HashSet<string> left;

    /// <summary>Takes the weights of open files.</summary>
    /// <param name="files">The files; they stay the caller's.</param>
    /// <param name="device">Where they are brought.</param>
    /// <param name="wanted">The type that they are brought to; null for their own.</param>
    public Weights(WeightFiles files, Device device, ScalarType? wanted = null)
    {
        this.files = files;
        Device = device;
        this.wanted = wanted;
        left = [.. files.Names];
    }

    /// <inheritdoc/>
    public Device Device { get; }

    /// <inheritdoc/>
    public long TakenParameters { get; private set; }

    /// <summary>Whether a weight was rounded to a narrower type than the file's.</summary>
    public bool Rounded { get; private set; }

    /// <inheritdoc/>
    public Tensor Take(string name, params long[] shape)
    {
        var (file, type) = Find(name, shape);
        using var scope = NewDisposeScope();
        return Read(file, name, type, shape).to(ScalarType.Float32, Device).DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public WeightMatrix TakeMatrix(string name, long rows, long columns)
    {
        var (file, type) = Find(name, [rows, columns]);
        if (wanted is null || wanted == type)
        {
            return WeightMatrix.Of((start, destination) => file.CopyTo(name, start, destination), type, rows, columns, Device);
        }

        using var scope = NewDisposeScope();
        var values = Read(file, name, type, [rows, columns]);
        return WeightMatrix.Of((start, destination) => values.bytes.Slice((int)start, destination.Length).CopyTo(destination), values.dtype, rows, columns, Device);
    }

    // As the file has it, or in the wanted type.
    private Tensor Read(SafetensorsFile file, string name, ScalarType type, long[] shape)
    {
        var stored = empty(shape, dtype: type);
        file.CopyTo(name, 0, stored.bytes);
        Rounded |= wanted == ScalarType.BFloat16 && type != ScalarType.BFloat16;
        return wanted is { } other ? stored.to(other) : stored;
    }

    private (SafetensorsFile File, ScalarType Type) Find(string name, long[] shape)
    {
        if (files.FileOf(name) is not { } file)
        {
            throw new CheckpointException($"{files.Path}: tensor '{name}' is missing. The file is incomplete or of another architecture than its config.json says; download the checkpoint again.");
        }

        var entry = file.Entries[name];
        if (!entry.Shape.SequenceEqual(shape))
        {
            throw new CheckpointException(
                $"{file.Path}: tensor '{name}' has shape [{string.Join(", ", entry.Shape)}], and the config.json beside it asks for [{string.Join(", ", shape)}]. The two files are not of one checkpoint; download it again.");
        }

        left.Remove(name);
        TakenParameters += shape.Aggregate(1L, (product, size) => product * size);
        return entry.Dtype switch
        {
            SafetensorsDtype.BF16 => (file, ScalarType.BFloat16),
            SafetensorsDtype.F16 => (file, ScalarType.Float16),
            SafetensorsDtype.F32 => (file, ScalarType.Float32),
            SafetensorsDtype.F64 => (file, ScalarType.Float64),
            _ => throw new CheckpointException($"{file.Path}: tensor '{name}' is of type {entry.Dtype}; weights are BF16, F16, F32 or F64. Use a checkpoint that is not quantised."),
        };
    }

    /// <summary>Checks that every tensor of the files was taken.</summary>
    /// <param name="ignore">Tensors that may be left over, such as a tied head that was stored all the same.</param>
    /// <exception cref="CheckpointException">A tensor was not: the model would leave out a part of the checkpoint.</exception>
    public void CheckNoneLeft(Func<string, bool> ignore)
    {
        var unused = left.Where(name => !ignore(name)).Order(StringComparer.Ordinal).ToArray();
        if (unused.Length > 0)
        {
            throw new CheckpointException(
                $"{files.Path}: {unused.Length} tensor(s) have no place in the model that config.json describes: {string.Join(", ", unused.Take(3))}{(unused.Length > 3 ? ", ..." : "")}. The two files are not of one checkpoint; download it again.");
        }
    }
}
