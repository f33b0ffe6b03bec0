using System.Collections.Immutable;

namespace LfmSpec.Generators.Configuration;

/// <summary>What the checks need to know of a checkpoint.</summary>
/// <param name="Name">The model's name, such as <c>lfm2-atlas-tiny</c>.</param>
/// <param name="Blocks">What each block's operator is.</param>
/// <param name="Heads">The number of query heads of an attention block.</param>
/// <param name="Vocabulary">The number of tokens.</param>
/// <param name="AttentionModules">The linear modules of an attention block.</param>
/// <param name="ConvolutionModules">The linear modules of a convolution block.</param>
internal sealed record ModelShape(
    string Name,
    EquatableArray<BlockKind> Blocks,
    int Heads,
    int Vocabulary,
    EquatableArray<LinearModule> AttentionModules,
    EquatableArray<LinearModule> ConvolutionModules)
{
    /// <summary>The blocks that have a component, ascending.</summary>
    public ImmutableArray<int> BlocksWith(Component component) =>
        [.. Enumerable.Range(0, Blocks.Count).Where(block => Has(block, component))];

    /// <summary>Whether a block has a component.</summary>
    public bool Has(int block, Component component) => component switch
    {
        Component.Head or Component.OutputSlice => Blocks[block] == BlockKind.Attention,
        Component.Gate or Component.Carrier or Component.Signal => Blocks[block] == BlockKind.Convolution,
        _ => true,
    };

    /// <summary>The linear modules of a block.</summary>
    public EquatableArray<LinearModule> ModulesOf(int block) =>
        Blocks[block] == BlockKind.Attention ? AttentionModules : ConvolutionModules;

    /// <summary>The blocks of one kind, ascending.</summary>
    public ImmutableArray<int> BlocksOf(BlockKind kind) => [.. Enumerable.Range(0, Blocks.Count).Where(block => Blocks[block] == kind)];
}

/// <summary>The operator of a block.</summary>
internal enum BlockKind
{
    /// <summary>Attention, <c>self_attn</c>.</summary>
    Attention,

    /// <summary>A gated short convolution, <c>conv</c>.</summary>
    Convolution,
}

/// <summary>The models that the compiler was told of.</summary>
/// <param name="Shape">The shape of the project's own, if there is exactly one configuration and it could be read.</param>
/// <param name="Problem">Why an experiment cannot be checked, or null where the shape is known or the file itself carries the error.</param>
/// <param name="All">Those that <see cref="OnModelsAttribute"/> may name, the project's own first.</param>
internal sealed record ProjectModels(ModelShape? Shape, string? Problem, EquatableArray<NamedModel> All);

/// <summary>A model of the project's list.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">Its shape; null where its file carries an error.</param>
internal sealed record NamedModel(string Name, ModelShape? Shape);
