using Microsoft.CodeAnalysis;

namespace LfmSpec.Generators.Checking;

/// <summary>
/// The experiments whose tables another one's would overwrite: a table is a file that has the class's name without its namespace, and
/// file systems may take two names for one that differ in case alone.
/// </summary>
internal static class SameNames
{
    /// <summary>The experiments of whose name there is one before, each with that one.</summary>
    /// <param name="experiments">The experiments, in the order of the source.</param>
    /// <param name="name">The name of an experiment's class.</param>
    public static IEnumerable<(T Second, T First)> Of<T>(IEnumerable<T> experiments, Func<T, string> name)
    {
        var first = new Dictionary<string, T>(StringComparer.OrdinalIgnoreCase);
        foreach (var experiment in experiments)
        {
            if (first.TryGetValue(name(experiment), out var other))
            {
                yield return (experiment, other);
            }
            else
            {
                first.Add(name(experiment), experiment);
            }
        }
    }

    /// <summary>The classes of a compilation that would overwrite another's table, each with that other.</summary>
    public static IReadOnlyDictionary<INamedTypeSymbol, INamedTypeSymbol> Of(Compilation compilation)
    {
        var order = compilation.SyntaxTrees.Select(static (tree, index) => (tree, index)).ToDictionary(static item => item.tree, static item => item.index);
        var experiments = compilation.GetSymbolsWithName(static _ => true, SymbolFilter.Type)
            .OfType<INamedTypeSymbol>()
            .Select(static type => (Type: type, Site: Home(type)))
            .Where(static item => item.Site is not null && ExperimentReader.Unsuited(item.Type) is null)
            .OrderBy(item => order[item.Site!.SyntaxTree])
            .ThenBy(static item => item.Site!.Span.Start)
            .Select(static item => item.Type);
        return Of(experiments, static type => type.Name).ToDictionary(
            static pair => pair.Second, static pair => pair.First, (IEqualityComparer<INamedTypeSymbol>)SymbolEqualityComparer.Default);
    }

    // Where [Experiment] stands, or null.
    private static SyntaxReference? Home(INamedTypeSymbol type) => type.GetAttributes()
        .FirstOrDefault(static attribute => Vocabulary.Has(attribute, out var name) && name == nameof(ExperimentAttribute))?
        .ApplicationSyntaxReference;
}
