namespace LfmSpec;

/// <summary>
/// The components that an observation reads, on its type: a model in which no block has one is an error where the attribute is written. Nothing is to be said of
/// the components that every block has.
/// </summary>
/// <param name="components">The components.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ReadsAttribute(params Component[] components) : Attribute
{
    /// <summary>The components.</summary>
    public IReadOnlyList<Component> Components { get; } = components;
}
