using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace LfmSpec.CodeFixes;

/// <summary>One change to the arguments of an attribute.</summary>
/// <param name="Name">The argument to set or to remove.</param>
/// <param name="Value">Its new value, or null to remove it.</param>
/// <param name="InsteadOf">An argument whose place it takes, or null.</param>
internal sealed record ArgumentEdit(string Name, ExpressionSyntax? Value, string? InsteadOf = null)
{
    /// <summary>What the editor shows.</summary>
    public string Title => Value is null ? $"Remove {Name}" : $"{Name} = {Value}";

    /// <summary>The attribute with the change.</summary>
    public AttributeSyntax Apply(AttributeSyntax attribute)
    {
        var list = attribute.ArgumentList ?? SyntaxFactory.AttributeArgumentList();
        var present = Find(list, Name) ?? (InsteadOf is null ? null : Find(list, InsteadOf));
        if (Value is null)
        {
            return present is null ? attribute : attribute.WithArgumentList(list.WithArguments(list.Arguments.Remove(present)));
        }

        var argument = SyntaxFactory.AttributeArgument(SyntaxFactory.NameEquals(Name), null, Value).NormalizeWhitespace();
        var arguments = present is null ? list.Arguments.Add(argument) : list.Arguments.Replace(present, argument.WithTriviaFrom(present));
        return attribute.WithArgumentList(list.WithArguments(arguments)).WithAdditionalAnnotations(Formatter.Annotation);
    }

    private static AttributeArgumentSyntax? Find(AttributeArgumentListSyntax list, string name) =>
        list.Arguments.FirstOrDefault(argument => argument.NameEquals?.Name.Identifier.ValueText == name);
}
