namespace LfmSpec.Models.Checkpoints;

/// <summary>How a <see cref="SyntheticCheckpoint"/> draws its weights and lays them out.</summary>
public sealed record SyntheticOptions
{
    /// <summary>The standard deviation of the matrices, and of the filters of convolutions.</summary>
    public double MatrixDeviation { get; init; } = 0.02;

    /// <summary>The standard deviation of norms, about one, and of biases, about zero; 0 draws nothing.</summary>
    public double VectorDeviation { get; init; }

    /// <summary>The number of safetensors files: above 1, they are shards with an index.</summary>
    public int Shards { get; init; } = 1;

    /// <summary>Whether a checkpoint that is in the folder is replaced; if not, it is an error, and nothing is written.</summary>
    public bool Overwrite { get; init; } = true;
}
