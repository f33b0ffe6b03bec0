using System.Diagnostics;

namespace LfmSpec.Models.Hub;

/// <summary>Ends a transfer that trickles: each byte in time for the timeout of a read, and no end to be expected. Time counts while bytes are waited for.</summary>
internal sealed class SpeedFloor(HubLimits limits)
{
    private readonly Stopwatch window = new();
    private long bytes;

    /// <summary>Bytes are waited for.</summary>
    public void Begin() => window.Start();

    /// <summary>Nothing is waited for; the window goes on with the next attempt.</summary>
    public void Pause() => window.Stop();

    /// <summary>Counts what arrived.</summary>
    /// <returns>Whether it is too little over a whole window.</returns>
    public bool IsBrokenBy(int read)
    {
        bytes += read;
        if (window.Elapsed < limits.SpeedWindow)
        {
            return false;
        }

        var isBroken = bytes < limits.LeastBytesPerSecond * window.Elapsed.TotalSeconds;
        window.Restart();
        bytes = 0;
        return isBroken;
    }
}
