using System.Runtime.CompilerServices;

namespace VerifyTests;

/// <summary>The settings of one verification.</summary>
public class VerifySettings
{
    private readonly Dictionary<string, StringCompare> extensionComparers = [];
    private StringCompare? comparer;

    /// <summary>The defaults.</summary>
    public VerifySettings()
    {
    }

    /// <summary>A copy: changing it leaves the original alone.</summary>
    public VerifySettings(VerifySettings? settings)
    {
        if (settings is null)
        {
            return;
        }

        (Directory, TypeName, MethodName, UniquePrefixDisabled) = (settings.Directory, settings.TypeName, settings.MethodName, settings.UniquePrefixDisabled);
        (comparer, DiffViewer) = (settings.comparer, settings.DiffViewer);
        extensionComparers = new(settings.extensionComparers);
        Context = new(settings.Context);
    }

    /// <summary>Anything that a comparer is to know.</summary>
    public Dictionary<string, object> Context { get; } = [];

    /// <summary>The folder, absolute or relative to the test's source file.</summary>
    public string? Directory { get; private set; }

    internal string? TypeName { get; private set; }

    internal string? MethodName { get; private set; }

    internal bool UniquePrefixDisabled { get; private set; }

    internal DiffViewer DiffViewer { get; set; } = DiffViewer.Installed;

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
        TypeName = name;
    }

    /// <summary>Replaces the method's name in the file's name.</summary>
    public void UseMethodName(string name)
    {
        Guard.FileName(name, nameof(name));
        MethodName = name;
    }

    /// <summary>Lets this verification share its file with another one.</summary>
    public void DisableRequireUniquePrefix() => UniquePrefixDisabled = true;

    /// <summary>Compares texts that differ, for these extensions or, without any, for all.</summary>
    [OverloadResolutionPriority(1)]
    public void UseStringComparer(StringCompare compare, params ReadOnlySpan<string> extensions)
    {
        if (extensions.IsEmpty)
        {
            comparer = compare;
        }

        foreach (var extension in extensions)
        {
            Guard.Extension(extension, nameof(extensions));
            extensionComparers[extension] = compare;
        }
    }

    /// <summary>The most specific comparer, or null.</summary>
    internal StringCompare? ComparerOf(string extension) => extensionComparers.GetValueOrDefault(extension) ?? comparer;
}
