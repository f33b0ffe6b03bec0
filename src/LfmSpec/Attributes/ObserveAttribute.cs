namespace LfmSpec;

/// <summary>Reads a quantity of the clean run: a table of its own on the experiment's page, and a test of its own.</summary>
/// <param name="quantity">What is read.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class ObserveAttribute(Quantity quantity) : Attribute
{
    /// <summary>What is read.</summary>
    public Quantity Quantity { get; } = quantity;

    /// <summary>How many tokens a row names: for <see cref="Quantity.LogitLens"/> and <see cref="Quantity.VocabularyContribution"/>; 5 unless told.</summary>
    public int Top { get; set; } = Usual.Top;

    /// <summary>The multiple of the median above which an activation is massive: for <see cref="Quantity.MassiveActivations"/>; 10 unless told.</summary>
    public double Threshold { get; set; } = Usual.Threshold;

    /// <summary>The number of permutations of the rows for the null of <see cref="Quantity.Cka"/>; 100 unless told.</summary>
    public int Permutations { get; set; } = Usual.Permutations;

    /// <summary>The seed of the permutations of <see cref="Quantity.Cka"/>; 0 unless told.</summary>
    public long Seed { get; set; }

    /// <summary>The categories of <see cref="Quantity.EmbeddingStructure"/>, each <c>name: word word word</c>.</summary>
    public string[]? Categories { get; set; }
}

/// <summary>
/// Reads a quantity of a kind of one's own: a table of its own on the experiment's page, and a test of its own. An attribute that derives from
/// this one gives the kind's settings by name: each argument of it sets the property of that name.
/// </summary>
/// <typeparam name="TObservation">The kind: a type that implements <c>LfmSpec.Lab.IObservation</c> and can be made without arguments.</typeparam>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public class ObserveAttribute<TObservation> : Attribute;
