namespace LfmSpec.Models.Hub;

/// <summary>How long a download waits and how often it tries again.</summary>
public sealed record HubLimits
{
    /// <summary>How many files are downloaded side by side.</summary>
    public int ParallelFiles { get; init; } = 3;

    /// <summary>How many requests in a row may fail; one that brought bytes which had never been there begins the count anew.</summary>
    public int Attempts { get; init; } = 6;

    /// <summary>The wait after the first failure; it doubles with every further one, and each is varied by up to a half.</summary>
    public TimeSpan FirstWait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest of these waits.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest wait that a server can ask for with Retry-After; what goes beyond is cut to it.</summary>
    public TimeSpan LongestRetryAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a connection may take to come about.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a server may take until it begins to answer.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a server may send nothing in the middle of a file.</summary>
    public TimeSpan ReadTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many bytes a second must arrive over a <see cref="SpeedWindow"/>; 0 for no floor.</summary>
    public double LeastBytesPerSecond { get; init; } = 1024;

    /// <summary>Over how long the speed of a transfer is taken.</summary>
    public TimeSpan SpeedWindow { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long another process that downloads the same file is waited for.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How often the lock of another process is tried.</summary>
    public TimeSpan LockPoll { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How often, while waiting for it, that is said.</summary>
    public TimeSpan LockMessage { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often the bytes of a file are reported.</summary>
    public TimeSpan ProgressEvery { get; init; } = TimeSpan.FromMilliseconds(200);
}
