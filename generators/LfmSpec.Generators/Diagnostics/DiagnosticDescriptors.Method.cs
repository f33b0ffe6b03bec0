using Microsoft.CodeAnalysis;

namespace LfmSpec.Generators;

/// <content>Mistakes of method: what the published atlas did, and what its numbers then mean.</content>
internal static partial class DiagnosticDescriptors
{
    private const string Method = "LfmSpec.Method";

    /// <summary>
    /// Zeroing the output of a whole block erases the residual stream, so every block gives the same KL: to skip the block,
    /// say With = Input.
    /// </summary>
    public static readonly DiagnosticDescriptor WholeBlockZeroed = new(
        id: DiagnosticIds.WholeBlockZeroed,
        title: "A whole block is zeroed",
        messageFormat: "Zeroing the output of a whole block erases the residual stream, so every block gives the same KL: to skip the block, say With = Input",
        category: Method,
        defaultSeverity: DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: Pages + DiagnosticIds.WholeBlockZeroed + ".md");

    /// <summary>
    /// Patching the output of a block at every position replaces the whole residual stream, so the patched run is the other
    /// run: patch one position, the operator, the MLP or a head.
    /// </summary>
    public static readonly DiagnosticDescriptor WholeStreamPatched = new(
        id: DiagnosticIds.WholeStreamPatched,
        title: "The whole residual stream is patched",
        messageFormat: "Patching the output of a block at every position replaces the whole residual stream, so the patched run is the other run: patch one position, the operator, the MLP or a head",
        category: Method,
        defaultSeverity: DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: Pages + DiagnosticIds.WholeStreamPatched + ".md");

    /// <summary>
    /// KL is only summed over positions, and a sum grows with the length of the prompt: measure the mean or the last position
    /// beside it.
    /// </summary>
    public static readonly DiagnosticDescriptor OnlySummed = new(
        id: DiagnosticIds.OnlySummed,
        title: "KL is only summed over positions",
        messageFormat: "KL is only summed over positions, and a sum grows with the length of the prompt: measure the mean or the last position beside it",
        category: Method,
        defaultSeverity: DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: Pages + DiagnosticIds.OnlySummed + ".md");

    /// <summary>
    /// An output slice is not a head: it is a few channels of the residual stream, and every head writes to all of them; a
    /// head is Target = Head.
    /// </summary>
    public static readonly DiagnosticDescriptor SliceIsNoHead = new(
        id: DiagnosticIds.SliceIsNoHead,
        title: "An output slice is not a head",
        messageFormat: "An output slice is not a head: it is a few channels of the residual stream, and every head writes to all of them; a head is Target = Head",
        category: Method,
        defaultSeverity: DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: Pages + DiagnosticIds.SliceIsNoHead + ".md");

    /// <summary>
    /// {0} of a convolution are factors of one product, which is zero whichever of them is, so their effects are equal by
    /// construction: set one to With = One or With = Mean.
    /// </summary>
    public static readonly DiagnosticDescriptor ProductZeroed = new(
        id: DiagnosticIds.ProductZeroed,
        title: "Factors of one product are zeroed",
        messageFormat: "{0} of a convolution are factors of one product, which is zero whichever of them is, so their effects are equal by construction: set one to With = One or With = Mean",
        category: Method,
        defaultSeverity: DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: Pages + DiagnosticIds.ProductZeroed + ".md");

    /// <summary>The prompt {0} is given twice, {1}: remove one.</summary>
    public static readonly DiagnosticDescriptor PromptTwice = new(
        id: DiagnosticIds.PromptTwice,
        title: "A prompt is given twice",
        messageFormat: "The prompt {0} is given twice, {1}: remove one",
        category: Method,
        defaultSeverity: DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: Pages + DiagnosticIds.PromptTwice + ".md");

    /// <summary>The prompt {0} {1}: remove it.</summary>
    public static readonly DiagnosticDescriptor SpaceAtEnd = new(
        id: DiagnosticIds.SpaceAtEnd,
        title: "A prompt begins or ends with a space",
        messageFormat: "The prompt {0} {1}: remove it",
        category: Method,
        defaultSeverity: DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: Pages + DiagnosticIds.SpaceAtEnd + ".md");

    /// <summary>Together = "{0}" is on one attribute alone, so nothing acts together{1}: give the name to another attribute, or remove it.</summary>
    public static readonly DiagnosticDescriptor NothingTogether = new(
        id: DiagnosticIds.NothingTogether,
        title: "Nothing acts together",
        messageFormat: "Together = \"{0}\" is on one attribute alone, so nothing acts together{1}: give the name to another attribute, or remove it",
        category: Method,
        defaultSeverity: DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: Pages + DiagnosticIds.NothingTogether + ".md");
}
