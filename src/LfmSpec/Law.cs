namespace LfmSpec;

/// <summary>
/// What must hold of every intervention of a kind, whatever the model. The generator emits a test for each law that applies
/// to an experiment; a law that fails means that the experiment's numbers mean something else than they say.
/// </summary>
public enum Law
{
    /// <summary>Every edited site replaced by its own clean value gives the clean run, bit for bit: the intervention changes nothing else.</summary>
    CleanIntoCleanIsClean = 0,

    /// <summary>A case resumed from the clean residual at the first block that it changes gives the full forward pass, bit for bit.</summary>
    ResumedEqualsFull,

    /// <summary>A case as one row of a batch of eight gives what it gives alone, and the other rows stay clean, bit for bit.</summary>
    BatchedEqualsSingle,

    /// <summary>Steering by scale 0 is the clean run, bit for bit.</summary>
    ScaleZeroIsClean,

    /// <summary>A replacement by the mean is not a replacement by zero.</summary>
    MeanIsNotZero,

    /// <summary>Skipping every block is the logit lens of the embedding, bit for bit.</summary>
    SkippingEveryBlockIsTheEmbeddingLens,
}
