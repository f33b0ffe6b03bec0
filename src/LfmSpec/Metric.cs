namespace LfmSpec;

/// <summary>What is measured of a changed run against the clean one.</summary>
public enum Metric
{
    /// <summary>KL(clean || changed) of the next-token distribution over the whole vocabulary, in nats, computed in double precision from float32 logits.</summary>
    Kl = 0,

    /// <summary>The share of positions at which the most probable next token is the clean run's, from 0 to 1.</summary>
    Top1,
}
