using Microsoft.CodeAnalysis.Text;

namespace LfmSpec.Generators.Experiments;

/// <summary>A place in the source of a class, without a reference to a syntax tree.</summary>
/// <param name="Part">The index of the declaration among the class's parts.</param>
/// <param name="Span">The characters in that part's file.</param>
internal readonly record struct Site(int Part, TextSpan Span)
{
    /// <summary>The attribute of a bundle that is meant, where the bundle stands there in its place; otherwise null.</summary>
    public string? Shared { get; init; }
}

/// <summary>An argument of an attribute that the user wrote. Absent arguments are null.</summary>
/// <typeparam name="T">The argument's type.</typeparam>
/// <param name="Value">Its constant value.</param>
/// <param name="Site">The whole argument, such as <c>Layer = 5</c>.</param>
internal sealed record Argument<T>(T Value, Site Site);
