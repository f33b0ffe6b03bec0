using LfmSpec.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Lab;

/// <summary>The clean run of one prompt, kept so that a case starts at the block that it changes.</summary>
public sealed class CleanRun : IDisposable
{
    private readonly Tensor[] residuals;
    private NextTokenDistribution? last;

    private CleanRun(Prompt prompt, IReadOnlyList<int> ids, Tensor[] residuals, NextTokenDistribution distribution)
    {
        Prompt = prompt;
        Ids = ids;
        this.residuals = residuals;
        Distribution = distribution;
    }

    /// <summary>The prompt.</summary>
    public Prompt Prompt { get; }

    /// <summary>The token ids, BOS included where the checkpoint adds one.</summary>
    public IReadOnlyList<int> Ids { get; }

    /// <summary>The most probable next token at each position.</summary>
    public IReadOnlyList<int> Top => [.. Distribution.Top];

    /// <summary>The next-token distributions, one a position, to be read alone.</summary>
    internal NextTokenDistribution Distribution { get; }

    /// <summary>The next-token distribution at the last position; it lives as long as the run.</summary>
    internal NextTokenDistribution Last => Kept.last ??= Distribution.At(Ids.Count - 1);

    /// <summary>The logits, float32, [1, positions, vocabulary]: a copy, so that the run stays as it is whatever is done to it.</summary>
    public Tensor Logits => Distribution.Logits.clone();

    /// <summary>The memory that the run keeps, in bytes.</summary>
    internal long Bytes => sizeof(float) * (Distribution.Logits.numel() + residuals.Sum(residual => residual.numel()));

    /// <summary>The residual stream before a block; for the number of blocks, after the last.</summary>
    /// <param name="layer">The block, from 0.</param>
    /// <returns>float32, [1, positions, hidden]: a copy, so that the run stays as it is whatever is done to it.</returns>
    public Tensor Residual(int layer) => residuals[layer].clone();

    /// <summary>The same without a copy, to be read alone.</summary>
    internal Tensor Stream(int layer) => residuals[layer];

    /// <summary>Runs a prompt.</summary>
    /// <param name="model">The model.</param>
    /// <param name="prompt">The prompt.</param>
    /// <param name="ids">Its token ids.</param>
    /// <returns>The run, the caller's to dispose.</returns>
    /// <exception cref="LabException">The prompt has no token, or more than the model's context, or the logits are not finite.</exception>
    public static CleanRun Of(CausalModel model, Prompt prompt, IReadOnlyList<int> ids)
    {
        if (ids.Count == 0)
        {
            throw new LabException("The prompt gives no token. Use a longer prompt.");
        }

        if (ids.Count > model.Shape.Context)
        {
            throw new LabException($"The prompt '{ShortText.Of(prompt.Text)}' has {ids.Count:N0} tokens and the model's context is {model.Shape.Context:N0} positions. Use a shorter prompt.");
        }

        using var scope = NewDisposeScope();
        var residuals = new Tensor[model.Shape.Blocks.Count + 1];
        residuals[0] = model.Embed(TokenIds.AsTensor(ids));
        for (var layer = 0; layer < model.Shape.Blocks.Count; layer++)
        {
            residuals[layer + 1] = model.Block(layer, residuals[layer]);
        }

        var distribution = model.Distribution(residuals[^1]);
        if (!distribution.Logits.isfinite().all().ToBoolean())
        {
            distribution.Dispose();
            throw FiniteRun.Error(model, "The clean run", prompt, ids);
        }

        foreach (var residual in residuals)
        {
            residual.DetachFromDisposeScope();
        }

        return new CleanRun(prompt, ids, residuals, distribution);
    }

    /// <summary>The same run as that of a prompt with the same text, which may have another family and target. It is freed with this one.</summary>
    internal CleanRun For(Prompt prompt) => prompt == Prompt ? this : new CleanRun(prompt, Ids, residuals, Distribution) { Kept = Kept };

    /// <summary>The run by which values are kept: itself, or the one that it is the same as.</summary>
    internal CleanRun Kept
    {
        get => field ?? this;
        private init;
    }

    /// <summary>Frees the residuals and the logits.</summary>
    public void Dispose()
    {
        foreach (var residual in residuals)
        {
            residual.Dispose();
        }

        last?.Dispose();
        Distribution.Dispose();
    }
}
