namespace LfmSpec.Lab;

/// <summary>How a laboratory works; none of it changes a number.</summary>
public sealed record LaboratoryOptions
{
    /// <summary>The folder in which changed runs and observations are kept by content, so that a run that was stopped goes on where it was; null to keep them in memory alone.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>Whose results are kept: each shard has a file of its own in the cache folder, so several may share one.</summary>
    public Shard Shard { get; init; } = Shard.Whole;

    /// <summary>The memory that the rows of a batch may take, in bytes; 256 MiB unless told.</summary>
    public long MemoryBudget { get; init; } = 256L << 20;

    /// <summary>The memory that clean runs may keep between prompts, in bytes: residual streams and logits; 1 GiB unless told.</summary>
    public long CleanRunBudget { get; init; } = 1L << 30;

    /// <summary>Told of a sweep's progress, a chunk of runs at a time; null for silence.</summary>
    public IProgress<SweepProgress>? Progress { get; init; }
}
