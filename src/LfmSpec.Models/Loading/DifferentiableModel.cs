using static TorchSharp.torch;

namespace LfmSpec.Models.Checkpoints;

/// <summary>
/// A checkpoint's model once more, with every weight a float32 leaf that gets a gradient. Its values are those of
/// <see cref="Checkpoint.Model"/>; it takes twice the memory of a bfloat16 checkpoint, and as much again for the gradients.
/// </summary>
public sealed class DifferentiableModel : IDisposable
{
    private DifferentiableModel(CausalModel model, IReadOnlyDictionary<string, Tensor> parameters)
    {
        Model = model;
        Parameters = parameters;
    }

    /// <summary>The model.</summary>
    public CausalModel Model { get; }

    /// <summary>The weights by their names in the checkpoint, tied ones once. They belong to the model.</summary>
    public IReadOnlyDictionary<string, Tensor> Parameters { get; }

    /// <summary>Loads the weights of a checkpoint again.</summary>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <returns>The model; dispose it to free the weights.</returns>
    /// <exception cref="CheckpointException">The checkpoint's files are no longer what they were.</exception>
    public static DifferentiableModel Of(Checkpoint checkpoint)
    {
        using var files = WeightFiles.Open(checkpoint.Folder);
        var leaves = new Leaves(new StoredWeights(files, checkpoint.Model.Device, checkpoint.WeightType));
        var configuration = ModelConfiguration.Read(ConfigurationFile.Read(Path.Combine(checkpoint.Folder, "config.json")));
        return new DifferentiableModel(configuration.Build(leaves), leaves.Taken);
    }

    /// <summary>Frees the weights.</summary>
    public void Dispose() => Model.Dispose();

    // Packed matrices are for reading only: here each is a plain tensor.
    private sealed class Leaves(IWeights weights) : IWeights
    {
        internal Dictionary<string, Tensor> Taken { get; } = [];

        public Device Device => weights.Device;

        public long TakenParameters => weights.TakenParameters;

        public Tensor Take(string name, params long[] shape)
        {
            var leaf = weights.Take(name, shape).requires_grad_();
            Taken.Add(name, leaf);
            return leaf;
        }

        public WeightMatrix TakeMatrix(string name, long rows, long columns) => WeightMatrix.Plain(Take(name, rows, columns));

        public bool Has(string name) => weights.Has(name);

        public bool AreEqual(string name, string other) => weights.AreEqual(name, other);

        public void Check(Action<IWeights> layout, Func<string, bool> leavesAside) => weights.Check(layout, leavesAside);

        public void Release() => weights.Release();
    }
}
