using LfmSpec.Models;
using LfmSpec.Models.Checkpoints;
using LfmSpec.Models.Tokenization;
using static TorchSharp.torch;

namespace LfmSpec.Lab;

/// <summary>What an observation is read of: the clean runs of an experiment's prompts. Tensors that are made while it is read are freed when it has been.</summary>
public sealed class CleanRuns
{
    private readonly string name;
    private readonly CleanRunStore runs;

    /// <param name="name">The name of the table.</param>
    /// <param name="runs">The clean runs.</param>
    /// <param name="prompts">The experiment's prompts.</param>
    /// <param name="repeatsPublished">Whether the experiment repeats a published table.</param>
    /// <param name="cancellation">Stops between two prompts.</param>
    internal CleanRuns(string name, CleanRunStore runs, PromptSet prompts, bool repeatsPublished, CancellationToken cancellation = default)
    {
        (this.name, this.runs) = (name, runs);
        (Prompts, RepeatsPublished, Cancellation) = (prompts, repeatsPublished, cancellation);
    }

    /// <summary>The weights with the tokenizer and their name; the lab's, which frees them.</summary>
    public Checkpoint Checkpoint => runs.Checkpoint;

    /// <summary>The model: its blocks, its embedding, its head, and every site of its forward pass.</summary>
    public CausalModel Model => Checkpoint.Model;

    /// <summary>The model's sizes, and the kind of each block.</summary>
    public ModelShape Shape => Model.Shape;

    /// <summary>The tokenizer.</summary>
    public HuggingFaceTokenizer Tokenizer => Checkpoint.Tokenizer;

    /// <summary>The prompts, with their families.</summary>
    public PromptSet Prompts { get; }

    /// <summary>Whether the experiment repeats a published table: what repeats a published method beside the right one is said of such an experiment alone.</summary>
    public bool RepeatsPublished { get; }

    /// <summary>Stops between two prompts.</summary>
    public CancellationToken Cancellation { get; }

    /// <summary>The clean runs, in the prompts' order, each made when it is asked for and kept by the lab.</summary>
    /// <returns>A run a prompt.</returns>
    /// <exception cref="LabException">A prompt has no token, or more than the model's context.</exception>
    public IEnumerable<CleanRun> Runs()
    {
        foreach (var prompt in Prompts.Prompts)
        {
            Cancellation.ThrowIfCancellationRequested();
            yield return runs.Clean(prompt);
        }
    }

    /// <summary>The value at a site of a clean run. The pass is made again from the block of the site on; of two sites of a block that is done twice.</summary>
    /// <param name="run">A clean run.</param>
    /// <param name="site">The site, such as <c>new Site(SiteKind.MlpOutput, 3)</c>.</param>
    /// <returns>float32, of the shape that <see cref="SiteKind"/> says; freed when the observation is made.</returns>
    /// <exception cref="LabException">The model does not visit the site: its block has another operator, or does not exist.</exception>
    public Tensor Value(CleanRun run, Site site)
    {
        ArgumentNullException.ThrowIfNull(run);
        var (blocks, capturing) = (Shape.Blocks.Count, new CaptureVisitor([site]));
        if (site.Kind is SiteKind.FinalNorm or SiteKind.Logits)
        {
            Model.Head(run.Stream(blocks), capturing).Dispose();
        }
        else if (site.Kind == SiteKind.Embedding)
        {
            return run.Stream(0).alias();
        }
        else if (site.Layer >= 0 && site.Layer < blocks)
        {
            Model.Block(site.Layer, run.Stream(site.Layer), capturing).Dispose();
        }

        if (!capturing.Values.TryGetValue(site, out var captured))
        {
            throw new LabException($"{Checkpoint.Name} has no site {site}. It has {blocks} blocks, 0 to {blocks - 1}, and what a block has depends on its operator.");
        }

        using (captured)
        {
            return captured.clone();
        }
    }

    /// <summary>The table of the observation.</summary>
    /// <param name="caption">One line: what is measured, over what, in which unit, after which paper.</param>
    /// <param name="columns">The names of the columns; the first heads the rows' names.</param>
    /// <param name="rows">The rows, each of a name of its own and as many cells as there are columns after the first.</param>
    /// <returns>The table, named as the observation's test.</returns>
    public DataTable Table(string caption, IReadOnlyList<string> columns, IReadOnlyList<DataRow> rows) => new(name, caption, columns, rows);

    /// <summary>The mean of a number a prompt over the prompts of a family, then over families, so that each family counts alike.</summary>
    /// <param name="values">The numbers, in the prompts' order.</param>
    /// <returns>The mean.</returns>
    public double Mean(IEnumerable<double> values) => FamilyMean.Of(Prompts, values);

    /// <summary>The same of a table of numbers a prompt, cell by cell.</summary>
    /// <param name="tables">The tables, in the prompts' order; all have the same rows.</param>
    /// <returns>The rows of means.</returns>
    public IReadOnlyList<DataRow> Mean(IReadOnlyList<IReadOnlyList<DataRow>> tables) => FamilyMean.Of(Prompts, tables);

    /// <summary>A token's text as tables show it: in quotation marks, so that spaces show, and on one line.</summary>
    /// <param name="id">The token's id.</param>
    /// <returns>The text.</returns>
    public string Text(int id) => TokenText.Of(Tokenizer, id);

    /// <summary>What the name of a prompt's row begins with: nothing if there is one prompt.</summary>
    /// <param name="prompt">The prompt's place, from 0.</param>
    /// <returns>The beginning, with its space.</returns>
    public string Prefix(int prompt) => Prompts.Prompts.Count == 1 ? "" : $"prompt {prompt + 1} ";

    /// <summary>The end of a caption of a table that has rows for each prompt.</summary>
    /// <returns>The prompts, as a sentence.</returns>
    public string Listed() => Prompts.Prompts is [var only]
        ? $"Prompt: {TokenText.Quote(only.Text)}."
        : $"Prompts: {string.Join(", ", Prompts.Prompts.Select((prompt, index) => $"{index + 1} {TokenText.Quote(prompt.Text)}"))}.";

    /// <summary>The end of a caption of a table of means.</summary>
    /// <returns>What the means are over, as a sentence.</returns>
    public string Averaged() => Prompts.Prompts.Count == 1 ? Listed()
        : Prompts.Prompts.All(prompt => prompt.Family.Length == 0) ? $"Mean over {Prompts.Prompts.Count} prompts."
        : $"Mean over the prompts of a family, then over families: {Prompts.Prompts.Count} prompts.";
}
