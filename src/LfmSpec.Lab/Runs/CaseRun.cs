using LfmSpec.Models;
using static TorchSharp.torch;

namespace LfmSpec.Lab;

/// <summary>The changed runs of one case: from the clean residual at the first block that it changes, prompt by prompt.</summary>
internal static class CaseRun
{
    internal static CaseResult Of(Laboratory lab, ExperimentSpec experiment, CaseSpec @case, PromptSet prompts, CancellationToken cancellation)
    {
        using var nothingToLearn = no_grad();
        var divergences = new List<Divergence>();
        long changed = 0;
        foreach (var prompt in prompts.Prompts)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var clean = lab.Clean(prompt);
            var edits = @case.Interventions.Select(intervention => Edit.Of(intervention, lab.Checkpoint.Model.Shape)).ToArray();
            var visitor = new Intervening(edits);
            var model = lab.Checkpoint.Model;
            var last = model.Blocks(@case.FirstLayer, clean.Residual(@case.FirstLayer), visitor);
            var divergence = model.Divergence(last, clean.Distribution, visitor);
            CheckFired(experiment, @case, edits, visitor);
            changed += visitor.ChangedElements;
            divergences.Add(Divergence.Of(clean.Distribution, divergence));
        }

        return changed > 0
            ? new CaseResult(@case, prompts, divergences, changed)
            : throw new LabException(
                $"{experiment.Name}.{@case.Name} changed nothing: {@case} left every value as it was, on all {prompts.Prompts.Count} prompts. " +
                "A KL of 0 here would say nothing about the model. Look at what is replaced and by what.");
    }

    private static void CheckFired(ExperimentSpec experiment, CaseSpec @case, Edit[] edits, Intervening visitor)
    {
        foreach (var edit in edits)
        {
            if (visitor.Fired.GetValueOrDefault(edit) is var times && times != 1)
            {
                throw new LabException($"{experiment.Name}.{@case.Name}: the intervention at {edit.Site} fired {times} times in a forward pass, and must fire once. The model does not visit that site as its sites say.");
            }
        }
    }
}
