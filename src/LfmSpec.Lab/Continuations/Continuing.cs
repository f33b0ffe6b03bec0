using LfmSpec.Models;
using static TorchSharp.torch;

namespace LfmSpec.Lab.Continuations;

/// <summary>Continues texts with interventions.</summary>
internal static class Continuing
{
    /// <summary>Continues texts, each as it would be alone.</summary>
    /// <exception cref="LabException">The model has no such place, an intervention cannot act so, or nothing was changed.</exception>
    internal static IReadOnlyList<GeneratedText> Of(Bench bench, IReadOnlyList<GenerationRequest> requests, IReadOnlyList<Intervention> interventions, PromptSpec? prompts, GenerationRun? run, CancellationToken cancellation)
    {
        run ??= new GenerationRun();
        var checkpoint = bench.Runs.Checkpoint;
        if (interventions.Count == 0)
        {
            return TextGeneration.Continue(checkpoint, requests, run, cancellation);
        }

        var @case = new CaseSpec(string.Join(" and ", interventions), interventions);
        ContinuationCheck.Check(@case, prompts is not null);
        SpecificationCheck.Check(new ExperimentSpec { Name = "Continuation", Cases = [@case], Prompts = prompts ?? new PromptSpec([]), Measures = [], CompiledFor = "" }, [@case], checkpoint);
        using var nothingToLearn = no_grad();
        using var scope = NewDisposeScope();
        using var visitor = new ContinuationVisitor(bench.Runs, prompts is null ? PromptSet.None : bench.Prompts.Of(prompts), @case);
        var texts = TextGeneration.Continue(checkpoint, requests, run with { Visitor = visitor }, cancellation);
        visitor.Close();
        return visitor.Changed > 0 || requests.Count == 0 || interventions.All(intervention => intervention.MayChangeNothing)
            ? texts
            : throw new LabException($"{@case} left every value as it was. Look at what is replaced and by what.");
    }
}
