using System.Text.RegularExpressions;

namespace VerifyTests;

/// <summary>Puts <c>{ProjectDirectory}</c> and the like in the place of this machine's folders, so that a snapshot holds on every machine.</summary>
internal sealed class DirectoryReplacements
{
    private readonly Dictionary<string, string> names = [];
    private readonly Regex paths;

    public DirectoryReplacements(string projectDirectory, string? solutionDirectory)
    {
        Add(AppContext.BaseDirectory, "{CurrentDirectory}");
        Add(Environment.CurrentDirectory, "{CurrentDirectory}");
        Add(Path.GetTempPath(), "{TempPath}");
        Add(projectDirectory, "{ProjectDirectory}");
        Add(solutionDirectory, "{SolutionDirectory}");

        // The longest first, so that a folder inside another one wins; whole names only; with the separator that ends it, if any.
        var alternatives = names.Keys.OrderByDescending(path => path.Length).Select(path => Regex.Escape(path).Replace("/", @"[/\\]"));
        paths = new($@"(?<![\p{{L}}\p{{Nd}}])({string.Join('|', alternatives)})(?![\p{{L}}\p{{Nd}}])[/\\]?", RegexOptions.CultureInvariant);
    }

    /// <summary>Both separators count as the same.</summary>
    public string Apply(string text) => paths.Replace(text, match => names[Clean(match.Groups[1].Value)]);

    private void Add(string? directory, string name)
    {
        if (directory is not null && Clean(directory) is { Length: > 1 } path)
        {
            names.TryAdd(path, name);
        }
    }

    private static string Clean(string directory) => directory.Replace('\\', '/').TrimEnd('/');
}
