using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Lab.Runs;

/// <summary>One full forward pass a case, as a loop over hooks would do it: what a sweep is held against, in bits and in time.</summary>
internal static class NaiveRun
{
    /// <summary>Runs one case over the experiment's prompts.</summary>
    internal static IReadOnlyList<Divergence> Of(Bench bench, ExperimentSpec experiment, CaseSpec @case)
    {
        using var nothingToLearn = no_grad();
        var prompts = bench.Prompts.Of(experiment.Prompts);
        var model = bench.Runs.Model;
        var divergences = new List<Divergence>();
        for (var index = 0; index < prompts.Count; index++)
        {
            using var scope = NewDisposeScope();
            var promptRuns = PromptRuns.Of(bench.Runs, prompts, index, @case.Into);
            var edits = @case.Interventions.Select(intervention => (0, bench.Editor.Edit(intervention, promptRuns, prompts))).ToArray();
            var visitor = new EditVisitor(edits);
            var last = model.Blocks(0, model.Embed(TokenIds.AsTensor(promptRuns.Run.Ids), visitor), visitor);
            divergences.AddRange(new RunComparer(model, experiment.KeptMeasures(), bench.MemoryBudget).Of(
                promptRuns, prompts.Prompts[index].TargetId, last, [visitor.ChangedElements.GetValueOrDefault(0)],
                _ => ($"{experiment.Name}.{@case.Name}", edits.Select(item => item.Item2))));
        }

        return divergences;
    }
}
