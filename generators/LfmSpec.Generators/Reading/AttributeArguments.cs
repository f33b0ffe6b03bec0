using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LfmSpec.Generators.Reading;

/// <summary>The arguments of one attribute, each with its place in the source.</summary>
/// <param name="data">The attribute as the compiler understood it.</param>
/// <param name="syntax">The attribute as it is written, or the bundle that it is of.</param>
/// <param name="part">The part of the class that it is on.</param>
/// <param name="bundle">The bundle that it is of, or null.</param>
internal sealed class AttributeArguments(AttributeData data, AttributeSyntax syntax, int part, INamedTypeSymbol? bundle = null)
{
    /// <summary>The whole attribute.</summary>
    public Site Site => Of(syntax);

    /// <summary>The attribute's name with its type arguments.</summary>
    public Site NameSite => Of(syntax.Name);

    /// <summary>Whether its constructor takes something.</summary>
    public bool HasPositional { get; } = data.ConstructorArguments.Length > 0;

    /// <summary>The attribute's class.</summary>
    public INamedTypeSymbol? Class => data.AttributeClass;

    /// <summary>Its file and line.</summary>
    public SourceLine Source { get; } = LineOf(syntax);

    /// <summary>The attribute as it is written, on one line.</summary>
    public string Text { get; } = string.Join(
        " ", (bundle is null ? $"{syntax}" : $"{data.ApplicationSyntaxReference?.GetSyntax() as object ?? data}").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The attribute's name, without its ending.</summary>
    public string Word { get; } = data.AttributeClass?.Name is { } name && name.EndsWith(nameof(Attribute), StringComparison.Ordinal)
        ? name.Substring(0, name.Length - nameof(Attribute).Length) : data.AttributeClass?.Name ?? "";

    /// <summary>Whether the compiler could not make sense of an argument, and says so itself.</summary>
    public bool HasErrors { get; } =
        data.AttributeConstructor is null
        || data.ConstructorArguments.Any(IsError)
        || data.NamedArguments.Any(static argument => IsError(argument.Value))
        || (bundle is null && data.NamedArguments.Length != (syntax.ArgumentList?.Arguments.Count(static argument => argument.NameEquals is not null) ?? 0));

    /// <summary>The attribute in the source.</summary>
    public AttributeOrigin Origin => new(Text, Source, Site);

    /// <summary>The attribute as one of the vocabulary's, or as the one that it derives from.</summary>
    /// <typeparam name="T">The attribute, or what the vocabulary's like ones have in common.</typeparam>
    /// <param name="says">An attribute that says nothing yet.</param>
    public Written<T> As<T>(T says)
        where T : Attribute
    {
        var arguments = ImmutableArray.CreateBuilder<WrittenArgument>();
        foreach (var named in NamedConstants.Where(static named => named.IsOfVocabulary))
        {
            var property = says.GetType().GetProperty(named.Name);
            var value = ValueOf(named.Value, property.PropertyType);
            property.SetValue(says, value);
            arguments.Add(new(named.Name, CodeLiteral.Of(named.Value), named.Site, UnknownValue.Of(named.Name, property.PropertyType, value, named.Site)));
        }

        return new(says, Origin, arguments.ToImmutable());
    }

    /// <summary>A property's value, or null if it was not set.</summary>
    public Argument<T>? Named<T>(string name) => Find(name) is { } constant ? new(Convert<T>(constant.Value), SiteOf(name)) : null;

    /// <summary>Every argument that is given by the name of a property, in the order of the source.</summary>
    public IEnumerable<NamedConstant> NamedConstants => data.NamedArguments.Select(argument => new NamedConstant(
        argument.Key, argument.Value, SiteOf(argument.Key), IsOfVocabulary(argument.Key)));

    /// <summary>The enum that the constructor was given, or null.</summary>
    public Argument<T>? PositionalEnum<T>()
        where T : struct, Enum =>
        data.ConstructorArguments.FirstOrDefault() is { Kind: TypedConstantKind.Enum } constant
            ? new(Convert<T>(constant.Value), PositionalSites.First())
            : null;

    /// <summary>A text that the constructor was given; an argument with a colon stands where it likes.</summary>
    /// <param name="index">The constructor's parameter, from 0.</param>
    public Argument<string?> PositionalText(int index)
    {
        if (bundle is not null)
        {
            return new(data.ConstructorArguments[index].Value as string, Site);
        }

        var name = data.AttributeConstructor!.Parameters[index].Name;
        var arguments = syntax.ArgumentList!.Arguments;
        var argument = arguments.FirstOrDefault(argument => argument.NameColon?.Name.Identifier.ValueText == name) ?? arguments[index];
        return new(data.ConstructorArguments[index].Value as string, Of(argument));
    }

    /// <summary>The values of a constructor's <c>params</c> array.</summary>
    public ImmutableArray<Argument<string?>> PositionalTexts()
    {
        if (data.ConstructorArguments.FirstOrDefault() is not { Kind: TypedConstantKind.Array, IsNull: false } array)
        {
            return [];
        }

        // Written as one array expression, all its texts stand at the same argument.
        var sites = PositionalSites.ToImmutableArray();
        return [.. array.Values.Select((value, index) =>
            new Argument<string?>(value.Value as string, sites[sites.Length == array.Values.Length ? index : 0]))];
    }

    /// <summary>The file and line of a piece of syntax.</summary>
    public static SourceLine LineOf(SyntaxNode node) =>
        new(node.SyntaxTree.FilePath, node.GetLocation().GetLineSpan().StartLinePosition.Line + 1);

    private IEnumerable<Site> PositionalSites =>
        bundle is not null ? [Site]
        : syntax.ArgumentList?.Arguments.Where(static argument => argument.NameEquals is null).Select(Of) ?? [];

    private TypedConstant? Find(string name)
    {
        foreach (var argument in data.NamedArguments)
        {
            if (argument.Key == name)
            {
                return argument.Value;
            }
        }

        return null;
    }

    private Site SiteOf(string name) =>
        bundle is not null ? Site : Of(syntax.ArgumentList!.Arguments.First(argument => argument.NameEquals?.Name.Identifier.ValueText == name));

    private Site Of(SyntaxNode node) => new(part, node.Span) { Shared = bundle is null ? null : $"[{Text}] of {bundle.Name}" };

    // A property of an attribute of a user's own says something of the user's kind.
    private bool IsOfVocabulary(string name)
    {
        for (var type = data.AttributeClass; type is not null; type = type.BaseType)
        {
            if (type.GetMembers(name).Any())
            {
                return Vocabulary.IsNamespace(type.ContainingNamespace);
            }
        }

        return false;
    }

    private static bool IsError(TypedConstant constant) =>
        constant.Kind == TypedConstantKind.Error
            || (constant.Kind == TypedConstantKind.Array && !constant.IsNull && constant.Values.Any(IsError));

    private static object? ValueOf(TypedConstant constant, Type type)
    {
        if (constant.IsNull || constant.Kind != TypedConstantKind.Array)
        {
            return type.IsEnum ? Enum.ToObject(type, constant.Value!) : constant.IsNull ? null : constant.Value;
        }

        var values = Array.CreateInstance(type.GetElementType(), constant.Values.Length);
        for (var index = 0; index < values.Length; index++)
        {
            values.SetValue(ValueOf(constant.Values[index], type.GetElementType()), index);
        }

        return values;
    }

    // An enum's constant is its number; a cast may have given it any.
    private static T Convert<T>(object? value) => typeof(T).IsEnum ? (T)Enum.ToObject(typeof(T), value!) : (T)value!;
}

/// <summary>A named argument of an attribute.</summary>
/// <param name="Name">The property.</param>
/// <param name="Value">What it is set to.</param>
/// <param name="Site">The whole argument.</param>
/// <param name="IsOfVocabulary">Whether the property is one of LfmSpec's, and not of an attribute of a user's own.</param>
internal readonly record struct NamedConstant(string Name, TypedConstant Value, Site Site, bool IsOfVocabulary);
