namespace LfmSpec;

/// <summary>
/// The component that an intervention changes, on its type; a block's output without it. A block that lacks the component is an error where the attribute is written, and
/// one for <see cref="Component.Head"/> or <see cref="Component.OutputSlice"/> takes <c>Head</c> and <c>Heads</c>.
/// </summary>
/// <param name="component">The component.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ActsOnAttribute(Component component) : Attribute
{
    /// <summary>The component.</summary>
    public Component Component { get; } = component;
}
