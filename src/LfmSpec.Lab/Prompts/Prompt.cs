namespace LfmSpec.Lab;

/// <summary>One prompt of an experiment.</summary>
/// <param name="Family">The task family, or an empty string.</param>
/// <param name="Text">The raw text.</param>
public sealed record Prompt(string Family, string Text)
{
    /// <summary>The right continuation, with its leading space if it has one; it may end before the answer does. Null if the prompt comes without.</summary>
    public string? Target { get; init; }

    /// <summary>The one token that the target is in its context; only where an experiment asks for single-token targets, otherwise null.</summary>
    public int? TargetId { get; init; }
}
