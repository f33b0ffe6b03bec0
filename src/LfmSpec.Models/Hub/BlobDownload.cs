using System.Diagnostics;
using System.Net;
using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Models.Hub;

/// <summary>
/// Brings one file into the cache: into .incomplete first, continued there after every break, checked against its hash, and moved under its name only then.
/// To be called with the blob's lock.
/// </summary>
internal sealed class BlobDownload(HubConnection connection, HubRepository repository, HubFile file, HubOptions options, IProgress<DownloadProgress>? progress)
{
    private const int BufferBytes = 1 << 18;
    private readonly Stopwatch sinceReport = new();
    private readonly SpeedFloor floor = new(options.Limits);
    private long furthest;

    /// <summary>Downloads the file.</summary>
    /// <param name="blob">Its name in the cache.</param>
    /// <param name="cancellation">Stops it; what has arrived stays in .incomplete.</param>
    /// <exception cref="HubFault">The host failed too often in a row.</exception>
    /// <exception cref="CheckpointException">The content is not what the hub announced, twice; it trickles; or the disk is full.</exception>
    public async Task RunAsync(string blob, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(blob)!);
        var incomplete = blob + ".incomplete";
        for (var repeated = false; ; repeated = true)
        {
            await FillAsync(incomplete, cancellation).ConfigureAwait(false);
            if (await file.Etag.MatchesAsync(incomplete, cancellation).ConfigureAwait(false))
            {
                File.Move(incomplete, blob, overwrite: true);
                Tell(file.Size, message: null);
                return;
            }

            File.Delete(incomplete);
            if (repeated)
            {
                throw new CheckpointException(
                    $"{repository}, {file.Name}: what arrived is not what the hub announced, twice: its hash is not {file.Etag.Text}. Nothing was kept. "
                    + "Something between here and the hub changes files, or the file on the hub is damaged; try another network, or later.");
            }

            furthest = 0;
            Tell(0, "what arrived is damaged: its hash is not the announced one; downloading it again");
        }
    }

    private async Task FillAsync(string incomplete, CancellationToken cancellation)
    {
        await using var stream = new FileStream(incomplete, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, useAsync: true);
        if (stream.Length > file.Size)
        {
            Empty(stream);
        }

        CheckSpace(incomplete, file.Size - stream.Length);
        furthest = stream.Length;
        Tell(stream.Length, message: null);
        var patience = new Patience(options.Limits, options.Limits.Attempts, message => Tell(stream.Length, message));
        await patience.RunAsync(
            async () =>
            {
                try
                {
                    await TransferAsync(stream, cancellation).ConfigureAwait(false);
                }
                catch (HubFault) when (stream.Length > furthest)
                {
                    // A server that always begins anew and always breaks makes no progress.
                    furthest = stream.Length;
                    patience.Progressed();
                    throw;
                }

                return true;
            },
            cancellation).ConfigureAwait(false);
        stream.Flush(flushToDisk: true);
    }

    private async Task TransferAsync(FileStream stream, CancellationToken cancellation)
    {
        if (stream.Length == file.Size)
        {
            return;
        }

        using var response = await connection.SendAsync(HttpMethod.Get, file.Address, stream.Length, null, cancellation).ConfigureAwait(false);
        Begin(stream, response);
        stream.Position = stream.Length;
        await using var body = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        floor.Begin();
        try
        {
            await CopyAsync(body, stream, cancellation).ConfigureAwait(false);
        }
        finally
        {
            floor.Pause();
        }

        if (stream.Length < file.Size)
        {
            throw new HubFault($"the transfer ended after {stream.Length:N0} of {file.Size:N0} bytes");
        }
    }

    private async Task CopyAsync(Stream body, FileStream stream, CancellationToken cancellation)
    {
        var buffer = new byte[BufferBytes];
        while (await connection.ReadAsync(body, buffer, cancellation).ConfigureAwait(false) is var read and > 0)
        {
            if (read > file.Size - stream.Length)
            {
                Empty(stream);
                throw new HubFault($"more arrived than the {file.Size:N0} bytes that were announced");
            }

            await stream.WriteAsync(buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
            if (stream.Length < file.Size && floor.IsBrokenBy(read))
            {
                throw HubErrors.TooSlow(repository, file.Name, options);
            }

            if (sinceReport.Elapsed >= options.Limits.ProgressEvery)
            {
                Tell(stream.Length, message: null);
            }
        }
    }

    /// <summary>Brings the file to the place at which the answer begins.</summary>
    private void Begin(FileStream stream, HttpResponseMessage response)
    {
        switch (response.StatusCode)
        {
            case HttpStatusCode.OK:
                Empty(stream);
                break;
            case HttpStatusCode.PartialContent when response.Content.Headers.ContentRange is { } range && range.From == stream.Length && (range.Length ?? file.Size) == file.Size:
                break;
            case HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable:
                Empty(stream);
                throw new HubFault("the server does not continue where the transfer broke; beginning anew");
            default:
                throw HubErrors.Refused(repository, file.Name, response, options);
        }
    }

    private static void Empty(FileStream stream)
    {
        if (stream.Length > 0)
        {
            stream.SetLength(0);
        }
    }

    private void CheckSpace(string path, long needed)
    {
        var free = options.FreeSpace(Path.GetDirectoryName(path)!);
        if (free < needed)
        {
            throw new CheckpointException(
                $"{repository}, {file.Name}: {needed:N0} bytes are to be downloaded to {options.CacheFolder}, and {free:N0} are free there. "
                + "Make room, or set HF_HUB_CACHE to a folder on another disk.");
        }
    }

    private void Tell(long bytes, string? message)
    {
        sinceReport.Restart();
        progress?.Report(new DownloadProgress(file.Name, bytes, file.Size, message));
    }
}
