using LfmSpec.Models.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Models.Adapters;

/// <summary>
/// A checkpoint's model once more, with LoRA adapters beside some of its linear modules. The frozen weights stay as the engine keeps them best;
/// without its adapters the model is the base model, so that no second copy is needed to compare with.
/// </summary>
public sealed class AdaptedModel : IDisposable
{
    private readonly AdapterMode mode;
    private readonly IReadOnlyList<AdaptedMatrix> matrices;
    private bool merged;

    private AdaptedModel(CausalModel model, AdapterSpec spec, AdaptedWeights weights, AdapterMode mode)
    {
        Model = model;
        Spec = spec;
        this.mode = mode;
        Modules = weights.Modules;
        Adapters = [.. weights.Adapted.Select(adapted => adapted.Adapter)];
        matrices = [.. weights.Adapted.Select(adapted => adapted.Matrix)];
    }

    /// <summary>The model. It belongs to this object.</summary>
    public CausalModel Model { get; }

    /// <summary>What the adapters are.</summary>
    public AdapterSpec Spec { get; }

    /// <summary>The linear modules of the model's blocks, in its order.</summary>
    public IReadOnlyList<LinearModule> Modules { get; }

    /// <summary>The adapters, in the model's order.</summary>
    public IReadOnlyList<Adapter> Adapters { get; }

    /// <summary>The number of trainable parameters.</summary>
    public long TrainableParameters => Adapters.Sum(adapter => adapter.Parameters);

    /// <summary>Loads the weights of a checkpoint again, with adapters as they start: A drawn, B zero.</summary>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <param name="spec">The adapters.</param>
    /// <param name="seed">The seed of A: the values are those of PyTorch's CPU generator, one module after the other in the model's order.</param>
    /// <returns>The model; dispose it to free the weights.</returns>
    /// <exception cref="CheckpointException">A target names no linear module of the chosen blocks, a number makes no sense, or the checkpoint's files are no longer what they were.</exception>
    public static AdaptedModel Of(Checkpoint checkpoint, AdapterSpec spec, long seed)
    {
        AdapterTargets.CheckNumbers(spec);
        var json = ConfigurationFile.Read(Path.Combine(checkpoint.Folder, "config.json"));
        if (ModelConfiguration.Read(json).AttentionDropout is var dropped and not 0)
        {
            throw json.Error($"attention_dropout is {dropped}, and no attention weight is dropped in training here", "Set it to 0 to train without, or use a checkpoint without it");
        }

        using var generator = new Generator((ulong)seed);
        return Build(checkpoint, spec, (module, _) => AdapterTargets.Selects(spec, module) ? AdaptedWeights.Draw(module, spec, generator, checkpoint.Model.Device) : null, modules => AdapterTargets.Check(spec, modules, checkpoint.Name));
    }

    /// <summary>
    /// Loads an adapter that PEFT, or <see cref="Save"/>, has written. One that began as PiSSA or OLoRA took a part of the base weight away; it is loaded as
    /// the plain adapter of twice the rank that is the same beside the weight as it is (PEFT's subtract_mutated_init), so that without it the model is the base model.
    /// </summary>
    /// <param name="checkpoint">The checkpoint that it was trained on.</param>
    /// <param name="folder">A folder with adapter_config.json and adapter_model.safetensors.</param>
    /// <param name="quantization">How the frozen weights are kept; the files do not say.</param>
    /// <returns>The model; dispose it to free the weights.</returns>
    /// <exception cref="CheckpointException">A file is missing or broken, the adapter is of a kind that is not supported, or of another model, or a value in it is not finite.</exception>
    public static AdaptedModel Load(Checkpoint checkpoint, string folder, WeightQuantization quantization = WeightQuantization.None)
    {
        var configuration = AdapterConfiguration.Read(Path.Combine(folder, AdapterConfiguration.FileName));
        var layers = Enumerable.Range(0, checkpoint.Model.Shape.Blocks.Count).ToArray();
        using var files = AdapterFile.Open(Path.Combine(folder, AdapterFile.FileName));
        var spec = configuration.ToSpec(files.Modules, layers) with { Quantization = quantization };
        if (configuration.Start != AdapterStart.Plain && quantization != WeightQuantization.None)
        {
            throw new CheckpointException($"{folder}: an adapter that began as PiSSA or OLoRA takes a part away from the base weight, which cannot be done to quantised weights. Load it without quantisation.");
        }

        return Build(
            checkpoint,
            spec,
            (module, weight) => configuration.Selects(module) ? files.Take(module, weight, configuration, checkpoint.Model.Device) : null,
            modules => files.CheckTaken(modules.Any(configuration.Selects), checkpoint.Name));
    }

    /// <summary>Writes the adapters as PEFT does: adapter_model.safetensors and adapter_config.json, each whole or not at all.</summary>
    /// <param name="folder">The folder; made if it is not there.</param>
    /// <param name="baseModel">The name of the model that they were trained on.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public void Save(string folder, string baseModel)
    {
        Directory.CreateDirectory(folder);
        AdapterFile.Write(Path.Combine(folder, AdapterFile.FileName), Adapters);
        AdapterConfiguration.Write(Path.Combine(folder, AdapterConfiguration.FileName), Spec, Adapters, baseModel);
    }

    /// <summary>Puts the adapters into the weights: W + scale B A, in float32.</summary>
    public void Merge()
    {
        foreach (var matrix in matrices)
        {
            matrix.Merge();
        }

        merged = true;
    }

    /// <summary>Takes the adapters out of the weights, which are then the frozen ones bit for bit: those were never written to.</summary>
    public void Unmerge()
    {
        foreach (var matrix in matrices)
        {
            matrix.Unmerge();
        }

        merged = false;
    }

    /// <summary>Leaves the adapters out: what is run until the result is disposed is the base model, with its weights as they are kept.</summary>
    /// <returns>Ends it.</returns>
    /// <exception cref="InvalidOperationException">The adapters are merged into the weights.</exception>
    public IDisposable WithoutAdapters()
    {
        if (merged)
        {
            throw new InvalidOperationException("The adapters are merged into the weights and cannot be left out. Unmerge them first.");
        }

        var before = mode.Enabled;
        mode.Enabled = false;
        return new Ending(() => mode.Enabled = before);
    }

    /// <summary>Drops inputs of the adapters, as in training, until the result is disposed.</summary>
    /// <param name="generator">Draws what is dropped.</param>
    /// <returns>Ends it.</returns>
    public IDisposable Dropping(Generator generator)
    {
        var before = mode.Dropping;
        mode.Dropping = generator;
        return new Ending(() => mode.Dropping = before);
    }

    private static AdaptedModel Build(Checkpoint checkpoint, AdapterSpec spec, Func<LinearModule, WeightMatrix, Adapter?> make, Action<IReadOnlyList<LinearModule>> check)
    {
        using var files = WeightFiles.Open(checkpoint.Folder);
        var mode = new AdapterMode();
        var weights = new AdaptedWeights(new StoredWeights(files, checkpoint.Model.Device, checkpoint.WeightType), spec, make, mode);
        var configuration = ModelConfiguration.Read(ConfigurationFile.Read(Path.Combine(checkpoint.Folder, "config.json")));
        var model = new AdaptedModel(configuration.Build(weights), spec, weights, mode);
        try
        {
            check(model.Modules);
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Frees the weights and the adapters.</summary>
    public void Dispose()
    {
        Model.Dispose();
        foreach (var adapter in Adapters)
        {
            adapter.Dispose();
        }
    }

    private sealed class Ending(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
