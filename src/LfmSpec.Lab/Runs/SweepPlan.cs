namespace LfmSpec.Lab;

/// <summary>What an experiment will cost: block passes (one block over one prompt) and positions through the head, against one full forward a case.</summary>
public sealed record SweepPlan
{
    /// <summary>The experiment.</summary>
    public required string Experiment { get; init; }

    /// <summary>The number of cases, those included that a measure needs beside the experiment's own.</summary>
    public required int Cases { get; init; }

    /// <summary>The number of prompts, or of pairs.</summary>
    public required int Prompts { get; init; }

    /// <summary>The number of changed runs: cases x prompts.</summary>
    public required long Runs { get; init; }

    /// <summary>How many of them are known already.</summary>
    public required long Known { get; init; }

    /// <summary>Block passes of the changed runs that are not known: each starts at the first block that it changes.</summary>
    public required long BlockPasses { get; init; }

    /// <summary>Block passes of the clean runs, one full pass a prompt.</summary>
    public required long CleanBlockPasses { get; init; }

    /// <summary>Block passes of one full forward a case.</summary>
    public required long NaiveBlockPasses { get; init; }

    /// <summary>Positions through the head: all of a prompt's, or the last alone where nothing else is measured.</summary>
    public required long HeadPositions { get; init; }

    /// <summary>Positions through the head of one full forward a case.</summary>
    public required long NaiveHeadPositions { get; init; }
}
