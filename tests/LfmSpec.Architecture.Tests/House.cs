using System.Text.RegularExpressions;
using ArchUnitNET.Domain;
using ArchUnitNET.Fluent;
using ArchUnitNET.Loader;
using LfmSpec.Models.Tests;
using Assembly = System.Reflection.Assembly;
using Loaded = ArchUnitNET.Domain.Architecture;

namespace LfmSpec.Architecture.Tests;

/// <summary>A room of a project: a folder of its source, and the rooms that it may use.</summary>
/// <param name="Name">The folder; empty for the project's own.</param>
/// <param name="Uses">The rooms below it that its types may name.</param>
public sealed record Room(string Name, params string[] Uses)
{
    /// <inheritdoc/>
    public override string ToString() => Name.Length == 0 ? "the root" : Name;
}

/// <summary>
/// The rooms of a project. A type is in the room in whose folder its source lies, whatever its namespace is: what users write against is in one namespace.
/// </summary>
internal sealed partial class House
{
    private static readonly string[] Divided = ["Tuning", "Checking"];

    private readonly Loaded loaded;
    private readonly string folder;
    private readonly Dictionary<string, string> roomOf;

    /// <param name="project">The project's folder, from the repository's root.</param>
    /// <param name="assembly">What it is compiled to.</param>
    /// <param name="elsewhere">Folders whose source is compiled in as well and is none of the project's rooms.</param>
    internal House(string project, Assembly assembly, params string[] elsewhere)
    {
        folder = RepositoryFiles.Path(project);
        loaded = new ArchLoader().LoadAssemblies(assembly).Build();
        roomOf = Declared(folder);
        var others = elsewhere.SelectMany(folder => Declared(RepositoryFiles.Path(folder)).Keys).ToHashSet(StringComparer.Ordinal);
        Types = [.. loaded.Types.Where(type => !IsMadeByTheCompiler(type.FullName) && !others.Contains(Outermost(type.FullName)))];
    }

    /// <summary>The types of the project, nested ones included.</summary>
    internal IReadOnlyList<IType> Types { get; }

    /// <summary>The types that no folder declares.</summary>
    internal IEnumerable<string> Homeless => Types.Select(type => type.FullName).Where(name => !roomOf.ContainsKey(Outermost(name)));

    /// <summary>The folders that declare types.</summary>
    internal IEnumerable<string> Folders => roomOf.Values.Distinct().Order(StringComparer.Ordinal);

    /// <summary>The arrows of a room that it may not have: a line each, with the types.</summary>
    internal IEnumerable<string> Forbidden(Room room)
    {
        var mine = In(name => name == room.Name);
        var others = In(name => name != room.Name && !room.Uses.Contains(name));
        return ArchRuleDefinition.Types().That().Are(mine).Should().NotDependOnAny(others)
            .Evaluate(loaded).Where(result => !result.Passed).Select(result => result.Description);
    }

    /// <summary>The rooms that a room uses.</summary>
    internal IEnumerable<string> Used(string room) => In(name => name == room)
        .SelectMany(type => type.Dependencies)
        .Select(dependency => roomOf.GetValueOrDefault(Outermost(dependency.Target.FullName)))
        .OfType<string>().Where(other => other != room).Distinct();

    /// <summary>The files of inner types whose namespace is not that of their folder, or of the first folder on the way.</summary>
    internal IEnumerable<string> Astray() => Sources(folder)
        .Select(source => (Place: Path.GetDirectoryName(Path.GetRelativePath(folder, source.File))!.Split(Path.DirectorySeparatorChar), source.File, source.Text))
        .Where(source => source.Place[0].Length > 0 && !source.Text.Contains("\npublic ", StringComparison.Ordinal))
        .Select(source => (source.File, Scope: Scope().Match(source.Text).Groups[1].Value, Whole: $"{Path.GetFileName(folder)}.{string.Join('.', source.Place)}", First: $"{Path.GetFileName(folder)}.{source.Place[0]}"))
        .Where(source => source.Scope != source.Whole && source.Scope != source.First)
        .Select(source => $"{source.File} is in {source.Scope}");

    private IEnumerable<IType> In(Func<string, bool> isWanted) => Types.Where(type => isWanted(roomOf[Outermost(type.FullName)]));

    private static string Outermost(string name) => name.Split('+', '`', '<')[0];

    private static bool IsMadeByTheCompiler(string name) => name.Contains('<', StringComparison.Ordinal) || !name.Contains('.', StringComparison.Ordinal)
        || name.StartsWith("Microsoft.CodeAnalysis.", StringComparison.Ordinal) || name.StartsWith("System.", StringComparison.Ordinal);

    private static Dictionary<string, string> Declared(string root)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (file, text) in Sources(root))
        {
            var parts = Path.GetRelativePath(root, file).Split(Path.DirectorySeparatorChar);
            var scope = Scope().Match(text) is { Success: true } named ? named.Groups[1].Value + "." : "";
            // A folder of folders has a room a folder.
            var room = string.Join('/', parts[..^1].Take(Divided.Contains(parts[0]) ? 2 : 1));
            foreach (Match type in Declaration().Matches(text))
            {
                var name = scope + type.Groups[1].Value;
                if (!found.TryAdd(name, room) && found[name] != room)
                {
                    throw new InvalidOperationException($"{name} is declared in {found[name]} and in {room}. A type is in one room.");
                }
            }
        }

        return found;
    }

    private static IEnumerable<(string File, string Text)> Sources(string root) => Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
        .Where(file => Path.GetRelativePath(root, file).Split(Path.DirectorySeparatorChar)[0] is not ("bin" or "obj"))
        .Select(file => (file, File.ReadAllText(file)));

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Scope();

    // What begins a line is no nested type, which is in the room of the one around it.
    [GeneratedRegex(@"^(?:(?:public|internal|file|sealed|abstract|static|partial|readonly|ref|unsafe)\s+)*(?:record struct|record class|record|struct|class|interface|enum|delegate\s+[\w<>?]+)\s+(\w+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();
}
