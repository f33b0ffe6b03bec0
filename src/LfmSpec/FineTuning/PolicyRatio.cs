namespace LfmSpec;

/// <summary>What the probability of a sampled completion is compared with in GRPO's clipped ratio.</summary>
public enum PolicyRatio
{
    /// <summary>The policy that sampled it, token by token.</summary>
    OldPolicy = 0,

    /// <summary>The frozen base model, over the whole sequence, as the published study did: its gradient dies when the policy has moved by the clip.</summary>
    Base,
}
