using static TorchSharp.torch;

namespace LfmSpec.Lab;

/// <summary>One changed run of one prompt, with its logits.</summary>
/// <param name="Ids">The token ids of the prompt whose run is changed.</param>
/// <param name="Clean">The logits that it is compared with, float32, [positions, vocabulary]: the clean run's, or for patching those of the run that the value comes from.</param>
/// <param name="Changed">The changed run's, of the same shape.</param>
/// <param name="Divergence">How the two differ, at every position.</param>
public sealed record Trial(IReadOnlyList<int> Ids, Tensor Clean, Tensor Changed, Divergence Divergence) : IDisposable
{
    /// <summary>Frees the logits.</summary>
    public void Dispose()
    {
        Clean.Dispose();
        Changed.Dispose();
    }

    /// <summary>Checks that the prompt has the positions that are changed.</summary>
    /// <exception cref="LabException">It has not.</exception>
    internal static void CheckPositions(PromptRuns promptRuns, CaseSpec @case)
    {
        if (@case.Interventions.FirstOrDefault(intervention => intervention.At.Place is null && intervention.At.Listed[^1] >= promptRuns.Positions) is { } beyond)
        {
            throw new LabException($"{beyond}: position {beyond.At.Listed[^1]} does not exist in the prompt '{ShortText.Of(promptRuns.Run.Prompt.Text)}', which has {promptRuns.Positions} positions, 0 to {promptRuns.Positions - 1}, with this tokenizer. Name positions that it has, or a place: last, first or all.");
        }
    }

    internal static Trial Of(Bench bench, PromptRuns promptRuns, CaseSpec @case, PromptSet prompts)
    {
        using var nothingToLearn = no_grad();
        using var scope = NewDisposeScope();
        var model = bench.Runs.Model;
        var edits = @case.Interventions.Select(intervention => bench.Editor.Edit(intervention, promptRuns, prompts)).ToArray();
        var last = Batch.Run(model, promptRuns.Run, [new Variant(edits, @case.FirstLayer)], out var changed, CancellationToken.None);
        var divergence = new RunComparer(model, KeptMeasures.OfDivergence, bench.MemoryBudget).Of(promptRuns, null, last, changed, _ => ($"{@case}", edits))[0];
        return new Trial(promptRuns.Run.Ids, promptRuns.Reference.Distribution.Logits.squeeze(0).clone().DetachFromDisposeScope(), model.Head(last).squeeze(0).DetachFromDisposeScope(), divergence);
    }
}
