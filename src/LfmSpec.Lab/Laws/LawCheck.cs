using LfmSpec.Models;
using TorchSharp;
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

    internal void Check(Law law)
    {
        var applied = 0;
        for (var index = 0; index < Math.Min(PromptsToTry, prompts.Count); index++)
        {
            applied += IsOfTheRuns(law) ? CheckRun(law, index) : CheckCases(law, index);
        }

        if (applied == 0)
        {
            throw new LawException($"{experiment.Name}: the law {law} applies to nothing in it, so its test would check nothing.");
        }
    }

    // Laws of the clean runs and of what is read of them, whatever the cases are.
    private static bool IsOfTheRuns(Law law) =>
        law is Law.LaterTokensChangeNothingBefore or Law.LensAfterTheLastBlockIsTheModel or Law.CkaOfItselfIsOne or Law.AttentionIsADistribution;

    private int CheckRun(Law law, int index)
    {
        using var scope = NewDisposeScope();
        var clean = lab.Clean(prompts.Prompts[index]);
        return ObservationLaws.Broken(lab, experiment, law, clean) is { } broken
            ? throw new LawException($"{experiment.Name}: the law {law} does not hold on the prompt '{CleanRun.Shorten(clean.Prompt.Text)}': {broken}. The numbers of this experiment do not mean what they say until it holds.")
            : 1;
    }

    private int CheckCases(Law law, int index)
    {
        var applied = 0;
        foreach (var @case in experiment.Cases.Where(@case => InterventionLaws.Applies(law, @case)))
        {
            using var scope = NewDisposeScope();
            var subject = Subject.Of(lab, prompts, index, @case);
            var laws = new InterventionLaws(lab, editor, prompts, @case, subject);
            if (laws.Broken(law) is { } broken)
            {
                throw new LawException(
                    $"{experiment.Name}: the law {law} does not hold for the case {@case.Name} ({@case}) on the prompt '{CleanRun.Shorten(subject.Run.Prompt.Text)}': {broken}. " +
                    "The numbers of this experiment do not mean what they say until it holds.");
            }

            applied++;
            if (law == Law.SkippingEveryBlockIsTheEmbeddingLens)
            {
                break; // the law is about the model's blocks, not about one case
            }
        }

        return applied;
    }
}
