using LfmSpec.Models;
using LfmSpec.Models.Tokenization;

namespace LfmSpec.Lab;

/// <summary>What a quantity is read of: the laboratory's clean runs of some prompts.</summary>
/// <param name="Lab">The laboratory.</param>
/// <param name="Spec">What is asked for.</param>
/// <param name="Prompts">The prompts.</param>
/// <param name="RepeatsPublished">Whether the experiment repeats a published table: what repeats a published method beside the right one is said of such an experiment alone.</param>
/// <param name="Cancellation">Stops between two prompts.</param>
internal sealed record Observed(Laboratory Lab, ObservationSpec Spec, PromptSet Prompts, bool RepeatsPublished, CancellationToken Cancellation)
{
    internal CausalModel Model => Lab.Checkpoint.Model;

    internal ModelShape Shape => Model.Shape;

    internal HuggingFaceTokenizer Tokenizer => Lab.Checkpoint.Tokenizer;

    /// <summary>The clean runs, in the prompts' order.</summary>
    internal IEnumerable<CleanRun> Runs()
    {
        foreach (var prompt in Prompts.Prompts)
        {
            Cancellation.ThrowIfCancellationRequested();
            yield return Lab.Clean(prompt);
        }
    }

    /// <summary>What the name of a prompt's row begins with: nothing if there is one prompt.</summary>
    internal string Prefix(int prompt) => Prompts.Prompts.Count == 1 ? "" : $"prompt {prompt + 1} ";

    /// <summary>A table of the quantity.</summary>
    internal DataTable Table(string caption, IReadOnlyList<string> columns, IReadOnlyList<DataRow> rows) => new(Spec.Name, caption, columns, rows);

    /// <summary>The end of a caption of a table that has rows for each prompt.</summary>
    internal string Listed() => Prompts.Prompts is [var only]
        ? $"Prompt: {TokenText.Quote(only.Text)}."
        : $"Prompts: {string.Join(", ", Prompts.Prompts.Select((prompt, index) => $"{index + 1} {TokenText.Quote(prompt.Text)}"))}.";

    /// <summary>The end of a caption of a table of means.</summary>
    internal string Averaged() => Prompts.Prompts.Count == 1 ? Listed()
        : Prompts.Prompts.All(prompt => prompt.Family.Length == 0) ? $"Mean over {Prompts.Prompts.Count} prompts."
        : $"Mean over the prompts of a family, then over families: {Prompts.Prompts.Count} prompts.";
}
