using System.Text.Json;
using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Models.Hub;

/// <summary>What the hub says about a revision: which commit it is, and which files that has.</summary>
internal sealed record HubListing(string Commit, IReadOnlySet<string> Files)
{
    /// <summary>The largest answer that is read; a repository of a hundred thousand files has a tenth of it.</summary>
    public const int LargestBytes = 64 * 1024 * 1024;

    /// <summary>Reads the answer to /api/models/{id}/revision/{revision}.</summary>
    /// <exception cref="CheckpointException">It is not what the hub answers, or it names a file that would be outside the cache.</exception>
    public static HubListing Read(ReadOnlyMemory<byte> json, HubRepository repository)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            var commit = root.GetProperty("sha").GetString() ?? "";
            if (!HubRepository.IsCommit(commit))
            {
                throw Broken(repository, $"its commit is '{RelativeName.Quote(commit)}'");
            }

            var files = new HashSet<string>(StringComparer.Ordinal);
            foreach (var sibling in root.GetProperty("siblings").EnumerateArray())
            {
                var name = sibling.GetProperty("rfilename").GetString() ?? "";
                files.Add(RelativeName.Fault(name) is { } fault
                    ? throw new CheckpointException($"{repository}: the repository has a file '{RelativeName.Quote(name)}', which is refused: {fault}. Do not use this repository.")
                    : name);
            }

            return new HubListing(commit, files);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw Broken(repository, "it is not the JSON that describes a repository");
        }
    }

    private static CheckpointException Broken(HubRepository repository, string what) =>
        new($"{repository}: the hub's answer cannot be used: {what}. Check HF_ENDPOINT, and whether something between here and the hub answers in its place.");
}
