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

    /// <summary>Ones: a gate that lets everything pass. Only for the factors of a convolution, whose product is zero whichever of them is zero.</summary>
    One,

    /// <summary>The component's mean over all positions of all the experiment's prompts.</summary>
    PromptMean,

    /// <summary>
    /// The component's value in another prompt of the experiment: prompts are deranged, none keeps its own. The first position takes
    /// the donor's first; the others take the donor's others in turn, from its second again where it is shorter.
    /// </summary>
    Resampled,
}

/// <summary>What each replacement can take the place of.</summary>
internal static class Replacements
{
    /// <summary>Why a component cannot be replaced so, and what to do instead; or null if it can.</summary>
    public static string? Problem(this Replacement with, Component component) => with switch
    {
        Replacement.Input when component != Component.Block =>
            "only a whole block can pass its input through: use With = Mean or Zero, or Target = Block",
        Replacement.One when component is not (Component.Gate or Component.Carrier or Component.Signal) =>
            "only a factor of a convolution lets everything pass when it is one: use With = Mean, or Target = Gate, Carrier or Signal",
        _ => null,
    };
}
