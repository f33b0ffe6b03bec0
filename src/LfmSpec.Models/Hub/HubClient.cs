using System.Net;
using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Models.Hub;

/// <summary>
/// Downloads checkpoints from the Hugging Face hub, into the cache that Python's huggingface_hub uses and as it does: what either has downloaded is there for both.
/// Of a repository only what a checkpoint needs is downloaded. One client serves any number of threads.
/// </summary>
public sealed class HubClient : IDisposable
{
    private readonly HubOptions options;
    private readonly HubConnection connection;

    /// <summary>Makes a client.</summary>
    /// <param name="options">Where from and where to; null for what the environment says.</param>
    /// <exception cref="CheckpointException">The environment says something that cannot be.</exception>
    public HubClient(HubOptions? options = null)
    {
        this.options = options ?? HubOptions.FromEnvironment();
        connection = new HubConnection(this.options);
    }

    /// <summary>
    /// Gives the folder of a checkpoint, after downloading what is not in the cache. A commit hash that is in the cache costs no request, a branch or tag one.
    /// When the hub cannot be reached, what the cache has of that branch or tag is used, and a message says so.
    /// </summary>
    /// <param name="id">The repository: organisation/name, or name.</param>
    /// <param name="revision">A branch, a tag or a commit hash; null for main.</param>
    /// <param name="progress">Told how far it is, from several threads at once.</param>
    /// <param name="cancellation">Stops it; what has arrived is kept and continued the next time.</param>
    /// <returns>The snapshot's folder: config.json, tokenizer.json, model.safetensors or the index and its shards, and what else of a tokenizer's files there is.</returns>
    /// <exception cref="CheckpointException">
    /// There is no such repository or revision, access is refused, it has no safetensors, its index is broken, the hub cannot be reached or may not be asked, what arrives is
    /// damaged, or the cache cannot be written. The message says which, and what to do.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<string> DownloadAsync(string id, string? revision = null, IProgress<DownloadProgress>? progress = null, CancellationToken cancellation = default)
    {
        var repository = HubRepository.Parse(id, revision);
        var cache = new RepositoryCache(options, repository);
        try
        {
            var known = cache.Commit(repository.Revision) ?? OnlyCommit(repository, cache, progress);
            var missing = known is null ? null : CheckpointFiles.Missing(cache.Snapshot(known));
            var whole = missing is { Count: 0 } ? cache.Snapshot(known!) : null;
            if (whole is not null && HubRepository.IsCommit(repository.Revision))
            {
                return whole;
            }

            if (options.Offline)
            {
                var there = known is not null && Directory.Exists(cache.Snapshot(known)) ? cache.Snapshot(known) : null;
                return whole ?? throw HubErrors.Offline(repository, there, missing ?? [], options);
            }

            if (await ListAsync(repository, whole, progress, cancellation).ConfigureAwait(false) is not { } listing)
            {
                return whole!;
            }

            if (HubRepository.IsCommit(repository.Revision) && listing.Commit != repository.Revision)
            {
                throw HubErrors.AnotherCommit(repository, "a description", repository.Revision, listing.Commit, options);
            }

            await FetchAsync(new Snapshot(repository, cache, listing.Commit), listing.Files, progress, cancellation).ConfigureAwait(false);

            // Noted only now, so that an update that breaks leaves the branch at the commit that is whole.
            cache.Remember(repository.Revision, listing.Commit);
            return cache.Snapshot(listing.Commit);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException(
                $"{repository}: the cache {options.CacheFolder} cannot be used: {error.Message} Check its permissions and the free space, or set HF_HUB_CACHE to another folder.", error);
        }
    }

    /// <summary>
    /// The commit that stands for main in a cache that was filled by commit and has no refs/main: the only one there is. Another branch or tag is not guessed.
    /// </summary>
    private string? OnlyCommit(HubRepository repository, RepositoryCache cache, IProgress<DownloadProgress>? progress)
    {
        var commits = repository.Revision == HubRepository.Main ? cache.WholeCommits() : [];
        if (options.Offline && commits.Count > 1)
        {
            throw HubErrors.SeveralSnapshots(repository, commits, options);
        }

        if (options.Offline && commits.Count == 1)
        {
            progress?.Report(new DownloadProgress("", 0, 0, $"the cache does not say which commit {repository.Revision} is; using the only one that it has, {commits[0]}"));
        }

        return commits.Count == 1 ? commits[0] : null;
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => connection.Dispose();

    /// <summary>What the hub says about the revision; null if it cannot be reached and the cache has to do.</summary>
    private async Task<HubListing?> ListAsync(HubRepository repository, string? cached, IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        var patience = new Patience(options.Limits, cached is null ? options.Limits.Attempts : 1, Tell);
        try
        {
            return await patience.RunAsync(
                async () =>
                {
                    using var response = await connection.SendAsync(HttpMethod.Get, connection.Address(repository.DescriptionPath), 0, null, cancellation).ConfigureAwait(false);
                    if (cached is not null && response.StatusCode is (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden))
                    {
                        // A token that has expired takes nothing away that is here already.
                        throw new HubFault($"{options.Endpoint.Host} refuses access ({(int)response.StatusCode})");
                    }

                    return response.IsSuccessStatusCode
                        ? HubListing.Read(await ReadAsync(response, repository, cancellation).ConfigureAwait(false), repository)
                        : throw HubErrors.Refused(repository, null, response, options);
                },
                cancellation).ConfigureAwait(false);
        }
        catch (HubFault fault) when (cached is not null)
        {
            Tell($"{fault.Message}; using the commit that the cache has, {Path.GetFileName(cached)}");
            return null;
        }
        catch (HubFault fault)
        {
            throw HubErrors.Unavailable(repository, "its description", fault, options);
        }

        void Tell(string message) => progress?.Report(new DownloadProgress("", 0, 0, message));
    }

    private async Task<ReadOnlyMemory<byte>> ReadAsync(HttpResponseMessage response, HubRepository repository, CancellationToken cancellation)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        using var json = new MemoryStream();
        var buffer = new byte[1 << 16];
        var floor = new SpeedFloor(options.Limits);
        floor.Begin();
        while (await connection.ReadAsync(body, buffer, cancellation).ConfigureAwait(false) is var read and > 0)
        {
            if (json.Length + read > HubListing.LargestBytes)
            {
                throw new CheckpointException($"{repository}: the hub's description of it is longer than {HubListing.LargestBytes:N0} bytes, more than is read. Check HF_ENDPOINT.");
            }

            if (floor.IsBrokenBy(read))
            {
                throw HubErrors.TooSlow(repository, "its description", options);
            }

            json.Write(buffer, 0, read);
        }

        return json.GetBuffer().AsMemory(0, (int)json.Length);
    }

    /// <summary>The weights come last: a snapshot that has them has the rest.</summary>
    private async Task FetchAsync(Snapshot snapshot, IReadOnlySet<string> listed, IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        if (CheckpointFiles.Required.FirstOrDefault(file => !listed.Contains(file)) is { } absent)
        {
            throw HubErrors.NoFile(snapshot.Repository, absent);
        }

        var weights = listed.Contains(CheckpointFiles.Weights) ? CheckpointFiles.Weights
            : listed.Contains(CheckpointFiles.Index) ? CheckpointFiles.Index
            : throw HubErrors.NoWeights(snapshot.Repository, CheckpointFiles.Unreadable(listed));
        var small = CheckpointFiles.Required.Concat(CheckpointFiles.Optional.Where(listed.Contains));
        if (weights == CheckpointFiles.Weights)
        {
            await FetchAsync(snapshot, small, CheckpointFiles.LargestSmallFile, progress, cancellation).ConfigureAwait(false);
            await FetchAsync(snapshot, [weights], long.MaxValue, progress, cancellation).ConfigureAwait(false);
            return;
        }

        await FetchAsync(snapshot, small.Append(weights), CheckpointFiles.LargestSmallFile, progress, cancellation).ConfigureAwait(false);
        var shards = ShardIndex.ReadFileNames(snapshot.Cache.Pointer(snapshot.Commit, weights));
        if (shards.FirstOrDefault(shard => !listed.Contains(shard)) is { } missing)
        {
            throw HubErrors.NoShard(snapshot.Repository, missing);
        }

        await FetchAsync(snapshot, shards, long.MaxValue, progress, cancellation).ConfigureAwait(false);
    }

    private Task FetchAsync(Snapshot snapshot, IEnumerable<string> files, long largest, IProgress<DownloadProgress>? progress, CancellationToken cancellation) =>
        Parallel.ForEachAsync(
            files,
            new ParallelOptions { MaxDegreeOfParallelism = options.Limits.ParallelFiles, CancellationToken = cancellation },
            async (file, stop) => await FetchAsync(snapshot, file, largest, progress, stop).ConfigureAwait(false));

    private async Task FetchAsync(Snapshot snapshot, string name, long largest, IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        var (repository, cache, commit) = snapshot;
        var pointer = cache.Pointer(commit, name);
        if (RepositoryCache.IsThere(pointer))
        {
            return;
        }

        try
        {
            var file = await new Patience(options.Limits, options.Limits.Attempts, Tell).RunAsync(
                () => HubFile.AskAsync(connection, repository, commit, name, options, cancellation), cancellation).ConfigureAwait(false);
            if (file.Size > largest)
            {
                throw new CheckpointException($"{repository}, {name}: {file.Size:N0} bytes are too many for such a file; {largest:N0} are read. Check that this is the right repository.");
            }

            using var held = await BlobLock.TakeAsync(cache.Lock(file.Etag), options.Limits, Tell, cancellation).ConfigureAwait(false);
            if (RepositoryCache.IsThere(pointer))
            {
                return;
            }

            var blob = cache.Blob(file.Etag);
            var old = new FileInfo(blob);
            var isNew = !old.Exists || old.Length != file.Size || !await file.Etag.MatchesAsync(blob, cancellation).ConfigureAwait(false);
            if (isNew)
            {
                if (old.Exists)
                {
                    Tell("what the cache has of it is damaged; downloading it again");
                }

                await new BlobDownload(connection, repository, file, options, progress).RunAsync(blob, cancellation).ConfigureAwait(false);
            }

            cache.Place(blob, pointer, isNew);
        }
        catch (HubFault fault)
        {
            throw HubErrors.Unavailable(repository, name, fault, options);
        }

        void Tell(string message) => progress?.Report(new DownloadProgress(name, 0, 0, message));
    }

    private sealed record Snapshot(HubRepository Repository, RepositoryCache Cache, string Commit);
}
