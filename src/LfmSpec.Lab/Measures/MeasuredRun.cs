using LfmSpec.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Lab;

/// <summary>
/// A changed run of one prompt, as a measure is given it. Everything is computed when it is asked for, and shared with the other measures: a tensor
/// is a copy of what they see, and those that a measure makes are freed after it.
/// </summary>
public sealed class MeasuredRun
{
    private readonly MeasuredRows rows;
    private readonly int row;
    private readonly IMeasure measure;

    internal MeasuredRun(MeasuredRows rows, int row, IMeasure measure) => (this.rows, this.row, this.measure) = (rows, row, measure);

    /// <summary>The model.</summary>
    public CausalModel Model => rows.Model;

    /// <summary>The clean run that the changed one is compared with: the same prompt's, or for patching the one that the value comes from.</summary>
    public CleanRun Reference => rows.PromptRuns.Reference;

    /// <summary>The clean run that was changed.</summary>
    public CleanRun Run => rows.PromptRuns.Run;

    /// <summary>The positions that are read, ascending: all of the prompt, or the last alone.</summary>
    public IReadOnlyList<int> Positions => rows.Positions;

    /// <summary>The one token that is the prompt's target.</summary>
    /// <exception cref="LabException">The prompt has none, or the measure does not say that it needs one.</exception>
    public int Target => !measure.NeedsTarget
        ? throw new LabException($"{measure.GetType().Name} asks for the prompt's target and does not say so. Let NeedsTarget be true.")
        : rows.Target ?? throw new LabException(
            $"The prompt '{ShortText.Of(Run.Prompt.Text)}' has no target of one token, so its target's log-probability cannot be measured. Ask for SingleTokenTargets in [Prompts].");

    /// <summary>The changed run's logits, float32, [positions, vocabulary].</summary>
    public Tensor Changed => Own(rows.Logits(row));

    /// <summary>The logits that it is compared with, of the same shape.</summary>
    public Tensor Clean => Own(rows.Distribution(Reference).Logits[0]);

    /// <summary>The logits of <see cref="Run"/> before anything is changed, of the same shape.</summary>
    public Tensor Unchanged => Own(rows.Distribution(Run).Logits[0]);

    /// <summary>KL(clean || changed) in nats, one a position.</summary>
    public IReadOnlyList<double> Kl => rows.Kl(row);

    /// <summary>Whether the most probable next token is the one that it is compared with, one a position.</summary>
    public IReadOnlyList<bool> SameTop1 => rows.SameTop1(row);

    /// <summary>KL(clean || unchanged) in nats, one a position: 0 except for patching.</summary>
    public IReadOnlyList<double> UnchangedKl => rows.UnchangedKl;

    // The lab's own measures only read.
    private Tensor Own(Tensor shared) => measure.IsOfTheLab() ? shared : shared.clone();
}
