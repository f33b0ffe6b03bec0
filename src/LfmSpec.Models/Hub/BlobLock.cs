using System.Diagnostics;
using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Models.Hub;

/// <summary>
/// Lets one process at a time download a blob: a file opened for nobody else. On Unix that is flock, as Python's filelock takes it, so that the two wait for
/// each other. The file stays; a process that dies leaves no lock behind.
/// </summary>
internal static class BlobLock
{
    // ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION; EAGAIN of Linux and of macOS.
    private static readonly int[] Held = [unchecked((int)0x80070020), unchecked((int)0x80070021), 11, 35];

    /// <summary>Takes a lock, as soon as no other process has it.</summary>
    /// <returns>The lock; dispose it to release it.</returns>
    /// <exception cref="CheckpointException">It was not released in time.</exception>
    public static async Task<IDisposable> TakeAsync(string path, HubLimits limits, Action<string> tell, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var waited = Stopwatch.StartNew();
        var told = TimeSpan.MinValue;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            }
            catch (IOException error) when (Held.Contains(error.HResult))
            {
                if (waited.Elapsed >= limits.LockTimeout)
                {
                    throw new CheckpointException(
                        $"{path}: another process has been downloading this file for more than {limits.LockTimeout.TotalSeconds:N0} s. Wait for it, or end it, and run this again.");
                }
            }

            if (told == TimeSpan.MinValue || waited.Elapsed - told >= limits.LockMessage)
            {
                told = waited.Elapsed;
                tell($"another process is downloading this file; waiting for it ({waited.Elapsed.TotalSeconds:N0} s so far)");
            }

            await Task.Delay(limits.LockPoll, cancellation).ConfigureAwait(false);
        }
    }
}
