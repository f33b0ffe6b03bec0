namespace LfmSpec.Generators.Experiments;

/// <summary>
/// An attribute of the vocabulary as the user wrote it: the attribute itself, with what is usual where nothing was said, and the place of each argument. Equal if the text and
/// its place are.
/// </summary>
/// <typeparam name="T">The attribute's class in the vocabulary.</typeparam>
/// <param name="says">The attribute.</param>
/// <param name="origin">The attribute in the source.</param>
/// <param name="arguments">What is set of it, by name.</param>
internal sealed class Written<T>(T says, AttributeOrigin origin, EquatableArray<WrittenArgument> arguments) : IEquatable<Written<T>>
    where T : Attribute
{
    /// <summary>What the attribute says.</summary>
    public T Says { get; } = says;

    /// <summary>The attribute in the source.</summary>
    public AttributeOrigin Origin { get; } = origin;

    /// <summary>What is set of it, by name.</summary>
    public EquatableArray<WrittenArgument> Arguments { get; } = arguments;

    /// <summary>The whole attribute.</summary>
    public Site Site => Origin.Site;

    /// <summary>Where a property is set, or null if it is not.</summary>
    public Site? At(string property) => Find(property)?.Site;

    /// <summary>What is set of a property, or null.</summary>
    public WrittenArgument? Find(string property) => Arguments.FirstOrDefault(argument => argument.Name == property);

    /// <summary>What is set of a property as an argument of its own, or null.</summary>
    public Argument<TValue>? Argument<TValue>(string property) =>
        At(property) is { } site ? new((TValue)Says.GetType().GetProperty(property).GetValue(Says), site) : null;

    /// <inheritdoc/>
    public bool Equals(Written<T>? other) => other is not null && Origin == other.Origin && Arguments.Equals(other.Arguments);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Written<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Origin.GetHashCode();
}

/// <summary>A property that an attribute sets.</summary>
/// <param name="Name">The property.</param>
/// <param name="Code">The value as C# writes it.</param>
/// <param name="Site">The whole argument, such as <c>Layer = 5</c>.</param>
/// <param name="Unknown">The number that stands for an enum's member and is none, or null.</param>
internal sealed record WrittenArgument(string Name, string Code, Site Site, UnknownValue? Unknown);
