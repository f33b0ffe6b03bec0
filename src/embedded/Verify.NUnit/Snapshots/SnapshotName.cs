namespace VerifyTests;

/// <summary>The prefix that a snapshot's files share: <c>Type.Method_parameter=value</c>, or the given file name.</summary>
internal static class SnapshotName
{
    /// <summary>A nested type carries its parent's name: <c>Outer.Inner</c>.</summary>
    public static string TypeName(Type type) => type.IsNested ? $"{type.DeclaringType!.Name}.{type.Name}" : type.Name;

    public static string Prefix(VerifySettings settings, PathInfo path, Type type, string method, string parameters)
    {
        if (settings.fileName is not null)
        {
            return settings.fileName;
        }

        var typePart = settings.typeName ?? path.TypeName ?? TypeName(type);
        var methodPart = settings.methodName ?? path.MethodName ?? method;
        return (typePart.Length == 0 ? methodPart : $"{typePart}.{methodPart}") + parameters;
    }
}
