using static TorchSharp.torch;

namespace LfmSpec.Lab.Laws;

/// <summary>Checks the laws of an experiment. Equal means bit for bit: the same work must give the same logits.</summary>
/// <param name="runs">The clean runs.</param>
/// <param name="prompts">The experiment's prompts.</param>
/// <param name="experiment">The experiment.</param>
/// <param name="editor">What makes its edits: the lab's own, or one that a test broke on purpose.</param>
internal sealed class LawCheck(CleanRunStore runs, PromptSet prompts, ExperimentSpec experiment, IEditor editor)
{
    private const int PromptsToTry = 2;

    /// <summary>Checks a law on the first prompts, and where they leave it nothing to check on the others, up to the first that does not.</summary>
    /// <exception cref="LawException">It does not hold, or is about nothing in the experiment.</exception>
    internal LawOutcome Check(Law law) => Check($"{law}", ObservationLaws.Has(law)
        ? (index, tally) => CheckRun(law, index, tally)
        : (index, tally) => CheckCases(law, index, tally));

    /// <summary>Checks a law that kinds have of their own, on the same prompts.</summary>
    /// <exception cref="LawException">It does not hold, or no kind of the experiment has it.</exception>
    /// <exception cref="LabException">A setting of the kind cannot be used.</exception>
    internal LawOutcome Check(string law) => Check(law, (index, tally) => CheckKinds(law, index, tally));

    private LawOutcome Check(string law, Action<int, LawTally> check)
    {
        var tally = new LawTally();
        for (var index = 0; index < prompts.Count && (index < PromptsToTry || (tally.Count > 0 && !tally.HasChecked)); index++)
        {
            check(index, tally);
        }

        return tally.Count > 0 ? tally.Outcome
            : throw new LawException($"{experiment.Name}: the law {law} applies to nothing in it, so its test would check nothing.");
    }

    private void CheckRun(Law law, int index, LawTally tally)
    {
        using var scope = NewDisposeScope();
        var clean = runs.Clean(prompts.Prompts[index]);
        Add(tally, ObservationLaws.Check(runs.Model, law, clean), $"{law}", "on", clean);
    }

    private void CheckKinds(string law, int index, LawTally tally)
    {
        foreach (var kind in KindLaws.With(experiment, law))
        {
            using var scope = NewDisposeScope();
            KindSettings.Check(kind);
            var clean = runs.Clean(prompts.Prompts[index]);
            var name = KindText.NameOf(kind.GetType());
            Add(tally, KindLaws.Check(kind, law, new CleanRuns(name, runs, prompts, experiment.Published is not null), clean), law, $"of {name} on", clean);
        }
    }

    private void CheckCases(Law law, int index, LawTally tally)
    {
        foreach (var @case in experiment.Cases.Where(@case => InterventionLaws.Applies(law, @case)))
        {
            using var scope = NewDisposeScope();
            var promptRuns = PromptRuns.Of(runs, prompts, index, @case.Into);
            Add(tally, new InterventionLaws(runs.Model, editor, prompts, @case, promptRuns).Check(law), $"{law}", $"for the case {@case.Name} ({@case}) on", promptRuns.Run);
            if (law == Law.SkippingEveryBlockIsTheEmbeddingLens)
            {
                break; // the law is about the model's blocks, not about one case
            }
        }
    }

    private void Add(LawTally tally, LawVerdict verdict, string law, string of, CleanRun run)
    {
        if (verdict.Wrong is { } broken)
        {
            throw new LawException(
                $"{experiment.Name}: the law {law} does not hold {of} the prompt '{ShortText.Of(run.Prompt.Text)}': {broken}. " +
                "The numbers of this experiment do not mean what they say until it holds.");
        }

        tally.Add(verdict);
    }
}
