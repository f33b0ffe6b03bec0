using LfmSpec.Models.Checkpoints;
using LfmSpec.Models.Quantization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LfmSpec.Models.Adapters;

/// <summary>A checkpoint's weights with adapters beside the matrices that a specification selects, whatever the architecture.</summary>
/// <param name="weights">The weights.</param>
/// <param name="spec">The adapter.</param>
/// <param name="make">Makes the adapter of a module, of which the frozen matrix is given.</param>
/// <param name="mode">What the adapters do in a forward pass.</param>
internal sealed class AdaptedWeights(IWeights weights, AdapterSpec spec, Func<LinearModule, WeightMatrix, Adapter?> make, AdapterMode mode) : IWeights
{
    private const string WeightSuffix = ".weight";

    /// <summary>The linear modules of the model's blocks, in its order.</summary>
    internal List<LinearModule> Modules { get; } = [];

    /// <summary>The adapted matrices, in the model's order.</summary>
    internal List<(Adapter Adapter, AdaptedMatrix Matrix)> Adapted { get; } = [];

    public Device Device => weights.Device;

    public long TakenParameters => weights.TakenParameters;

    public Tensor Take(string name, params long[] shape) => weights.Take(name, shape);

    public WeightMatrix TakeMatrix(string name, long rows, long columns)
    {
        var matrix = weights.TakeMatrix(name, rows, columns);
        if (AdapterTargets.LayerOf(name) is not { } layer)
        {
            return matrix; // the embeddings, or the head
        }

        var module = new LinearModule(name[..^WeightSuffix.Length], layer, rows, columns);
        Modules.Add(module);
        if (spec.Quantization != WeightQuantization.None)
        {
            matrix = Quantized(module, matrix, Device, spec.Quantization == WeightQuantization.DoubleNormalFloat4);
        }

        if (make(module, matrix) is not { } adapter)
        {
            return matrix;
        }

        var adapted = new AdaptedMatrix(matrix, adapter, spec.Dropout, mode);
        Adapted.Add((adapter, adapted));
        return adapted;
    }

    public bool Has(string name) => weights.Has(name);

    public bool AreEqual(string name, string other) => weights.AreEqual(name, other);

    public void Check(Action<IWeights> layout, Func<string, bool> leavesAside) => weights.Check(layout, leavesAside);

    public void Release()
    {
        weights.Release();
        foreach (var (adapter, matrix) in Adapted)
        {
            adapter.Dispose();
            matrix.Dispose();
        }
    }

    private static NormalFloat4Matrix Quantized(LinearModule module, WeightMatrix matrix, Device device, bool doubly)
    {
        using var scope = NewDisposeScope();
        var weight = matrix.Take(arange(module.Outputs, dtype: ScalarType.Int64, device: device));
        matrix.Dispose();
        if (weight.numel() % NormalFloat4.BlockSize != 0)
        {
            throw new CheckpointException($"{module.Path} has [{module.Outputs}, {module.Inputs}] weights, no multiple of NF4's blocks of {NormalFloat4.BlockSize}. Train this model without quantisation.");
        }

        return new NormalFloat4Matrix(NormalFloat4.Quantize(weight, doubly));
    }

    /// <summary>An adapter as it starts (PEFT's <c>init_lora_weights=True</c>): A uniform within 1 / sqrt(in), as kaiming_uniform_ with a = sqrt 5 has it; B zero.</summary>
    /// <param name="module">The module.</param>
    /// <param name="spec">The rank and alpha.</param>
    /// <param name="generator">Draws A and nothing else, one module after the other in the model's order.</param>
    /// <param name="device">Where it is brought; it is drawn on the CPU, so that a seed gives the same one everywhere.</param>
    /// <returns>The adapter; dispose it.</returns>
    internal static Adapter Draw(LinearModule module, AdapterSpec spec, Generator generator, Device device)
    {
        using var scope = NewDisposeScope();
        using var constant = no_grad();
        var bound = Math.Sqrt(3.0) * (Math.Sqrt(2.0 / (1 + 5)) / Math.Sqrt(module.Inputs));
        var a = empty(spec.Rank, module.Inputs).uniform_(-bound, bound, generator).to(device).DetachFromDisposeScope();
        return new Adapter(module, new Parameter(a), new Parameter(zeros(module.Outputs, spec.Rank, device: device).DetachFromDisposeScope()), spec.Alpha / spec.Rank);
    }
}
