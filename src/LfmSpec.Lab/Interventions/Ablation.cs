using LfmSpec.Models;
using static TorchSharp.torch;

namespace LfmSpec.Lab;

/// <summary>Replaces a component's value.</summary>
/// <param name="Layer">The block, from 0.</param>
/// <param name="Target">The component.</param>
/// <param name="With">What takes its place.</param>
/// <param name="Head">The head, from 0, if the target is <see cref="LfmSpec.Component.Head"/> or <see cref="LfmSpec.Component.OutputSlice"/>; otherwise null.</param>
public sealed record Ablation(int Layer, Component Target, Replacement With = Replacement.Zero, int? Head = null) : Intervention(Layer)
{
    /// <inheritdoc/>
    public override Component Component => Target;

    /// <inheritdoc/>
    public override int? Head { get; init; } = Head;

    /// <summary>The seed of the derangement, for <see cref="Replacement.Resampled"/>.</summary>
    public long Seed { get; init; }

    /// <inheritdoc/>
    public override bool ReadsOtherPrompts => With is Replacement.PromptMean or Replacement.Resampled;

    /// <inheritdoc/>
    public override bool IsPositionWise => With is Replacement.Zero or Replacement.One or Replacement.Input or Replacement.PromptMean;

    /// <inheritdoc/>
    protected internal override bool MakesValues => false;

    /// <inheritdoc/>
    public override string? Problem(ModelShape shape) => this switch
    {
        { Seed: not 0, With: not Replacement.Resampled } => $"the replacement by {With} draws nothing, so it has no seed",
        _ when With.Problem(Target) is { } problem => $"its {Target.ToString().ToLowerInvariant()} cannot be replaced by {With}, as {problem}",
        _ => null,
    };

    /// <inheritdoc/>
    public override Func<Tensor, Tensor> Edit(EditContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        switch (With)
        {
            case Replacement.Zero:
                return value => zeros_like(value);
            case Replacement.One:
                return value => ones_like(value);
            case Replacement.Mean:
                return value => value.mean([1], keepdim: true);
            case Replacement.Input:
                var input = context.BlockInput();
                return _ => input();
            case Replacement.PromptMean:
                var mean = context.MeanOverPrompts();
                return _ => mean;
            case Replacement.Resampled:
                var donated = Donated(context);
                return _ => donated;
            default:
                throw new LabException($"{With} is no replacement that there is.");
        }
    }

    /// <inheritdoc/>
    protected override string Words => (Target, With) switch
    {
        (LfmSpec.Component.Block, Replacement.Input) => $"L{Layer:00} skipped",
        (_, Replacement.Mean) => $"{Part(Target, Head)} → mean over positions",
        (_, Replacement.PromptMean) => $"{Part(Target, Head)} → mean over prompts",
        (_, Replacement.Resampled) => $"{Part(Target, Head)} → another prompt's, seed {Number(Seed)}",
        _ => $"{Part(Target, Head)} → {With.ToString().ToLowerInvariant()}",
    } + AtWords();

    // The first position takes the donor's first; the others the donor's others in turn.
    private Tensor Donated(EditContext context)
    {
        var donor = context.Clean(context.Prompts[Derangement.Donors(context.Prompts.Count, Seed)[context.PromptIndex]]);
        var others = Math.Max(donor.Ids.Count - 1, 1);
        long[] taken = [.. Enumerable.Range(0, context.Positions).Select(position => position == 0 || donor.Ids.Count == 1 ? 0L : 1 + ((position - 1) % others))];
        return context.CleanValue(donor).index_select(1, tensor(taken, device: context.Model.Device));
    }
}
