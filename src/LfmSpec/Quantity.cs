namespace LfmSpec;

/// <summary>What can be read of a clean run.</summary>
public enum Quantity
{
    /// <summary>The L2 norm of the residual stream, a row a block and the embedding first: mean over positions, first position, mean without it, last position; where the experiment is <see cref="ExperimentAttribute.Published"/>, the Frobenius norm over all positions too.</summary>
    ResidualNorms = 0,

    /// <summary>The L2 norm of the residual stream, a row a position and a column a block.</summary>
    ResidualNormsByPosition,

    /// <summary>Massive activations (Sun et al. 2024): positions whose norm, and channels whose magnitude, are above a multiple of the block's median.</summary>
    MassiveActivations,

    /// <summary>The final norm and the head on the residual stream after each block, at the last position (nostalgebraist 2020): the top tokens, entropy in nats, and the rank and probability of the final answer.</summary>
    LogitLens,

    /// <summary>Linear CKA between the residual streams after every two blocks (Kornblith et al. 2019): biased and unbiased (Song et al. 2012), with and without each prompt's first position, with a permutation null, n and d.</summary>
    Cka,

    /// <summary>The taps of the causal convolutions, named t-2, t-1 and t: mean magnitude, variance, norms.</summary>
    ConvTaps,

    /// <summary>The cross-entropy of each next token, in nats.</summary>
    TokenLoss,

    /// <summary>What each block adds to head(norm(h)) at the last position: the most raised and lowered tokens.</summary>
    VocabularyContribution,

    /// <summary>Cosines between the centroids of categories of words in the embedding, and the norms of its rows.</summary>
    EmbeddingStructure,

    /// <summary>Statistics of the attention weights by head: entropy in nats, weight on the first, the own and the last position, maximum.</summary>
    AttentionStatistics,

    /// <summary>The gradient of the mean next-token loss with respect to each block's output: its norm, by reverse-mode differentiation.</summary>
    GradientSensitivity,

    /// <summary>The norm of the gradient of the mean next-token loss with respect to each parameter.</summary>
    ParameterGradients,
}
