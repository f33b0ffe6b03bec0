namespace LfmSpec;

/// <summary>What is measured of a changed run against the clean one.</summary>
public enum Metric
{
    /// <summary>KL(clean || changed) of the next-token distribution over the whole vocabulary, in nats, computed in double precision from float32 logits.</summary>
    Kl = 0,

    /// <summary>The share of positions at which the most probable next token is the clean run's, from 0 to 1.</summary>
    Top1,

    /// <summary>The mean over the vocabulary of |changed logit - clean logit|.</summary>
    LogitShift,

    /// <summary>
    /// KL of a case of several interventions less the KL of each of them alone, in nats: KL(ij) - KL(i) - KL(j). Above zero they do
    /// more together than apart.
    /// </summary>
    Interaction,

    /// <summary>
    /// For a patched pair: (LD(patched) - LD(target)) / (LD(source) - LD(target)) at the last position, where LD is the logit of the
    /// clean prompt's most probable token less that of the corrupt prompt's. 0 is the run that is patched, 1 the run that the value
    /// comes from. Not a number where the two prompts have the same most probable token.
    /// </summary>
    Recovery,

    /// <summary>For a patched pair: 1 - KL(source || patched) / KL(source || target) at the last position.</summary>
    KlRecovery,

    /// <summary>The change of the log-probability of the prompt's target token at the last position, changed less clean, in nats. For prompts with a single-token target.</summary>
    TargetLogProbability,
}
