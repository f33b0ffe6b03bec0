using LfmSpec.Models;

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
        lock (running)
        {
            return Continuing.Of(Bench, requests, interventions, prompts, run, cancellation);
        }
    }

    /// <summary>Scores the capability of an experiment: by the strict protocol on the clean model and under each case, and by the published protocol on the clean model. What is kept is not run again.</summary>
    /// <param name="experiment">The experiment, which names a capability.</param>
    /// <param name="cancellation">Stops between two tokens.</param>
    /// <returns>The scores.</returns>
    /// <exception cref="LabException">The file of tests cannot be read, the model has no chat template, or a case does not fit the model or cannot act so.</exception>
    public CapabilityResult Score(ExperimentSpec experiment, CancellationToken cancellation = default)
    {
        lock (running)
        {
            return CapabilityRun.Of(Bench, experiment, cancellation);
        }
    }

    /// <summary>What <see cref="Score"/> would cost.</summary>
    /// <param name="experiment">The experiment, which names a capability.</param>
    /// <returns>The answers and tokens that are not kept.</returns>
    /// <exception cref="LabException">As for <see cref="Score"/>.</exception>
    public CapabilityPlan PlanScore(ExperimentSpec experiment)
    {
        lock (running)
        {
            return CapabilityRun.Plan(Bench, experiment);
        }
    }
}
