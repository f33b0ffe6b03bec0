using LfmSpec.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Lab;

/// <summary>Checks the laws of an experiment's interventions. Equal means bit for bit: the same work must give the same logits.</summary>
internal sealed class LawCheck(Laboratory lab, ExperimentSpec experiment)
{
    private const int PromptsToTry = 2;
    private const int BatchRows = 8;
    private const int CaseRow = 3;

    private CausalModel Model => lab.Checkpoint.Model;

    private ModelShape Shape => lab.Checkpoint.Model.Shape;

    internal void Check(Law law)
    {
        Action<CaseSpec, CleanRun> check = law switch
        {
            Law.CleanIntoCleanIsClean => CleanIntoCleanIsClean,
            Law.ResumedEqualsFull => ResumedEqualsFull,
            Law.BatchedEqualsSingle => BatchedEqualsSingle,
            Law.ScaleZeroIsClean => ScaleZeroIsClean,
            Law.MeanIsNotZero => MeanIsNotZero,
            Law.SkippingEveryBlockIsTheEmbeddingLens => SkippingEveryBlockIsTheEmbeddingLens,
            _ => throw new ArgumentOutOfRangeException(nameof(law), law, "There is no such law."),
        };
        var applied = 0;
        foreach (var prompt in lab.Prompts(experiment).Prompts.Take(PromptsToTry))
        {
            foreach (var @case in experiment.Cases.Where(@case => Applies(law, @case)))
            {
                using var scope = NewDisposeScope();
                check(@case, lab.Clean(prompt));
                applied++;
                if (law == Law.SkippingEveryBlockIsTheEmbeddingLens)
                {
                    break; // the law is about the model's blocks, not about one case
                }
            }
        }

        if (applied == 0)
        {
            throw new LawException($"{experiment.Name}: the law {law} applies to none of its cases, so its test would check nothing.");
        }
    }

    private static bool Applies(Law law, CaseSpec @case) => law switch
    {
        Law.ScaleZeroIsClean => @case.Interventions.Any(intervention => intervention is Steering),
        Law.MeanIsNotZero => @case.Interventions.Any(intervention => intervention is Ablation { Target: not Component.Block }),
        Law.SkippingEveryBlockIsTheEmbeddingLens => @case.Interventions.Any(intervention => intervention is Ablation { Target: Component.Block, With: Replacement.Input }),
        _ => true,
    };

    private void CleanIntoCleanIsClean(CaseSpec @case, CleanRun clean)
    {
        var capturing = new Capturing(@case.Interventions.Select(intervention => Edit.Where(intervention, Shape).Site));
        Resume(clean, @case.FirstLayer, capturing);
        var edits = @case.Interventions.Select(intervention => Edit.Restore(intervention, Shape, capturing.Values[Edit.Where(intervention, Shape).Site]));
        var restored = Resume(clean, @case.FirstLayer, new Intervening(edits));
        MustEqual(Law.CleanIntoCleanIsClean, @case, clean, clean.Logits, restored, "the clean run", "the run with every edited site set to its clean value");
    }

    private void ResumedEqualsFull(CaseSpec @case, CleanRun clean)
    {
        var resumed = Resume(clean, @case.FirstLayer, new Intervening(EditsOf(@case)));
        var full = Model.Forward(CleanRun.AsTensor(clean.Ids), new Intervening(EditsOf(@case)));
        MustEqual(Law.ResumedEqualsFull, @case, clean, full, resumed, "the full forward pass", $"the pass resumed at block {@case.FirstLayer}");
    }

    private void BatchedEqualsSingle(CaseSpec @case, CleanRun clean)
    {
        var single = Resume(clean, @case.FirstLayer, new Intervening(EditsOf(@case)));
        var rows = clean.Residual(@case.FirstLayer).repeat(BatchRows, 1, 1);
        var batch = Model.Resume(@case.FirstLayer, rows, new Intervening(EditsOf(@case), CaseRow));
        for (var row = 0; row < BatchRows; row++)
        {
            var (expected, name) = row == CaseRow ? (single, "the case alone") : (clean.Logits, "the clean run");
            MustEqual(Law.BatchedEqualsSingle, @case, clean, expected, batch.narrow(0, row, 1), name, $"row {row} of a batch of {BatchRows} with the case in row {CaseRow}");
        }
    }

    private void ScaleZeroIsClean(CaseSpec @case, CleanRun clean)
    {
        var still = @case.Interventions.OfType<Steering>().Select(steering => steering with { Scale = 0 });
        var logits = Resume(clean, @case.FirstLayer, new Intervening(still.Select(steering => Edit.Of(steering, Shape))));
        MustEqual(Law.ScaleZeroIsClean, @case, clean, clean.Logits, logits, "the clean run", "the run steered by scale 0");
    }

    private void MeanIsNotZero(CaseSpec @case, CleanRun clean)
    {
        if (clean.Ids.Count < 2)
        {
            return; // the mean over one position is that position: a clean run, and rightly so
        }

        foreach (var ablation in @case.Interventions.OfType<Ablation>().Where(ablation => ablation.Target != Component.Block))
        {
            var zero = Resume(clean, ablation.Layer, new Intervening([Edit.Of(ablation with { With = Replacement.Zero }, Shape)]));
            var mean = Resume(clean, ablation.Layer, new Intervening([Edit.Of(ablation with { With = Replacement.Mean }, Shape)]));
            if (zero.Equals(mean))
            {
                throw Broken(Law.MeanIsNotZero, @case, clean, "replacing by the mean over positions gives the same logits, bit for bit, as replacing by zero");
            }
        }
    }

    private void SkippingEveryBlockIsTheEmbeddingLens(CaseSpec @case, CleanRun clean)
    {
        var skips = Enumerable.Range(0, Shape.Blocks.Count).Select(layer => Edit.Of(new Ablation(layer, Component.Block, Replacement.Input), Shape));
        var skipped = Resume(clean, 0, new Intervening(skips));
        MustEqual(Law.SkippingEveryBlockIsTheEmbeddingLens, @case, clean, Model.Head(clean.Residual(0)), skipped, "the head on the embedding", "the run with every block skipped");
    }

    private IEnumerable<Edit> EditsOf(CaseSpec @case) => @case.Interventions.Select(intervention => Edit.Of(intervention, Shape));

    private Tensor Resume(CleanRun clean, int layer, ISiteVisitor visitor) => Model.Resume(layer, clean.Residual(layer), visitor);

    private void MustEqual(Law law, CaseSpec @case, CleanRun clean, Tensor expected, Tensor actual, string expectedName, string actualName)
    {
        if (!expected.Equals(actual))
        {
            var differing = expected.ne(actual).sum().ToInt64();
            var largest = (expected - actual).abs().max().ToDouble();
            throw Broken(law, @case, clean, $"{differing:N0} of {expected.numel():N0} logits of {actualName} differ from those of {expectedName}, by up to {largest:G3}");
        }
    }

    private LawException Broken(Law law, CaseSpec @case, CleanRun clean, string what) => new(
        $"{experiment.Name}: the law {law} does not hold for the case {@case.Name} ({@case}) on the prompt '{CleanRun.Shorten(clean.Prompt.Text)}': {what}. " +
        "The numbers of this experiment do not mean what they say until it holds.");
}
