using LfmSpec.Models.Checkpoints;
using LfmSpec.Models.Files;

namespace LfmSpec.Models.Hub;

/// <summary>What the hub says about a revision: which commit it is, and which files that has.</summary>
internal sealed record HubListing(string Commit, IReadOnlySet<string> Files)
{
    /// <summary>The largest answer that is read; a repository of a hundred thousand files has a tenth of it.</summary>
    public const int LargestBytes = 8 * 1024 * 1024;

    private static readonly FileKind Kind = new(LargestBytes, CheckpointException.Of, _ => "Check HF_ENDPOINT, and whether something between here and the hub answers in its place")
    {
        Whole = "the hub's answer",
    };

    /// <summary>Reads the answer to /api/models/{id}/revision/{revision}.</summary>
    /// <exception cref="CheckpointException">It is not what the hub answers, or it names a file that would be outside the cache.</exception>
    public static HubListing Read(ReadOnlyMemory<byte> json, HubRepository repository)
    {
        var root = JsonFile.Parse(repository.ToString(), json, Kind);
        if (root.Member("sha") is var commit && !HubRepository.IsCommit(commit.Text()))
        {
            throw commit.Error($"is {commit.Shown}, which is no commit");
        }

        var files = new HashSet<string>(StringComparer.Ordinal);
        foreach (var sibling in root.Member("siblings").Items())
        {
            var name = sibling.Member("rfilename");
            files.Add(RelativeName.Fault(name.Text()) is { } fault
                ? throw name.Error($"names the file {name.Shown}, which is refused: {fault}", "Do not use this repository")
                : name.Text());
        }

        return new HubListing(commit.Text(), files);
    }
}
