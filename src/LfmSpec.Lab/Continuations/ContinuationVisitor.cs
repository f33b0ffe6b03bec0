using LfmSpec.Models;
using TorchSharp;

namespace LfmSpec.Lab.Continuations;

/// <summary>
/// The interventions of a case in the passes in which texts are continued: at the prompt as in a run of it, at a new token where they act at every position or at the last, which a new token is. What edits
/// need lives in the dispose scope that is open when a prompt or a step begins.
/// </summary>
/// <param name="runs">The clean runs, for what interventions take of them.</param>
/// <param name="prompts">The prompts over which means are taken.</param>
/// <param name="case">The case.</param>
internal sealed class ContinuationVisitor(CleanRunStore runs, PromptSet prompts, CaseSpec @case) : IGenerationVisitor, IDisposable
{
    private readonly Dictionary<IReadOnlyList<int>, IReadOnlyList<Edit>> atNewTokens = new(ReferenceEqualityComparer.Instance);
    private readonly List<CleanRun> made = [];
    private (EditVisitor Visitor, IReadOnlyList<(int Row, Edit Edit)> Edits)? pass;

    /// <summary>How many elements were changed so far.</summary>
    internal long Changed { get; private set; }

    /// <inheritdoc/>
    public ISiteVisitor? OfPrompt(IReadOnlyList<int> prompt)
    {
        CheckPositions(prompt);
        return Seeing([.. @case.Interventions.Where(intervention => intervention.During != During.NewTokens).Select(intervention => (0, Edit(intervention, prompt)))]);
    }

    /// <inheritdoc/>
    public ISiteVisitor? OfNewTokens(IReadOnlyList<IReadOnlyList<int>> prompts) =>
        Seeing([.. prompts.SelectMany((prompt, row) => AtNewTokens(prompt).Select(edit => (row, edit)))]);

    /// <summary>Takes account of the last pass.</summary>
    /// <exception cref="LabException">An edit did not fire just once.</exception>
    internal void Close()
    {
        if (pass is var (visitor, edits))
        {
            foreach (var (_, edit) in edits)
            {
                if (visitor.Fired.GetValueOrDefault(edit) is var times && times != edits.Count(item => ReferenceEquals(item.Edit, edit)))
                {
                    throw new LabException($"The intervention at {edit.Site} fired {times} times in a pass. The model does not visit that site as its sites say.");
                }
            }

            Changed += visitor.ChangedElements.Values.Sum();
            pass = null;
        }
    }

    public void Dispose() => made.ForEach(run => run.Dispose());

    private EditVisitor? Seeing(IReadOnlyList<(int Row, Edit Edit)> edits)
    {
        Close();
        if (edits.Count == 0)
        {
            return null;
        }

        pass = (new EditVisitor(edits), edits);
        return pass.Value.Visitor;
    }

    private IReadOnlyList<Edit> AtNewTokens(IReadOnlyList<int> prompt)
    {
        if (!atNewTokens.TryGetValue(prompt, out var edits))
        {
            atNewTokens.Add(prompt, edits = [.. @case.Interventions.Where(ActsAtNewTokens).Select(intervention => Edit(intervention with { At = PositionSet.All }, prompt))]);
        }

        return edits;
    }

    // A place is one of the prompt, but the last: that a new token is in its turn.
    private static bool ActsAtNewTokens(Intervention intervention) =>
        intervention.During != During.Prompt && intervention.At.Place is Place.All or Place.Last;

    private Edit Edit(Intervention intervention, IReadOnlyList<int> prompt)
    {
        var clean = new Lazy<PromptRuns>(() =>
        {
            var run = CleanRun.Of(runs.Model, new Prompt("", runs.Checkpoint.Tokenizer.Decode(prompt)), prompt);
            made.Add(run);
            return new PromptRuns(0, run, run);
        });
        return Editor.Edit(intervention, new EditContext(intervention, runs, clean, 0, prompt.Count, prompts));
    }

    private void CheckPositions(IReadOnlyList<int> prompt)
    {
        if (@case.Interventions.FirstOrDefault(intervention => intervention.At.Place is null && intervention.At.Listed[^1] >= prompt.Count) is { } beyond)
        {
            throw new LabException(
                $"{beyond}: position {beyond.At.Listed[^1]} does not exist in the prompt '{ShortText.Of(runs.Checkpoint.Tokenizer.Decode(prompt))}', which has {prompt.Count} positions, 0 to {prompt.Count - 1}. Name positions that it has, or a place: last, first or all.");
        }
    }
}
