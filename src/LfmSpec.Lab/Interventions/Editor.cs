using LfmSpec.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Lab;

/// <summary>Makes the edits that interventions stand for. A law can be shown to fail by handing the checks another one.</summary>
internal interface IEditor
{
    /// <summary>The edit that an intervention stands for on a subject. Its constants live in the caller's dispose scope.</summary>
    /// <param name="intervention">The intervention.</param>
    /// <param name="subject">The prompt.</param>
    /// <param name="prompts">All prompts of the experiment.</param>
    /// <returns>The edit.</returns>
    Edit Edit(Intervention intervention, Subject subject, PromptSet prompts);
}

/// <summary>The lab's editor.</summary>
internal sealed class Editor(Laboratory lab, SiteValues values) : IEditor
{
    private CausalModel Model => lab.Checkpoint.Model;

    private ModelShape Shape => Model.Shape;

    /// <inheritdoc/>
    public Edit Edit(Intervention intervention, Subject subject, PromptSet prompts)
    {
        var (site, region) = LfmSpec.Lab.Edit.Where(intervention, Shape);
        return intervention switch
        {
            Ablation { With: Replacement.Zero } => new Edit(site, region, (part, _) => zeros_like(part)),
            Ablation { With: Replacement.One } => new Edit(site, region, (part, _) => ones_like(part)),
            Ablation { With: Replacement.Mean } => new Edit(site, region, (part, _) => part.mean([1], keepdim: true)),
            Ablation { With: Replacement.Input } => new Edit(site, region, (_, input) => input!, new Site(SiteKind.BlockInput, site.Layer)),
            Ablation { With: Replacement.PromptMean } => Constant(site, region, values.Mean(prompts.Sha256, Runs(prompts), site)),
            Ablation { With: Replacement.Resampled, Seed: var seed } => Constant(site, region, Donated(site, subject, prompts, seed)),
            Steering steering => Steered(steering, site, region),
            Perturbation perturbation => Perturbed(perturbation, site, region, subject.Positions),
            Patching => Constant(site, region, values.Of(subject.Reference, site)),
            _ => throw new ArgumentOutOfRangeException(nameof(intervention), intervention, "The lab does not know this intervention."),
        };
    }

    private Tensor VectorOf(Steering steering) => Direction.Of(steering, Model, prompt =>
    {
        var run = lab.Clean(new Prompt("", prompt));
        return run.Residual(steering.Layer + 1)[0, run.Ids.Count - 1];
    });

    // A copy: the edit outlives the block's clean values.
    private static Edit Constant(Site site, Region region, Tensor value)
    {
        var columns = region.ColumnsOf(value).clone();
        return new Edit(site, region, (_, _) => columns);
    }

    private Edit Steered(Steering steering, Site site, Region region)
    {
        var vector = VectorOf(steering);
        return steering.Unit == SteeringUnit.ResidualNorm
            ? new Edit(site, region, (part, _) => Squarable(part + (vector * steering.Scale) * (part * part).sum([-1L], keepdim: true).sqrt(), steering))
            : new Edit(site, region, (part, _) => Squarable(part + vector * steering.Scale, steering));
    }

    private Edit Perturbed(Perturbation perturbation, Site site, Region region, int positions)
    {
        using var generator = new Generator((ulong)perturbation.Seed);
        var noise = randn(positions, Shape.Hidden, dtype: ScalarType.Float32, generator: generator).to(Model.Device) * perturbation.Scale;
        return new Edit(site, region, (part, _) => Squarable(part + noise, perturbation));
    }

    // The norms square what they see: where the sum is infinite they give zeros, which look like a result.
    private static Tensor Squarable(Tensor value, Intervention intervention) => (value * value).sum([-1L]).isfinite().all().ToBoolean()
        ? value
        : throw new LabException($"{intervention} itself makes values whose squares are infinite in float32, so that the norms after it would see nothing else. Lower its scale.");

    // The first position takes the donor's first; the others the donor's others in turn.
    private Tensor Donated(Site site, Subject subject, PromptSet prompts, long seed)
    {
        var donor = lab.Clean(prompts.Prompts[Derangement.Donors(prompts.Prompts.Count, seed)[subject.Index]]);
        var others = Math.Max(donor.Ids.Count - 1, 1);
        long[] taken = [.. Enumerable.Range(0, subject.Positions).Select(position => position == 0 || donor.Ids.Count == 1 ? 0L : 1 + ((position - 1) % others))];
        return values.Of(donor, site).index_select(1, tensor(taken, device: Model.Device));
    }

    private CleanRun[] Runs(PromptSet prompts) => [.. prompts.Prompts.Select(lab.Clean)];
}
