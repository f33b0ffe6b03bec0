namespace LfmSpec;

/// <summary>In which order an epoch goes through the training part.</summary>
public enum ExampleOrder
{
    /// <summary>In another one every epoch, drawn by the seed.</summary>
    Shuffled = 0,

    /// <summary>As the data have them, every epoch: as the published study gave GRPO its ten prompts.</summary>
    AsGiven,
}
