namespace LfmSpec;

/// <summary>The learning rate after the warm-up, which rises linearly from 0: as in Hugging Face's Trainer, the first step's rate is 0 if there is a warm-up.</summary>
public enum LearningRateSchedule
{
    /// <summary>Half a cosine down to 0.</summary>
    Cosine = 0,

    /// <summary>A line down to 0.</summary>
    Linear,

    /// <summary>The same to the end.</summary>
    Constant,
}
