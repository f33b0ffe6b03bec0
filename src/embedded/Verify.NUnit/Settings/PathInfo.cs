using System.Reflection;

namespace VerifyTests;

/// <summary>Where a snapshot lies and what it is called; null leaves the default.</summary>
public readonly struct PathInfo
{
    /// <summary>Any part may be null; the type's name may be empty, which leaves it out.</summary>
    public PathInfo(string? directory = null, string? typeName = null, string? methodName = null)
    {
        if (directory is not null)
        {
            Guard.DirectoryName(directory, nameof(directory));
        }

        if (!string.IsNullOrEmpty(typeName))
        {
            Guard.FileName(typeName, nameof(typeName));
        }

        if (methodName is not null)
        {
            Guard.FileName(methodName, nameof(methodName));
        }

        Directory = directory;
        TypeName = typeName;
        MethodName = methodName;
    }

    /// <summary>The folder, absolute or relative to the test's source file.</summary>
    public string? Directory { get; }

    /// <summary>The first part of the file's name.</summary>
    public string? TypeName { get; }

    /// <summary>The second part of the file's name.</summary>
    public string? MethodName { get; }

    /// <summary>The default: beside the source file, named by the type (with its parent, if nested) and the method.</summary>
    public static PathInfo DeriveDefault(string sourceFile, string projectDirectory, Type type, MethodInfo method) =>
        new(SourceDirectory.Of(sourceFile), SnapshotName.TypeName(type), method.Name);
}
