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

    // A state_dict that was saved without PEFT has the adapter's name in it.
    private const string NamedEndOfA = ".lora_A.default.weight";
    private const string NamedEndOfB = ".lora_B.default.weight";

    private readonly SafetensorsFile file;
    private readonly HashSet<string> left;

    private AdapterFile(SafetensorsFile file)
    {
        this.file = file;
        left = [.. file.Entries.Keys];
    }

    /// <summary>The paths of the modules that it has an A of.</summary>
    internal IReadOnlyList<string> Modules =>
        [.. file.Entries.Keys.Select(PathOfA).OfType<string>().Distinct()];

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
    /// <param name="module">The module.</param>
    /// <param name="weight">Its base weight, of which an adapter that began as PiSSA or OLoRA took a part away.</param>
    /// <param name="configuration">What kind of an adapter it is.</param>
    /// <param name="device">Where it is brought.</param>
    /// <returns>The adapter of the base weight as the checkpoint has it; dispose it.</returns>
    /// <exception cref="CheckpointException">A matrix is missing, of another shape, or holds a value that is not finite.</exception>
    internal Adapter Take(LinearModule module, WeightMatrix weight, AdapterConfiguration configuration, Device device)
    {
        var rank = configuration.RankOf(module);
        var a = Take(NameOf(module.Path, EndOfA, NamedEndOfA), rank, module.Inputs, device);
        try
        {
            var adapter = new Adapter(module, a, Take(NameOf(module.Path, EndOfB, NamedEndOfB), module.Outputs, rank, device), configuration.ScaleOf(module));
            return configuration.Start == AdapterStart.Plain ? adapter : TakenComponents.Beside(adapter, weight, configuration.Start, file.Path);
        }
        catch
        {
            a.Dispose();
            throw;
        }
    }

    /// <summary>Checks that every tensor was taken, and one at least.</summary>
    /// <param name="any">Whether a module of the model has an adapter.</param>
    /// <param name="model">The model's name.</param>
    /// <exception cref="CheckpointException">It is not so: the adapter is of another model, or its configuration selects other modules.</exception>
    internal void CheckTaken(bool any, string model)
    {
        if (!any && left.Count == 0)
        {
            throw new CheckpointException($"{file.Path}: it holds no adapter of {model}, and adapter_config.json beside it names none of its modules. Name the checkpoint that it was trained on.");
        }

        if (left.Order(StringComparer.Ordinal).FirstOrDefault() is { } name)
        {
            throw new CheckpointException($"{file.Path}: {left.Count} tensor(s) have no place in {model} as adapter_config.json beside it describes the adapter: {SafeText.Quote(name)}{(left.Count > 1 ? ", ..." : "")}. Name the checkpoint that it was trained on.");
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

    private string NameOf(string path, string end, string namedEnd) =>
        !file.Entries.ContainsKey(Prefix + path + end) && file.Entries.ContainsKey(Prefix + path + namedEnd) ? Prefix + path + namedEnd : Prefix + path + end;

    private static string? PathOfA(string name) => Between(name, EndOfA) ?? Between(name, NamedEndOfA);

    // Null where the name has no path between its prefix and its end.
    private static string? Between(string name, string end) =>
        name.Length > Prefix.Length + end.Length && name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(end, StringComparison.Ordinal) ? name[Prefix.Length..^end.Length] : null;

    private static byte[] Bytes(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().cpu().contiguous().bytes.ToArray();
    }

    public void Dispose() => file.Dispose();
}
