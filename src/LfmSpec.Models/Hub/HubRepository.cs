using System.Text.RegularExpressions;
using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Models.Hub;

/// <summary>A repository of models and a revision of it: a branch, a tag or a commit hash.</summary>
internal sealed record HubRepository
{
    /// <summary>The branch that is meant where none is named.</summary>
    public const string Main = "main";

    private static readonly Regex CommitPattern = new(@"\A[0-9a-f]{40}\z");
    private static readonly Regex IdPattern = new(@"\A(?:(?=[^/]{1,96}/)[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?/)?(?=[^/]{1,96}\z)[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?\z");

    private HubRepository(string id, string revision)
    {
        Id = id;
        Revision = revision;
    }

    public string Id { get; }

    public string Revision { get; }

    /// <summary>The repository's folder in the cache.</summary>
    public string FolderName => "models--" + Id.Replace("/", "--", StringComparison.Ordinal);

    /// <summary>Where the hub describes the revision: its commit and its files.</summary>
    public string DescriptionPath => $"api/models/{Id}/revision/{Uri.EscapeDataString(Revision)}";

    /// <summary>Checks a repository's name and a revision, by the rules of huggingface_hub (its _validators.py).</summary>
    /// <exception cref="CheckpointException">One of the two cannot exist on the hub.</exception>
    public static HubRepository Parse(string id, string? revision)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (!IdPattern.IsMatch(id) || id.Contains("--", StringComparison.Ordinal) || id.Contains("..", StringComparison.Ordinal) || id.EndsWith(".git", StringComparison.Ordinal))
        {
            throw new CheckpointException(
                $"'{RelativeName.Quote(id)}' is no repository of the hub. Its name is 'name' or 'organisation/name', both of letters, digits, '-', '_' and '.', "
                + "at most 96 each, without '--' and '..'; copy it from the model's page.");
        }

        revision ??= Main;
        return RelativeName.Fault(revision) is { } fault
            ? throw new CheckpointException($"{id}: '{RelativeName.Quote(revision)}' is no revision: {fault}. Give a branch, a tag or a commit hash.")
            : new HubRepository(id, revision);
    }

    /// <summary>Whether a text is a full commit hash, of which the content never changes.</summary>
    public static bool IsCommit(string text) => CommitPattern.IsMatch(text);

    /// <summary>Where the hub serves a file.</summary>
    public string FilePath(string commit, string file) =>
        $"{Id}/resolve/{commit}/{string.Join('/', file.Split('/').Select(Uri.EscapeDataString))}";

    public override string ToString() => $"{Id}, revision '{RelativeName.Quote(Revision)}'";
}
