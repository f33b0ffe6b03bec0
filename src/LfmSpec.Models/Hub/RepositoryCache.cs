namespace LfmSpec.Models.Hub;

/// <summary>
/// One repository in the cache, in huggingface_hub's layout: blobs by the hash of their content, snapshots of links to them by commit, and refs that say which
/// commit a branch or tag was.
/// </summary>
internal sealed class RepositoryCache(HubOptions options, HubRepository repository)
{
    private readonly string folder = Path.Combine(options.CacheFolder, repository.FolderName);

    private string Snapshots => Path.Combine(folder, "snapshots");

    public string Snapshot(string commit) => Path.Combine(Snapshots, commit);

    public string Pointer(string commit, string file) => Path.Combine(Snapshot(commit), Path.Combine(file.Split('/')));

    public string Blob(BlobEtag etag) => Path.Combine(folder, "blobs", etag.Text);

    public string Lock(BlobEtag etag) => Path.Combine(options.CacheFolder, ".locks", repository.FolderName, etag.Text + ".lock");

    /// <summary>Whether a file is there, and not only a link to one that is gone.</summary>
    public static bool IsThere(string path)
    {
        // Exists is true of a broken link.
        var file = new FileInfo(path);
        return file.Exists && (file.LinkTarget is null || file.ResolveLinkTarget(returnFinalTarget: true) is { Exists: true });
    }

    /// <summary>The commit that a revision is, or was when it was last asked for; null if the cache does not know.</summary>
    public string? Commit(string revision)
    {
        if (HubRepository.IsCommit(revision))
        {
            return revision;
        }

        var path = Ref(revision);
        return File.Exists(path) && File.ReadAllText(path).Trim() is var commit && HubRepository.IsCommit(commit) ? commit : null;
    }

    /// <summary>The commits of which the cache has all that a checkpoint needs, in ordinal order.</summary>
    public IReadOnlyList<string> WholeCommits() => !Directory.Exists(Snapshots) ? [] :
    [
        .. Directory.GetDirectories(Snapshots).Select(path => Path.GetFileName(path))
            .Where(name => HubRepository.IsCommit(name) && CheckpointFiles.Missing(Snapshot(name)).Count == 0).Order(StringComparer.Ordinal),
    ];

    /// <summary>Notes which commit a branch or tag is. A cache that may not be written is used without the note.</summary>
    public void Remember(string revision, string commit)
    {
        if (Commit(revision) == commit)
        {
            return;
        }

        var path = Ref(revision);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            Replace(path, temporary => File.WriteAllText(temporary, commit));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The snapshot is whole, or writing that would have failed first.
        }
    }

    /// <summary>Puts a blob into a snapshot: as a relative link, or itself where links cannot be made. To be called with the blob's lock.</summary>
    /// <param name="blob">The blob.</param>
    /// <param name="pointer">The file of the snapshot.</param>
    /// <param name="isNew">Whether it was downloaded now; if not, other snapshots may hold it.</param>
    public void Place(string blob, string pointer, bool isNew)
    {
        var place = Path.GetDirectoryName(pointer)!;
        Directory.CreateDirectory(place);
        if (options.Symlinks)
        {
            try
            {
                Replace(pointer, temporary => File.CreateSymbolicLink(temporary, Path.GetRelativePath(place, blob)));
                return;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or PlatformNotSupportedException)
            {
                // Windows without the privilege, or a file system without links; if it is something else, the next step says so.
            }
        }

        if (isNew)
        {
            File.Move(blob, pointer, overwrite: true);
        }
        else
        {
            Replace(pointer, temporary => File.Copy(blob, temporary));
        }
    }

    private string Ref(string revision) => Path.Combine(folder, "refs", Path.Combine(revision.Split('/')));

    /// <summary>Makes a file under another name, which then takes the place of whatever is there: no reader sees half of it.</summary>
    private static void Replace(string path, Action<string> make)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            make(temporary);
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            // After a success it has moved away.
            File.Delete(temporary);
        }
    }
}
