namespace LfmSpec;

/// <summary>What is minimised when a model is fine-tuned.</summary>
public enum TuningMethod
{
    /// <summary>Supervised fine-tuning: the mean cross-entropy of the targets that count, in nats.</summary>
    Sft = 0,

    /// <summary>Direct preference optimisation, the sigmoid loss (Rafailov et al. 2023).</summary>
    Dpo,

    /// <summary>Identity preference optimisation on mean log-ratios (Azar et al. 2023; TRL's <c>ipo</c>).</summary>
    Ipo,

    /// <summary>Group relative policy optimisation, each completion's mean over its tokens (Shao et al. 2024; TRL's <c>grpo</c>).</summary>
    Grpo,

    /// <summary>GRPO without the bias by length and by spread (Liu et al. 2025; TRL's <c>dr_grpo</c>).</summary>
    DrGrpo,

    /// <summary>GRPO over all tokens of the group at once, with its own upper clip (Yu et al. 2025; TRL's <c>dapo</c>).</summary>
    Dapo,
}
