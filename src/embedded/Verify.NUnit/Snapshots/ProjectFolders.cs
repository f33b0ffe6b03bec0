using System.Reflection;

namespace VerifyTests;

/// <summary>Where the tests' project and solution lie on this machine.</summary>
internal sealed class ProjectFolders
{
    private static readonly Dictionary<Assembly, ProjectFolders> Found = [];

    private ProjectFolders(Assembly assembly)
    {
        Project = Metadata(assembly, "Verify.ProjectDirectory")
            ?? Ancestors(Path.GetDirectoryName(assembly.Location)!).FirstOrDefault(folder => Holds(folder, "*.??proj"))
            ?? AppContext.BaseDirectory;
        Solution = Metadata(assembly, "Verify.SolutionDirectory")
            ?? Ancestors(Project).Take(3).FirstOrDefault(folder => Holds(folder, "*.sln") || Holds(folder, "*.slnx"));
        Replacements = new(Project, Solution);
    }

    public string Project { get; }

    public string? Solution { get; }

    public DirectoryReplacements Replacements { get; }

    public static ProjectFolders Of(Assembly assembly)
    {
        lock (Found)
        {
            if (!Found.TryGetValue(assembly, out var folders))
            {
                Found[assembly] = folders = new(assembly);
            }

            return folders;
        }
    }

    private static string? Metadata(Assembly assembly, string key) =>
        assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(attribute => attribute.Key == key)?.Value;

    private static IEnumerable<string> Ancestors(string folder)
    {
        for (var current = new DirectoryInfo(folder); current is not null; current = current.Parent)
        {
            yield return current.FullName;
        }
    }

    private static bool Holds(string folder, string pattern) => Directory.Exists(folder) && Directory.EnumerateFiles(folder, pattern).Any();
}
