using System.Net;
using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Models.Hub;

/// <summary>What is said when the hub has nothing to give, or gives nothing.</summary>
internal static class HubErrors
{
    /// <summary>A status that will not pass.</summary>
    public static CheckpointException Refused(HubRepository repository, string? file, HttpResponseMessage response, HubOptions options)
    {
        var subject = file is null ? $"{repository}" : $"{repository}, {file}";
        var host = response.RequestMessage?.RequestUri?.Host ?? options.Endpoint.Host;
        var page = $"{options.Endpoint.AbsoluteUri.TrimEnd('/')}/{repository.Id}";
        var said = Header(response, "X-Error-Message") is { } text ? $" The hub says: {RelativeName.Quote(text)}" : "";
        return (Header(response, "X-Error-Code"), response.StatusCode) switch
        {
            ("RevisionNotFound", _) => new(
                $"{subject}: the repository has no such revision. Give a branch, a tag or a commit hash that {page} lists."),
            ("EntryNotFound", _) or (null, HttpStatusCode.NotFound) when file is not null => new(
                $"{subject}: the repository lists this file, and {host} does not have it. Try again later; if it stays so, say it to the authors on {page}.{said}"),
            ("RepoNotFound", _) or (not "GatedRepo", HttpStatusCode.NotFound) => new(
                $"{subject}: not found on {host}. Check the spelling. A private or gated repository is found only with a token of an account that may read it: {GiveToken(options)}.{said}"),
            ("GatedRepo", _) or (_, HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden) => new(
                $"{subject}: {host} refuses access ({(int)response.StatusCode}). If the repository is gated, accept its licence on {page}; then {GiveToken(options)}.{said}"),
            _ => new(
                $"{subject}: {host} answers {(int)response.StatusCode}, which is not expected. Try again later, and check HF_ENDPOINT.{said}"),
        };
    }

    public static CheckpointException Unavailable(HubRepository repository, string what, HubFault fault, HubOptions options) => new(
        $"{repository}: {what} could not be downloaded: {fault.Message}. Check the connection to {options.Endpoint.Host} and run this again; what has arrived is kept and continued.", fault);

    public static CheckpointException TooSlow(HubRepository repository, string what, HubOptions options) => new(
        $"{repository}: {what} came with fewer than {options.Limits.LeastBytesPerSecond:N0} bytes a second over {options.Limits.SpeedWindow.TotalSeconds:0.#} s, and was ended. "
        + $"Try again later or over another network, or lower HubLimits.LeastBytesPerSecond; what has arrived is kept and continued.");

    public static CheckpointException AnotherCommit(HubRepository repository, string what, string asked, string answered, HubOptions options) => new(
        $"{repository}: the commit {asked} was asked for, and {options.Endpoint.Host} answers with {what} of {RelativeName.Quote(answered)}. Nothing of it was kept. "
        + "Check the commit and HF_ENDPOINT, and whether something between here and the hub answers in its place.");

    public static CheckpointException SeveralSnapshots(HubRepository repository, IReadOnlyList<string> commits, HubOptions options) => new(
        $"{repository}: nothing may be downloaded, since HF_HUB_OFFLINE is set, and the cache {options.CacheFolder} does not say which of its {commits.Count} commits that is. "
        + $"Name one of them: {string.Join(" or ", commits.Take(3).Select(commit => $"{repository.Id}@{commit}"))}.");

    public static CheckpointException Offline(HubRepository repository, string? snapshot, IReadOnlyList<string> missing, HubOptions options) => new(
        $"{repository}: nothing may be downloaded, since HF_HUB_OFFLINE is set, and {(snapshot is null ? $"the cache {options.CacheFolder} does not have it" : $"{snapshot} lacks {string.Join(", ", missing)}")}. "
        + $"Unset HF_HUB_OFFLINE and run this once, or run 'hf download {repository.Id} --revision {RelativeName.Quote(repository.Revision)}'.");

    public static CheckpointException NoWeights(HubRepository repository, IEnumerable<string> others) => new(
        $"{repository}: the repository has neither {CheckpointFiles.Weights} nor {CheckpointFiles.Index}"
        + $"{(string.Join(", ", others.Take(3)) is { Length: > 0 } names ? $"; {RelativeName.Quote(names)} is not read" : "")}. "
        + "Only safetensors files are read: pickle files (.bin, .pt) can run code when they are opened. Look for a repository or revision with safetensors, or convert it.");

    public static CheckpointException NoFile(HubRepository repository, string file) => new(
        $"{repository}: the repository has no {file}, without which no checkpoint can be loaded. Check that it is a model's own repository, not one of adapters, of GGUF files or of data.");

    public static CheckpointException NoShard(HubRepository repository, string shard) => new(
        $"{repository}: {CheckpointFiles.Index} names {RelativeName.Quote(shard)}, and the repository has no such file. It was not uploaded whole; try another revision.");

    private static string GiveToken(HubOptions options)
    {
        var settings = $"{options.Endpoint.AbsoluteUri.TrimEnd('/')}/settings/tokens";
        return options.Token is null
            ? $"make a token on {settings} and set HF_TOKEN to it, or run 'hf auth login'"
            : $"check on {settings} that the token in use (HF_TOKEN, or the token file) is valid, may read this repository, and is of the account that was given access";
    }

    private static string? Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? values.First() : null;
}
