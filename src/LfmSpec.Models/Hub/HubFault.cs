namespace LfmSpec.Models.Hub;

/// <summary>A failure that may pass: a dropped connection, a server that is silent, busy or ill. It never leaves the hub's classes.</summary>
internal sealed class HubFault(string message, TimeSpan? retryAfter = null, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>How long the server asks to wait; null if it does not.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
