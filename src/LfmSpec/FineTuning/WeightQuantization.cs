namespace LfmSpec;

/// <summary>How the frozen weights of the linear layers are kept.</summary>
public enum WeightQuantization
{
    /// <summary>As the checkpoint has them.</summary>
    None = 0,

    /// <summary>NF4 in blocks of 64 (QLoRA; Dettmers et al. 2023).</summary>
    NormalFloat4,

    /// <summary>NF4 with double quantisation: the magnitudes of the blocks in eight bits too, as QLoRA and the published study keep them.</summary>
    DoubleNormalFloat4,
}
