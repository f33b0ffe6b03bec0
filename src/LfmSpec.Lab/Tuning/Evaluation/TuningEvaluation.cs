namespace LfmSpec.Lab;

/// <summary>What is measured of a model after some steps, on held-out examples and on the probes. What a method does not have is not a number.</summary>
public sealed record TuningEvaluation
{
    /// <summary>The steps so far; 0 before training.</summary>
    public required int Step { get; init; }

    /// <summary>What is minimised, on the held-out examples: of supervised training the mean cross-entropy over all tokens that count, in nats; of preferences the mean loss of the pairs; of policies that of the right answers.</summary>
    public required double HeldOutLoss { get; init; }

    /// <summary>The mean cross-entropy over the tokens of the held-out responses (the preferred ones; the answers) and their end of text, in nats, whatever counts in training.</summary>
    public required double HeldOutResponseLoss { get; init; }

    /// <summary>KL(base || this) in nats, the mean over the probes of their means over the positions.</summary>
    public required double Shift { get; init; }

    /// <summary>The same at the last position.</summary>
    public required double ShiftLast { get; init; }

    /// <summary>The share of held-out prompts that are answered rightly by the most probable tokens; of preferences, the share of pairs of a positive margin (of two equal ones, before training, half).</summary>
    public double Accuracy { get; init; } = double.NaN;

    /// <summary>Policies: the mean reward of completions sampled as in training, of the held-out problems.</summary>
    public double Reward { get; init; } = double.NaN;

    /// <summary>Preferences: the mean reward margin of the held-out pairs.</summary>
    public double Margin { get; init; } = double.NaN;
}
