using Microsoft.CodeAnalysis;

namespace LfmSpec.Generators.Reading;

/// <summary>Reads <c>[Measure]</c>, <c>[Measure&lt;T&gt;]</c> and attributes that derive from it.</summary>
internal static class MeasureReader
{
    /// <summary>The interface of a measure.</summary>
    public const string Contract = "IMeasure";

    /// <summary>Reads an attribute.</summary>
    /// <param name="owner">The experiment's class.</param>
    /// <param name="arguments">The attribute.</param>
    /// <param name="own">The kind that its type argument names, or null for one of the lab's.</param>
    public static MeasureDeclaration Read(INamedTypeSymbol owner, AttributeArguments arguments, ITypeSymbol? own)
    {
        var metric = own is null ? arguments.PositionalEnum<Metric>() : null;
        var name = LabNames.Of(metric?.Value);
        var over = Over(own ?? KindReader.Find(owner, name)) ?? OverAttribute.Any;
        return new(
            own is null ? KindReader.ReadBuiltIn(owner, arguments, name, Contract, nameof(MeasureAttribute.Over), nameof(MeasureAttribute.Within)) : KindReader.Read(owner, arguments, own, Contract),
            metric,
            [.. over.Ways],
            over.Otherwise,
            arguments.Named<Reduction>(nameof(MeasureAttribute.Over)),
            arguments.Named<double>(nameof(MeasureAttribute.Within)));
    }

    // As reflection finds it: a type's own attribute, or else that of the type that it derives from.
    private static OverAttribute? Over(ITypeSymbol? type)
    {
        for (var at = type; at is not null; at = at.BaseType)
        {
            if (KindReader.Attribute(at, nameof(OverAttribute)) is { } data
                && data.ConstructorArguments.FirstOrDefault() is { Kind: TypedConstantKind.Array, IsNull: false } ways)
            {
                return new([.. ways.Values.Select(static way => way.Value).OfType<int>().Select(static way => (Reduction)way)])
                {
                    Otherwise = data.NamedArguments.FirstOrDefault(static named => named.Key == nameof(OverAttribute.Otherwise)).Value.Value as string,
                };
            }
        }

        return null;
    }
}
