namespace LfmSpec.Lab.Interventions;

/// <summary>Makes the edits that interventions stand for. A law can be shown to fail by handing the checks another one.</summary>
internal interface IEditor
{
    /// <summary>The edit that an intervention stands for on a prompt. Its constants live in the caller's dispose scope.</summary>
    /// <param name="intervention">The intervention.</param>
    /// <param name="promptRuns">The prompt's clean runs.</param>
    /// <param name="prompts">All prompts of the experiment.</param>
    /// <returns>The edit.</returns>
    Edit Edit(Intervention intervention, PromptRuns promptRuns, PromptSet prompts);
}

/// <summary>The lab's editor.</summary>
internal sealed class Editor(CleanRunStore runs) : IEditor
{
    /// <inheritdoc/>
    public Edit Edit(Intervention intervention, PromptRuns promptRuns, PromptSet prompts) =>
        Edit(intervention, new EditContext(intervention, runs, promptRuns, prompts));

    /// <summary>The edit that an intervention stands for in a context.</summary>
    internal static Edit Edit(Intervention intervention, EditContext context) => context.Bind(OwnCode.Run(intervention, () => intervention.Edit(context)));
}
