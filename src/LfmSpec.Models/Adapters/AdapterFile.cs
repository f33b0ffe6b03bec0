using LfmSpec.Models.Checkpoints;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LfmSpec.Models.Adapters;

/// <summary>PEFT's adapter_model.safetensors: <c>base_model.model.PATH.lora_A.weight</c> and <c>lora_B</c> of each module, by name.</summary>
internal sealed class AdapterFile : IDisposable
{
    internal const string FileName = "adapter_model.safetensors";

    private const string Prefix = "base_model.model.";
    private const string EndOfA = ".lora_A.weight";
    private const string EndOfB = ".lora_B.weight";

    private readonly SafetensorsFile file;
    private readonly HashSet<string> left;

    private AdapterFile(SafetensorsFile file)
    {
        this.file = file;
        left = [.. file.Entries.Keys];
    }

    /// <summary>The paths of the modules that it has an A of.</summary>
    internal IReadOnlyList<string> Modules =>
        [.. file.Entries.Keys.Where(name => name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(EndOfA, StringComparison.Ordinal)).Select(name => name[Prefix.Length..^EndOfA.Length])];

    internal static AdapterFile Open(string path) => new(SafetensorsFile.Open(path));

    /// <summary>Writes adapters, in the ordinal order of their names as PEFT's file has them.</summary>
    internal static void Write(string path, IReadOnlyList<Adapter> adapters)
    {
        var writer = new SafetensorsWriter(new Dictionary<string, string> { ["format"] = "pt" });
        foreach (var (name, tensor) in adapters.SelectMany(Named).OrderBy(pair => pair.Name, StringComparer.Ordinal))
        {
            writer.Add(name, SafetensorsDtype.F32, tensor.shape, Bytes(tensor));
        }

        writer.Write(path);
    }

    /// <summary>The names of an adapter's matrices in the file.</summary>
    internal static IEnumerable<(string Name, Parameter Tensor)> Named(Adapter adapter) =>
        [(Prefix + adapter.Module.Path + EndOfA, adapter.A), (Prefix + adapter.Module.Path + EndOfB, adapter.B)];

    /// <summary>Takes the adapter of a module.</summary>
    /// <exception cref="CheckpointException">A matrix is missing, of another shape or not finite.</exception>
    internal Adapter Take(LinearModule module, AdapterConfiguration configuration, Device device)
    {
        var rank = configuration.RankOf(module);
        var a = Take(Prefix + module.Path + EndOfA, rank, module.Inputs, device);
        return new Adapter(module, a, Take(Prefix + module.Path + EndOfB, module.Outputs, rank, device), configuration.ScaleOf(module));
    }

    /// <summary>Checks that every tensor was taken.</summary>
    /// <exception cref="CheckpointException">One was not: the adapter is of another model, or its configuration selects other modules.</exception>
    internal void CheckNoneLeft(string model)
    {
        if (left.Order(StringComparer.Ordinal).FirstOrDefault() is { } name)
        {
            throw new CheckpointException($"{file.Path}: {left.Count} tensor(s) have no place in {model} as adapter_config.json beside it describes the adapter: {name}{(left.Count > 1 ? ", ..." : "")}. Name the checkpoint that it was trained on.");
        }
    }

    private Parameter Take(string name, long rows, long columns, Device device)
    {
        if (!file.Entries.TryGetValue(name, out var entry))
        {
            throw new CheckpointException($"{file.Path}: tensor '{name}' is missing, and adapter_config.json beside it asks for it. Name the checkpoint that the adapter was trained on, or copy the adapter again.");
        }

        var type = entry.Dtype switch
        {
            SafetensorsDtype.F32 => ScalarType.Float32,
            SafetensorsDtype.BF16 => ScalarType.BFloat16,
            SafetensorsDtype.F16 => ScalarType.Float16,
            _ => throw new CheckpointException($"{file.Path}: tensor '{name}' is of type {entry.Dtype}; an adapter is F32, BF16 or F16. Write it again in one of them."),
        };
        if (!entry.Shape.SequenceEqual([rows, columns]))
        {
            throw new CheckpointException($"{file.Path}: tensor '{name}' has shape [{string.Join(", ", entry.Shape)}], and the model and adapter_config.json ask for [{rows}, {columns}]. Name the checkpoint that the adapter was trained on.");
        }

        left.Remove(name);
        using var scope = NewDisposeScope();
        var stored = empty(rows, columns, dtype: type);
        new FiniteTensor(file, name).CopyTo(0, stored.bytes);
        return new Parameter(stored.to(ScalarType.Float32, device).clone().DetachFromDisposeScope());
    }

    private static byte[] Bytes(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().cpu().contiguous().bytes.ToArray();
    }

    public void Dispose() => file.Dispose();
}
