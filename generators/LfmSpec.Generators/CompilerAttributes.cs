// What the compiler asks for and .NET Standard 2.0 lacks.
namespace System.Runtime.CompilerServices;

/// <summary>Allows <c>init</c> and records.</summary>
internal static class IsExternalInit;

/// <summary>Allows a collection expression to make a type.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface)]
internal sealed class CollectionBuilderAttribute(Type builderType, string methodName) : Attribute
{
    /// <summary>The class with the method.</summary>
    public Type BuilderType { get; } = builderType;

    /// <summary>The method that makes the collection of its items.</summary>
    public string MethodName { get; } = methodName;
}
