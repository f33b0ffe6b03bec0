using LfmSpec.Models;
using LfmSpec.Models.Tokenization;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Lab;

/// <summary>What an intervention may depend on, for one run of one prompt.</summary>
public sealed class EditContext
{
    private readonly Intervention intervention;
    private readonly CleanRunStore runs;
    private readonly Lazy<PromptRuns> promptRuns;
    private readonly int index;
    private readonly PromptSet prompts;
    private readonly Region region;
    private readonly Site site;
    private Tensor? read;

    internal EditContext(Intervention intervention, CleanRunStore runs, PromptRuns promptRuns, PromptSet prompts)
        : this(intervention, runs, new Lazy<PromptRuns>(promptRuns), promptRuns.Index, promptRuns.Positions, prompts)
    {
    }

    /// <summary>A context whose clean runs are made when they are asked for.</summary>
    internal EditContext(Intervention intervention, CleanRunStore runs, Lazy<PromptRuns> promptRuns, int index, int positions, PromptSet prompts)
    {
        (this.intervention, this.runs, this.promptRuns, this.index, Positions, this.prompts) = (intervention, runs, promptRuns, index, positions, prompts);
        (site, region) = intervention.Where(Model.Shape);
    }

    /// <summary>The model.</summary>
    public CausalModel Model => runs.Model;

    /// <summary>The clean run that is changed.</summary>
    public CleanRun Run => promptRuns.Value.Run;

    /// <summary>The clean run that the changed one is compared with: the same, or for a pair the run that values are taken from.</summary>
    public CleanRun Reference => promptRuns.Value.Reference;

    /// <summary>The number of positions of the run.</summary>
    public int Positions { get; }

    /// <summary>Which prompt of <see cref="Prompts"/> is run, from 0.</summary>
    /// <exception cref="LabException">The intervention does not say that it reads other prompts, so that a result would be kept that depends on their order.</exception>
    public int PromptIndex => intervention.ReadsOtherPrompts ? index : throw DoesNotSay();

    /// <summary>All prompts of the experiment.</summary>
    /// <exception cref="LabException">The intervention does not say that it reads other prompts, so that a result would be kept that depends on them.</exception>
    public IReadOnlyList<Prompt> Prompts => intervention.ReadsOtherPrompts
        ? prompts.Prompts
        : throw DoesNotSay();

    /// <summary>The clean run of a prompt.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <returns>The run; it belongs to the lab.</returns>
    public CleanRun Clean(Prompt prompt) => runs.Clean(prompt);

    /// <summary>The clean run of a text, which should be one of the intervention's properties.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The run; it belongs to the lab.</returns>
    public CleanRun Clean(string text) => runs.Clean(new Prompt("", text));

    /// <summary>The clean value, in a run, of what the intervention changes.</summary>
    /// <param name="run">A clean run.</param>
    /// <returns>float32, [1, positions, width], the head's columns alone where a head is named.</returns>
    public Tensor CleanValue(CleanRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        // A copy: the change outlives the block's clean values.
        return region.ColumnsOf(runs.Values.Of(run, site)).clone();
    }

    /// <summary>The mean over all positions of all the experiment's prompts of what the intervention changes.</summary>
    /// <returns>float32, [1, 1, width], the head's columns alone where a head is named.</returns>
    /// <exception cref="LabException">The intervention does not say that it reads other prompts.</exception>
    public Tensor MeanOverPrompts() => region.ColumnsOf(runs.Values.Mean(prompts.Sha256, [.. Prompts.Select(runs.Clean)], site)).clone();

    /// <summary>Lets the change look at the block's input in the same pass, as it is then: after what other interventions did before it.</summary>
    /// <returns>To be called while the change is made: float32, [1, positions, width], the head's columns alone where a head is named.</returns>
    /// <exception cref="LabException">It is called outside of a pass.</exception>
    public Func<Tensor> BlockInput()
    {
        Needs = new Site(SiteKind.BlockInput, site.Layer);
        return () => read ?? throw new LabException($"{intervention.GetType().Name} looks at the block's input outside of a pass; call it in the function that is returned.");
    }

    /// <summary>What <see cref="BlockInput"/> asked for.</summary>
    internal Site? Needs { get; private set; }

    /// <summary>The edit that a change stands for.</summary>
    internal Edit Bind(Func<Tensor, Tensor> change) => new(
        site,
        region,
        (value, needed) =>
        {
            // What makes values may write into those that it is given.
            read = intervention.MakesValues ? needed?.clone() : needed;
            var changed = OwnCode.Run(intervention, () => change(intervention.MakesValues ? value.clone() : value));
            read = null;
            return intervention.MakesValues ? Checked(value, changed) : changed;
        },
        Needs);

    private Tensor Checked(Tensor value, Tensor changed)
    {
        if (changed is null)
        {
            throw new LabException($"{intervention.GetType().Name} gives nothing in the place of a value. Give a tensor of its shape.");
        }

        var fits = changed.dtype == value.dtype && changed.dim() <= value.dim()
            && changed.shape.Reverse().Zip(value.shape.Reverse()).All(pair => pair.First == pair.Second || pair.First == 1);
        if (!fits)
        {
            throw new LabException(
                $"{intervention.GetType().Name} puts {changed.dtype} [{string.Join(", ", changed.shape)}] in the place of {value.dtype} [{string.Join(", ", value.shape)}]. Give a tensor of that shape, or one that expands to it.");
        }

        // The norms square what they see: where the sum is infinite they give zeros, which look like a result.
        return (changed * changed).sum([-1L]).isfinite().all().ToBoolean()
            ? changed
            : throw new LabException($"{intervention} itself makes values whose squares are infinite in float32, so that the norms after it would see nothing else. Lower its scale.");
    }

    private LabException DoesNotSay() => new(
        $"{intervention.GetType().Name} reads the experiment's other prompts and does not say so: override {nameof(Intervention.ReadsOtherPrompts)} to be true, or its results are kept as if they did not depend on them.");
}
