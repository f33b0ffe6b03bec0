namespace LfmSpec;

/// <summary>What an ablation puts in the place of a component's value.</summary>
public enum Replacement
{
    /// <summary>Zeros. Alone it spoofs: it injects a value that the model never saw (Li and Janson 2024, "Optimal ablation").</summary>
    Zero = 0,

    /// <summary>The component's own mean over the positions of the same prompt.</summary>
    Mean,

    /// <summary>The input of the block: the block is skipped. Only for <see cref="Component.Block"/>.</summary>
    Input,
}
