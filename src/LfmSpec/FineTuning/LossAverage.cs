namespace LfmSpec;

/// <summary>What the supervised loss of an accumulated step is a mean over.</summary>
public enum LossAverage
{
    /// <summary>The tokens that count of the whole step, however it is split into batches: Hugging Face's Trainer, which divides by <c>num_items_in_batch</c>.</summary>
    Tokens = 0,

    /// <summary>Each batch's tokens, and then the batches, each alike however few of its tokens count: the Trainer before transformers 4.46, and the published study.</summary>
    Batches,
}
