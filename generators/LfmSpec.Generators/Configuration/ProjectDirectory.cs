using Microsoft.CodeAnalysis.Diagnostics;

namespace LfmSpec.Generators;

/// <summary>The folder that relative paths in attributes start from.</summary>
internal static class ProjectDirectory
{
    /// <summary>The project's folder, or null where the compiler was not told.</summary>
    public static string? Of(AnalyzerConfigOptionsProvider options) =>
        options.GlobalOptions.TryGetValue("build_property.MSBuildProjectDirectory", out var folder) && folder.Length > 0 ? folder : null;
}
