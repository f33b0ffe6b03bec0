using static TorchSharp.torch;

namespace LfmSpec.Lab;

/// <summary>Checks the laws of an experiment. Equal means bit for bit: the same work must give the same logits.</summary>
/// <param name="lab">The laboratory.</param>
/// <param name="experiment">The experiment.</param>
/// <param name="editor">What makes its edits: the lab's own, or one that a test broke on purpose.</param>
internal sealed class LawCheck(Laboratory lab, ExperimentSpec experiment, IEditor editor)
{
    private const int PromptsToTry = 2;

    private readonly PromptSet prompts = lab.Prompts(experiment);

    /// <summary>Checks a law on the first prompts, and where they leave it nothing to check on the others, up to the first that does not.</summary>
    /// <exception cref="LawException">It does not hold, or is about nothing in the experiment.</exception>
    internal LawOutcome Check(Law law)
    {
        var tally = new LawTally();
        for (var index = 0; index < prompts.Count && (index < PromptsToTry || (tally.Count > 0 && !tally.HasChecked)); index++)
        {
            if (ObservationLaws.Has(law))
            {
                CheckRun(law, index, tally);
            }
            else
            {
                CheckCases(law, index, tally);
            }
        }

        return tally.Count > 0 ? tally.Outcome
            : throw new LawException($"{experiment.Name}: the law {law} applies to nothing in it, so its test would check nothing.");
    }

    private void CheckRun(Law law, int index, LawTally tally)
    {
        using var scope = NewDisposeScope();
        var clean = lab.Clean(prompts.Prompts[index]);
        Add(tally, ObservationLaws.Check(lab, experiment, law, clean), law, "on", clean);
    }

    private void CheckCases(Law law, int index, LawTally tally)
    {
        foreach (var @case in experiment.Cases.Where(@case => InterventionLaws.Applies(law, @case)))
        {
            using var scope = NewDisposeScope();
            var subject = Subject.Of(lab, prompts, index, @case);
            Add(tally, new InterventionLaws(lab, editor, prompts, @case, subject).Check(law), law, $"for the case {@case.Name} ({@case}) on", subject.Run);
            if (law == Law.SkippingEveryBlockIsTheEmbeddingLens)
            {
                break; // the law is about the model's blocks, not about one case
            }
        }
    }

    private void Add(LawTally tally, Verdict verdict, Law law, string of, CleanRun run)
    {
        if (verdict.Broken is { } broken)
        {
            throw new LawException(
                $"{experiment.Name}: the law {law} does not hold {of} the prompt '{CleanRun.Shorten(run.Prompt.Text)}': {broken}. " +
                "The numbers of this experiment do not mean what they say until it holds.");
        }

        tally.Add(verdict);
    }
}
