namespace LfmSpec.Lab;

/// <summary>What the check of a law came to, where it was not broken.</summary>
/// <param name="Checked">How many times something was compared: a case on a prompt, a prompt, or an adapter.</param>
/// <param name="Idle">Why nothing could be compared in the others, a reason each kind; empty if the law was checked wherever it applies.</param>
public sealed record LawOutcome(int Checked, IReadOnlyList<string> Idle)
{
    /// <summary>Whether nothing was compared at all: the law neither holds nor fails of this experiment.</summary>
    public bool HasNothingToCheck => Checked == 0;

    /// <inheritdoc/>
    public override string ToString() => $"{(HasNothingToCheck ? "nothing to check" : $"{Checked} checked")}{(Idle.Count == 0 ? "" : $": {string.Join("; ", Idle)}")}";
}

/// <summary>What a law says of one case, prompt or adapter: it holds, it is broken, or there is nothing to check.</summary>
/// <param name="Broken">What is wrong, in words, or null.</param>
/// <param name="Idle">Why there is nothing to check, or null.</param>
internal readonly record struct Verdict(string? Broken, string? Idle)
{
    /// <summary>Something was compared, and the law holds of it.</summary>
    internal static Verdict Holds => default;

    /// <summary>Nothing was compared.</summary>
    internal static Verdict NothingToCheck(string why) => new(null, why);

    /// <summary>Broken if there is something wrong, else it holds.</summary>
    internal static Verdict Of(string? wrong) => new(wrong, null);
}

/// <summary>Counts verdicts.</summary>
internal sealed class LawTally
{
    private readonly List<string> idle = [];
    private int compared;

    /// <summary>How many verdicts there were.</summary>
    internal int Count { get; private set; }

    /// <summary>Whether something was compared.</summary>
    internal bool HasChecked => compared > 0;

    internal LawOutcome Outcome => new(compared, idle);

    /// <summary>Counts a verdict that is not broken.</summary>
    internal void Add(Verdict verdict)
    {
        Count++;
        if (verdict.Idle is null)
        {
            compared++;
        }
        else if (!idle.Contains(verdict.Idle))
        {
            idle.Add(verdict.Idle);
        }
    }
}
