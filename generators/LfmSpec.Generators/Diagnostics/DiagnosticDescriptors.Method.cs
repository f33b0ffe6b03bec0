using Microsoft.CodeAnalysis;

namespace LfmSpec.Generators.Diagnostics;

/// <content>Mistakes of method: what the published atlas did, and what its numbers then mean.</content>
internal static partial class DiagnosticDescriptors
{
    /// <summary>A whole block is zeroed.</summary>
    public static readonly DiagnosticDescriptor WholeBlockZeroed = Warning(
        DiagnosticIds.WholeBlockZeroed,
        "A whole block is zeroed",
        "Zeroing the output of a whole block erases the residual stream, so every block gives the same KL: to skip the block, say With = Input");

    /// <summary>The whole residual stream is patched.</summary>
    public static readonly DiagnosticDescriptor WholeStreamPatched = Warning(
        DiagnosticIds.WholeStreamPatched,
        "The whole residual stream is patched",
        "Patching the output of a block at every position replaces the whole residual stream, so the patched run is the other run: patch one position, the operator, the MLP or a head");

    /// <summary>KL is only summed over positions.</summary>
    public static readonly DiagnosticDescriptor OnlySummed = Warning(
        DiagnosticIds.OnlySummed,
        "KL is only summed over positions",
        "KL is only summed over positions, and a sum grows with the length of the prompt: measure the mean or the last position beside it");

    /// <summary>An output slice is not a head.</summary>
    public static readonly DiagnosticDescriptor SliceIsNoHead = Warning(
        DiagnosticIds.SliceIsNoHead,
        "An output slice is not a head",
        "An output slice is not a head: it is a few channels of the residual stream, and every head writes to all of them; a head is Target = Head");

    /// <summary>Factors of one product are zeroed.</summary>
    public static readonly DiagnosticDescriptor ProductZeroed = Warning(
        DiagnosticIds.ProductZeroed,
        "Factors of one product are zeroed",
        "{0} of a convolution are factors of one product, which is zero whichever of them is, so their effects are equal by construction: set one to With = One or With = Mean");

    /// <summary>A prompt is given twice.</summary>
    public static readonly DiagnosticDescriptor PromptTwice = Warning(
        DiagnosticIds.PromptTwice,
        "A prompt is given twice",
        "The prompt {0} is given twice, {1}: remove one");

    /// <summary>A prompt begins or ends with a space.</summary>
    public static readonly DiagnosticDescriptor SpaceAtEnd = Warning(
        DiagnosticIds.SpaceAtEnd,
        "A prompt begins or ends with a space",
        "The prompt {0} {1}: remove it");

    /// <summary>Nothing acts together.</summary>
    public static readonly DiagnosticDescriptor NothingTogether = Warning(
        DiagnosticIds.NothingTogether,
        "Nothing acts together",
        "Together = \"{0}\" is on one attribute alone, so nothing acts together{1}: give the name to another attribute, or remove it");
}
