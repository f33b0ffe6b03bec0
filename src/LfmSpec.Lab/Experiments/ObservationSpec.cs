namespace LfmSpec.Lab;

/// <summary>A table that reads a quantity of the clean runs.</summary>
/// <param name="Name">The name of its test, such as <c>Observe_LogitLens</c>; unique in the experiment.</param>
/// <param name="Quantity">What is read.</param>
public sealed record ObservationSpec(string Name, Quantity Quantity)
{
    /// <summary>How many tokens a row names.</summary>
    public int Top { get; init; } = Usual.Top;

    /// <summary>The multiple of the median above which an activation is massive.</summary>
    public double Threshold { get; init; } = Usual.Threshold;

    /// <summary>The number of permutations of a null.</summary>
    public int Permutations { get; init; } = Usual.Permutations;

    /// <summary>The seed of what is random.</summary>
    public long Seed { get; init; }

    /// <summary>The categories of words, each <c>name: word word word</c>.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];
}
