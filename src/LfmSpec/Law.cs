namespace LfmSpec;

/// <summary>
/// What must hold of every intervention of a kind, whatever the model. The generator emits a test for each law that applies
/// to an experiment, and for each <see cref="LawAttribute"/> of the kinds that it names; a law that fails means that the experiment's numbers mean something else than they say.
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

    /// <summary>An intervention at a position changes nothing at the positions before it, bit for bit: the model is causal.</summary>
    NothingChangesBeforeThePosition,

    /// <summary>Changing a later token changes no logit of the changed run before it, bit for bit: an intervention that says so looks at nothing later.</summary>
    ChangedRunIsCausal,

    /// <summary>The interventions of one case in any order give the same logits, bit for bit.</summary>
    OrderDoesNotMatter,

    /// <summary>No prompt is resampled from itself, and every prompt gives its value to just one other.</summary>
    ResamplingIsADerangement,

    /// <summary>A random control's vector has the length of the vector that it is a control of, and another direction.</summary>
    ControlHasEqualNorm,

    /// <summary>Patching a prompt's own value into it is its clean run, bit for bit.</summary>
    PatchingFromItselfIsClean,

    /// <summary>Changing a later token changes no logit before it, bit for bit.</summary>
    LaterTokensChangeNothingBefore,

    /// <summary>An adapter as it starts, B = 0, is the base model, bit for bit.</summary>
    ZeroAdapterIsTheBase,

    /// <summary>A trained adapter merged into the weights gives the logits of the adapter beside them, within 1e-4, and taken out again the base model's.</summary>
    MergedEqualsUnmerged,

    /// <summary>Every adapter takes part in a forward pass and gets a gradient.</summary>
    EveryAdapterIsCalled,

    /// <summary>A run that is stopped and resumed gives the weights of one that is not, bit for bit.</summary>
    ResumedTrainingEqualsUninterrupted,

    /// <summary>DPO's loss before the first step is ln 2; IPO's is 1 / (4 beta^2).</summary>
    FirstPreferenceLossIsKnown,

    /// <summary>A group of equal rewards has no gradient but the KL's.</summary>
    EqualRewardsHaveNoGradient,
}
