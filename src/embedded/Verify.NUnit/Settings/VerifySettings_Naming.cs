using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace VerifyTests;

/// <content>The snapshot's folder and name.</content>
public partial class VerifySettings
{
    internal string? typeName;
    internal string? methodName;
    internal string? fileName;
    internal string? parametersText;
    private object?[]? parameters;

    /// <summary>The folder, absolute or relative to the test's source file.</summary>
    public string? Directory { get; private set; }

    /// <summary>Whether parameters were given by <see cref="UseParameters(object[])"/>.</summary>
    public bool HasParameters => parameters is not null;

    /// <summary>Puts the snapshot into this folder: absolute, or relative to the test's source file.</summary>
    public void UseDirectory(string directory)
    {
        Guard.DirectoryName(directory, nameof(directory));
        Directory = directory;
    }

    /// <summary>Replaces the type's name in the file's name.</summary>
    public void UseTypeName(string name)
    {
        Guard.FileName(name, nameof(name));
        RefuseWith(fileName, nameof(UseFileName));
        typeName = name;
    }

    /// <summary>Replaces the method's name in the file's name.</summary>
    public void UseMethodName(string name)
    {
        Guard.FileName(name, nameof(name));
        RefuseWith(fileName, nameof(UseFileName));
        methodName = name;
    }

    /// <summary>Replaces the whole prefix: type, method and parameters.</summary>
    public void UseFileName(string fileName)
    {
        Guard.FileName(fileName, nameof(fileName));
        RefuseWith(typeName, nameof(UseTypeName));
        RefuseWith(methodName, nameof(UseMethodName));
        this.fileName = fileName;
    }

    /// <summary>The values of the test's parameters, in order, in place of those that NUnit passed.</summary>
    public void UseParameters(params object?[] parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentOutOfRangeException.ThrowIfZero(parameters.Length, nameof(parameters));
        RefuseWith(fileName, nameof(UseFileName));
        RefuseWith(parametersText, nameof(UseTextForParameters));
        this.parameters = parameters;
    }

    /// <summary>The value of the test's one parameter.</summary>
    public void UseParameters<T>(T parameter) => UseParameters(new object?[] { parameter });

    /// <summary>The value of the test's one parameter, which is an array.</summary>
    public void UseParameters<T>(T[] parameters) => UseParameters(new object?[] { parameters });

    /// <summary>Writes this text in place of the parameters.</summary>
    public void UseTextForParameters(string parametersText)
    {
        Guard.FileName(parametersText, nameof(parametersText));
        RefuseWith(parameters, nameof(UseParameters));
        this.parametersText = parametersText;
    }

    /// <summary>The values given by <see cref="UseParameters(object[])"/>.</summary>
    public bool TryGetParameters([NotNullWhen(true)] out object?[]? parameters)
    {
        parameters = this.parameters;
        return parameters is not null;
    }

    private static void RefuseWith(object? other, string otherName, [CallerMemberName] string caller = "")
    {
        if (other is not null)
        {
            throw new InvalidOperationException($"{caller} is not compatible with {otherName}: both name the snapshot's file. Call one of them.");
        }
    }
}
