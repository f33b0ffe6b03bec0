namespace LfmSpec.Models;

/// <summary>What kind of operator a block has.</summary>
public enum OperatorKind
{
    /// <summary>A gated short convolution.</summary>
    Convolution,

    /// <summary>Grouped-query self-attention.</summary>
    Attention,
}

/// <summary>The sizes of a model that experiments ask for.</summary>
public sealed record ModelShape
{
    /// <summary>The operator of each block, in order.</summary>
    public required IReadOnlyList<OperatorKind> Blocks { get; init; }

    /// <summary>The width of the residual stream.</summary>
    public required int Hidden { get; init; }

    /// <summary>The width of the MLP.</summary>
    public required int MlpHidden { get; init; }

    /// <summary>The number of query heads of an attention block.</summary>
    public required int Heads { get; init; }

    /// <summary>The number of key-value heads of an attention block.</summary>
    public required int KeyValueHeads { get; init; }

    /// <summary>The width of a head.</summary>
    public required int HeadDimension { get; init; }

    /// <summary>The number of tokens of the vocabulary.</summary>
    public required int Vocabulary { get; init; }

    /// <summary>The largest number of positions that the configuration allows.</summary>
    public required int Context { get; init; }
}
