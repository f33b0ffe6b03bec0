using LfmSpec.Models;
using static TorchSharp.torch;

namespace LfmSpec.Lab;

/// <content>Texts that are continued.</content>
public sealed partial class Laboratory
{
    /// <summary>Continues texts, each as it would be alone, with interventions that act at the prompt, at new tokens or at both (<see cref="Intervention.During"/>).</summary>
    /// <param name="requests">The texts.</param>
    /// <param name="interventions">What is changed, together; none for the clean model.</param>
    /// <param name="prompts">The prompts over which means are taken; null where none is.</param>
    /// <param name="run">How many at once, on which model, and who is told of tokens; its visitor is not asked.</param>
    /// <param name="cancellation">Stops between two tokens.</param>
    /// <returns>What became of each.</returns>
    /// <exception cref="LabException">The model has no such place, an intervention cannot act so, or nothing was changed.</exception>
    /// <exception cref="ArgumentException">A request makes no sense.</exception>
    public IReadOnlyList<GeneratedText> Continue(
        IReadOnlyList<GenerationRequest> requests, IReadOnlyList<Intervention> interventions, PromptSpec? prompts = null, GenerationRun? run = null, CancellationToken cancellation = default)
    {
        run ??= new GenerationRun();
        if (interventions.Count == 0)
        {
            return TextGeneration.Continue(Checkpoint, requests, run, cancellation);
        }

        lock (running)
        {
            var @case = new CaseSpec(string.Join(" and ", interventions), interventions);
            var experiment = new ExperimentSpec { Name = "Continuation", Cases = [@case], Prompts = prompts ?? new PromptSpec([]), Measures = [], CompiledFor = "" };
            ContinuationCheck.Check(@case, prompts is not null);
            SpecificationCheck.Check(experiment, experiment.Cases, Checkpoint);
            using var nothingToLearn = no_grad();
            using var scope = NewDisposeScope();
            using var visitor = new ContinuationVisitor(Bench.Runs, prompts is null ? PromptSet.None : Bench.Prompts.Of(prompts), @case);
            var texts = TextGeneration.Continue(Checkpoint, requests, run with { Visitor = visitor }, cancellation);
            visitor.Close();
            return visitor.Changed > 0 || requests.Count == 0 || interventions.All(intervention => intervention.MayChangeNothing)
                ? texts
                : throw new LabException($"{@case} left every value as it was. Look at what is replaced and by what.");
        }
    }
}
