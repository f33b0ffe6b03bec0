using System.Collections.Immutable;

namespace LfmSpec.Generators.Configuration;

/// <summary>The widths that the shapes of a block's matrices follow from.</summary>
/// <param name="Hidden">The residual stream's.</param>
/// <param name="Mlp">The MLP's.</param>
/// <param name="Queries">All query heads'.</param>
/// <param name="KeyValues">All key-value heads'.</param>
internal sealed record ModelWidths(int Hidden, int Mlp, int Queries, int KeyValues);

/// <summary>The linear modules of a block, by the names of Hugging Face's <c>Lfm2DecoderLayer</c>, <c>Qwen2DecoderLayer</c> and <c>LlamaDecoderLayer</c>.</summary>
internal static class LinearModules
{
    private static readonly ImmutableDictionary<string, ModuleRole> Roles = new[] { "lfm2", "llama" }
        .SelectMany(static architecture => OfAttention(architecture, new(1, 1, 1, 1)).Concat(OfConvolution(new(1, 1, 1, 1))))
        .GroupBy(static module => module.ShortName)
        .ToImmutableDictionary(static named => named.Key, static named => named.First().Role);

    /// <summary>The modules of an attention block with its MLP.</summary>
    public static ImmutableArray<LinearModule> OfAttention(string architecture, ModelWidths widths) =>
    [
        new(DecoderModules.Query, ModuleRole.Query, widths.Hidden, widths.Queries),
        new(DecoderModules.Key, ModuleRole.Key, widths.Hidden, widths.KeyValues),
        new(DecoderModules.Value, ModuleRole.Value, widths.Hidden, widths.KeyValues),
        new(DecoderModules.Of(architecture).AttentionOut, ModuleRole.Out, widths.Queries, widths.Hidden),
        .. OfMlp(DecoderModules.Of(architecture), widths),
    ];

    /// <summary>The modules of an LFM2's convolution block with its MLP.</summary>
    public static ImmutableArray<LinearModule> OfConvolution(ModelWidths widths) =>
    [
        new(DecoderModules.In, ModuleRole.In, widths.Hidden, 3 * widths.Hidden),
        new(DecoderModules.ConvolutionOut, ModuleRole.Out, widths.Hidden, widths.Hidden),
        .. OfMlp(DecoderModules.Lfm2, widths),
    ];

    /// <summary>What a module of this name does in any of the architectures, or null.</summary>
    /// <param name="shortName">The last part of a module's path.</param>
    public static ModuleRole? RoleOf(string shortName) => Roles.TryGetValue(shortName, out var role) ? role : null;

    private static IEnumerable<LinearModule> OfMlp(DecoderModules modules, ModelWidths widths) =>
    [
        new(modules.Gate, ModuleRole.Gate, widths.Hidden, widths.Mlp),
        new(modules.Up, ModuleRole.Up, widths.Hidden, widths.Mlp),
        new(modules.Down, ModuleRole.Down, widths.Mlp, widths.Hidden),
    ];
}
