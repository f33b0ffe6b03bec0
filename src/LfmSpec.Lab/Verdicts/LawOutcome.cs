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

/// <summary>What a law says of one case, run or adapter: it holds, it is broken, or there is nothing to check.</summary>
public readonly record struct LawVerdict
{
    private LawVerdict(string? wrong, string? idle) => (Wrong, Idle) = (wrong, idle);

    /// <summary>Something was compared, and the law holds of it.</summary>
    public static LawVerdict Holds => default;

    /// <summary>What is wrong, in words, or null.</summary>
    public string? Wrong { get; }

    /// <summary>Why there is nothing to check, or null.</summary>
    public string? Idle { get; }

    /// <summary>Nothing was compared, which is no pass.</summary>
    /// <param name="why">Why, as a clause: <c>the prompt has one position</c>.</param>
    /// <returns>The verdict.</returns>
    public static LawVerdict NothingToCheck(string why) => new(null, why);

    /// <summary>Something was compared, and the law does not hold of it.</summary>
    /// <param name="what">What is wrong, as a clause with its numbers: <c>the weights sum to 0.9</c>.</param>
    /// <returns>The verdict.</returns>
    public static LawVerdict Broken(string what) => new(what, null);

    /// <summary>Broken if there is something wrong, else it holds.</summary>
    internal static LawVerdict Of(string? wrong) => new(wrong, null);
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
    internal void Add(LawVerdict verdict)
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
