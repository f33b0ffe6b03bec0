using System.Globalization;
using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Models.Hub;

/// <summary>A file of a commit: where it is, the hash and the length of its content.</summary>
internal sealed record HubFile(string Name, Uri Address, BlobEtag Etag, long Size)
{
    /// <summary>Asks the hub for them: HEAD, whose answer or first redirect to a storage has them as X-Linked-Etag and X-Linked-Size, or as ETag and Content-Length.</summary>
    /// <exception cref="HubFault">The hub did not answer.</exception>
    /// <exception cref="CheckpointException">It refused, its answer is of another commit, or has no hash that could be checked.</exception>
    public static async Task<HubFile> AskAsync(HubConnection connection, HubRepository repository, string commit, string name, HubOptions options, CancellationToken cancellation)
    {
        var address = connection.Address(repository.FilePath(commit, name));
        string? linkedEtag = null;
        string? linkedSize = null;
        string? repositoryCommit = null;
        using var response = await connection.SendAsync(HttpMethod.Head, address, 0, Note, cancellation).ConfigureAwait(false);
        Note(response);
        if ((int)response.StatusCode >= 400)
        {
            throw HubErrors.Refused(repository, name, response, options);
        }

        if (repositoryCommit is not null && repositoryCommit != commit)
        {
            throw HubErrors.AnotherCommit(repository, name, commit, repositoryCommit, options);
        }

        var etag = linkedEtag ?? Header(response, "ETag");
        var size = long.TryParse(linkedSize, NumberStyles.None, CultureInfo.InvariantCulture, out var linked) ? linked : response.Content.Headers.ContentLength;
        return BlobEtag.Parse(etag) is { } parsed && size is { } length and >= 0
            ? new HubFile(name, address, parsed, length)
            : throw new CheckpointException(
                $"{repository}, {name}: {response.RequestMessage?.RequestUri?.Host} does not say the file's hash and length "
                + $"(ETag '{RelativeName.Quote(etag ?? "")}', length {size?.ToString() ?? "unknown"}), so that no download could be checked. "
                + "Check HF_ENDPOINT, and whether a proxy answers in the hub's place.");

        // Redirects within the hub may come first, as those of a renamed repository do.
        bool Note(HttpResponseMessage redirect)
        {
            repositoryCommit ??= Header(redirect, "X-Repo-Commit");
            linkedEtag ??= Header(redirect, "X-Linked-Etag");
            linkedSize ??= Header(redirect, "X-Linked-Size");
            return linkedEtag is not null && linkedSize is not null;
        }
    }

    private static string? Header(HttpResponseMessage response, string name) => response.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;
}
