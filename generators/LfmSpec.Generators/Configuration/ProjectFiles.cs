using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Diagnostics;

namespace LfmSpec.Generators.Configuration;

/// <summary>
/// The folder that relative paths in attributes start from, and the files in it. The compiler may look at no disk, so it knows of a file
/// what the project lists: <c>LfmSpecFileTypes</c> says of which types every file is listed, as additional files.
/// </summary>
/// <param name="Folder">The project's folder, or null where the compiler was not told.</param>
/// <param name="Types">The endings of the files of which all are listed, such as <c>json</c>; none where the compiler was not told.</param>
/// <param name="Listed">The listed files, relative to the folder, ascending.</param>
internal sealed record ProjectFiles(string? Folder, EquatableArray<string> Types, EquatableArray<string> Listed)
{
    /// <summary>The files of capability tests, wherever they are.</summary>
    public EquatableArray<CapabilityFile> Capabilities { get; init; } = [];

    /// <summary>What the project says.</summary>
    /// <param name="paths">The paths of the additional files.</param>
    /// <param name="options">What MSBuild hands to the compiler.</param>
    public static ProjectFiles Of(IEnumerable<string> paths, AnalyzerConfigOptionsProvider options)
    {
        var folder = options.GlobalOptions.TryGetValue("build_property.MSBuildProjectDirectory", out var known) && known.Length > 0 ? known : null;
        var types = options.GlobalOptions.TryGetValue("build_property.LfmSpecFileTypes", out var listed)
            ? listed.Split([' '], StringSplitOptions.RemoveEmptyEntries)
            : [];
        return new(
            folder,
            [.. types],
            folder is null || types.Length == 0
                ? []
                : [.. paths.Select(path => Within(folder, path)).OfType<string>().Where(path => types.Contains(TypeOf(path))).OrderBy(static path => path, StringComparer.Ordinal)]);
    }

    /// <summary>Why a file or folder cannot be read, or null if it can be, or if only the run knows: it is elsewhere, or of a type that is not listed.</summary>
    /// <param name="path">The full path.</param>
    public string? Problem(string path)
    {
        if (Folder is null || Types.Count == 0 || Within(Folder, path) is not { Length: > 0 } relative)
        {
            return null;
        }

        var type = TypeOf(relative);
        if (type.Length > 0 && !Types.Contains(type))
        {
            return null;
        }

        var known = type.Length > 0 ? Listed.ToArray() : [.. Listed.SelectMany(FoldersOf).Distinct()];
        return known.Contains(relative) ? null
            : $"the project has no {(type.Length > 0 ? "file" : $"folder with files of the type {WordList.Join(Types, "or")} named")} {relative}"
                + (Spelling.Nearest(relative, known) is { } meant ? $"; did you mean {meant}?" : "");
    }

    private static IEnumerable<string> FoldersOf(string file)
    {
        for (var end = file.LastIndexOf('/'); end > 0; end = file.LastIndexOf('/', end - 1))
        {
            yield return file.Substring(0, end);
        }
    }

    private static string TypeOf(string path) =>
        path.LastIndexOf('.') is var dot && dot > path.LastIndexOf('/') ? path.Substring(dot + 1).ToLowerInvariant() : "";

    // The path from the folder on, or null if it lies elsewhere. What a file is called is compared as written: on some disks another case is another file.
    private static string? Within(string folder, string path)
    {
        var (parts, root) = (Parts(path), Parts(folder));
        return parts.Count >= root.Count && parts.Take(root.Count).SequenceEqual(root, StringComparer.OrdinalIgnoreCase)
            ? string.Join("/", parts.Skip(root.Count))
            : null;
    }

    private static List<string> Parts(string path)
    {
        var parts = new List<string>();
        foreach (var part in path.Split('/', '\\'))
        {
            if (part == ".." && parts.Count > 0)
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part is not ("." or "" or ".."))
            {
                parts.Add(part);
            }
        }

        return parts;
    }
}
