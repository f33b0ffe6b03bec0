using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace LfmSpec.Lab.Measures;

/// <summary>What is known of a measure by its type and its settings.</summary>
internal static class MeasureKinds
{
    private static readonly ConditionalWeakTable<IMeasure, string> Identities = new();
    private static readonly ConcurrentDictionary<Type, bool> NeedNoMore = new();

    /// <summary>The ways in which its positions become one number.</summary>
    internal static OverAttribute Ways(this IMeasure measure) => measure.GetType().GetCustomAttribute<OverAttribute>() ?? OverAttribute.Any;

    /// <summary>Whether it is one that <see cref="Metric"/> names.</summary>
    internal static bool IsOfTheLab(this IMeasure measure) => measure.GetType().Assembly == typeof(IMeasure).Assembly;

    /// <summary>The names of those that <see cref="Metric"/> names, in any case.</summary>
    internal static HashSet<string> NamesOfTheLab { get; } = new(
        typeof(IMeasure).Assembly.GetTypes()
            .Where(type => type is { IsAbstract: false, IsPublic: true } && typeof(IMeasure).IsAssignableFrom(type))
            .Select(type => ((IMeasure)Activator.CreateInstance(type, [.. type.GetConstructors()[0].GetParameters().Select(_ => Type.Missing)])!).Name),
        StringComparer.OrdinalIgnoreCase);

    /// <summary>A way, in words.</summary>
    internal static string Words(this Reduction over) => over switch
    {
        Reduction.Mean => "mean over positions",
        Reduction.Sum => "sum over positions",
        Reduction.Last => "last position",
        _ => throw new ArgumentOutOfRangeException(nameof(over), over, "There is no such reduction."),
    };

    /// <summary>One number of values, one a position.</summary>
    internal static double Over(this IReadOnlyList<double> values, Reduction over) => over switch
    {
        Reduction.Mean => values.Sum() / values.Count,
        Reduction.Sum => values.Sum(),
        Reduction.Last => values[^1],
        _ => throw new ArgumentOutOfRangeException(nameof(over), over, "There is no such reduction."),
    };

    /// <summary>
    /// What a measure's values are kept by: its type's name, and for one that has settings or is of another assembly a hash of them and of that
    /// assembly's build.
    /// </summary>
    internal static string Identity(this IMeasure measure)
    {
        var type = measure.GetType();
        return NeedNoMore.GetOrAdd(type, static type => type.Assembly == typeof(IMeasure).Assembly && !type.GetProperties().Any(static property => property.CanWrite))
            ? type.Name
            : Identities.GetValue(measure, static kind => $"{kind.GetType().Name} {ContentHash.Of(KindText.Of(kind))}");
    }
}
