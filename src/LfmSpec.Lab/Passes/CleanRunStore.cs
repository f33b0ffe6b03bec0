using LfmSpec.Models;
using LfmSpec.Models.Checkpoints;
using static TorchSharp.torch;

namespace LfmSpec.Lab.Passes;

/// <summary>The clean runs of a checkpoint: each is made once a prompt and kept within a budget, with the values at the sites of the block that is looked at.</summary>
/// <param name="checkpoint">The checkpoint, which it does not own.</param>
/// <param name="budget">The memory that runs may keep when they are freed, in bytes.</param>
/// <param name="running">Held while a run is made: an observation may be read on another thread than the lab's.</param>
internal sealed class CleanRunStore(Checkpoint checkpoint, long budget, Lock running) : IDisposable
{
    private readonly Dictionary<string, (CleanRun Run, long UsedAt)> runs = [];
    private readonly Dictionary<string, IReadOnlyList<int>> tokens = [];
    private long clock;

    internal Checkpoint Checkpoint => checkpoint;

    internal CausalModel Model => checkpoint.Model;

    /// <summary>The values at sites of the runs.</summary>
    internal SiteValues Values { get; } = new(checkpoint.Model);

    /// <summary>How many runs are in memory: none as long as nothing was computed.</summary>
    internal int Count => runs.Count;

    /// <summary>The clean run of a prompt; it belongs to the store.</summary>
    /// <exception cref="LabException">The prompt has no token, or more than the model's context.</exception>
    internal CleanRun Clean(Prompt prompt)
    {
        lock (running)
        {
            if (!runs.TryGetValue(prompt.Text, out var known))
            {
                using var nothingToLearn = no_grad();
                known.Run = CleanRun.Of(Model, prompt, Encode(prompt));
            }

            runs[prompt.Text] = (known.Run, ++clock);
            return known.Run.For(prompt);
        }
    }

    /// <summary>The tokens of a prompt.</summary>
    internal IReadOnlyList<int> Encode(Prompt prompt)
    {
        if (!tokens.TryGetValue(prompt.Text, out var ids))
        {
            tokens.Add(prompt.Text, ids = checkpoint.Tokenizer.Encode(prompt.Text));
        }

        return ids;
    }

    /// <summary>Frees the runs that were not used for longest, down to the budget.</summary>
    internal void Free()
    {
        var bytes = runs.Values.Sum(known => known.Run.Bytes);
        foreach (var (text, known) in runs.OrderBy(known => known.Value.UsedAt).TakeWhile(known => (bytes -= known.Value.Run.Bytes) + known.Value.Run.Bytes > budget).ToArray())
        {
            runs.Remove(text);
            Values.Forget(known.Run);
            known.Run.Dispose();
        }
    }

    public void Dispose()
    {
        foreach (var (run, _) in runs.Values)
        {
            run.Dispose();
        }

        runs.Clear();
        Values.Dispose();
    }
}
