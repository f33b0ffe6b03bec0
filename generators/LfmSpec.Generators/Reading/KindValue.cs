using System.Globalization;
using Microsoft.CodeAnalysis;

namespace LfmSpec.Generators.Reading;

/// <summary>The value of an attribute's argument, as a value of a kind's property.</summary>
internal static class KindValue
{
    /// <summary>Why a value cannot be given to a property, as the end of a sentence about the property, or null.</summary>
    /// <param name="value">The value.</param>
    /// <param name="type">The property's type.</param>
    /// <param name="mayHaveNulls">Whether what is said of null is said elsewhere.</param>
    public static string? Problem(TypedConstant value, ITypeSymbol type, bool mayHaveNulls)
    {
        var isOptional = type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;
        if (value.IsNull)
        {
            return isOptional || (type.IsReferenceType && type.NullableAnnotation != NullableAnnotation.NotAnnotated) ? null
                : "cannot be null; leave it out, or give it a value";
        }

        var wanted = isOptional ? ((INamedTypeSymbol)type).TypeArguments[0] : type;
        if (wanted.TypeKind != TypeKind.Error && !SymbolEqualityComparer.Default.Equals(value.Type, wanted) && !IsListOf(value.Type, wanted))
        {
            return $"is of the type {type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}; give it that type in the attribute too";
        }

        return !mayHaveNulls && value.Kind == TypedConstantKind.Array && value.Values.Any(static item => item.IsNull)
            && ItemOf(wanted) is { NullableAnnotation: NullableAnnotation.NotAnnotated }
                ? "cannot have a null in it; leave that out"
                : null;
    }

    /// <summary>The number that a value is, an enum's member's too, or null.</summary>
    public static double? Number(TypedConstant value) => value is { Kind: TypedConstantKind.Primitive or TypedConstantKind.Enum, Value: not (string or bool or char or null) }
        ? Convert.ToDouble(value.Value, CultureInfo.InvariantCulture)
        : null;

    /// <summary>The texts that an array has, or none.</summary>
    public static EquatableArray<string?> Texts(TypedConstant value) =>
        value is { Kind: TypedConstantKind.Array, IsNull: false } ? [.. value.Values.Select(static item => item.Value as string)] : [];

    private static bool IsListOf(ITypeSymbol? array, ITypeSymbol list) =>
        array is IArrayTypeSymbol { ElementType: var item } && list is INamedTypeSymbol { TypeArguments.Length: 1 } generic
        && list.OriginalDefinition.SpecialType is SpecialType.System_Collections_Generic_IReadOnlyList_T
            or SpecialType.System_Collections_Generic_IReadOnlyCollection_T or SpecialType.System_Collections_Generic_IEnumerable_T
        && SymbolEqualityComparer.Default.Equals(item, generic.TypeArguments[0]);

    private static ITypeSymbol? ItemOf(ITypeSymbol list) => list is IArrayTypeSymbol array ? array.ElementType : (list as INamedTypeSymbol)?.TypeArguments.FirstOrDefault();
}
