using LfmSpec.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Lab.Passes;

/// <summary>
/// The clean values at the sites of one block at a time, by prompt, and their means over prompts. A sweep goes block by block, so
/// the values of another block are freed when a new one is asked for.
/// </summary>
internal sealed class SiteValues(CausalModel model) : IDisposable
{
    private static readonly SiteKind[] Kinds =
        [SiteKind.Heads, SiteKind.OperatorOutput, SiteKind.MlpOutput, SiteKind.ConvGate, SiteKind.ConvCarrier, SiteKind.ConvSignal];

    private readonly Dictionary<(CleanRun Run, Site Site), Tensor> values = [];
    private readonly Dictionary<(string Prompts, Site Site), Tensor> means = [];
    private int layer = -1;

    /// <summary>The clean value at a site.</summary>
    /// <param name="run">The clean run.</param>
    /// <param name="site">A site of a block.</param>
    /// <returns>float32, [1, positions, width]; it belongs to this object or to the run, and lives until another block is asked for.</returns>
    internal Tensor Of(CleanRun run, Site site)
    {
        if (site.Kind is SiteKind.BlockInput or SiteKind.BlockOutput)
        {
            return run.Stream(site.Kind == SiteKind.BlockInput ? site.Layer : site.Layer + 1);
        }

        run = run.Kept;
        if (site.Layer != layer)
        {
            Clear();
            layer = site.Layer;
        }

        if (!values.TryGetValue((run, site), out var value))
        {
            using var scope = NewDisposeScope();
            var capturing = new CaptureVisitor(Kinds.Select(kind => new Site(kind, site.Layer)));
            model.Block(site.Layer, run.Stream(site.Layer), capturing);
            foreach (var (captured, tensor) in capturing.Values)
            {
                values[(run, captured)] = tensor;
            }

            value = values[(run, site)];
        }

        return value;
    }

    /// <summary>The mean of a site's clean value over all positions of all prompts, in double and then rounded.</summary>
    /// <param name="prompts">The identity of the prompts.</param>
    /// <param name="runs">Their clean runs, in order.</param>
    /// <param name="site">A site of a block.</param>
    /// <returns>float32, [1, 1, width]; it belongs to this object.</returns>
    internal Tensor Mean(string prompts, IReadOnlyList<CleanRun> runs, Site site)
    {
        if (!means.TryGetValue((prompts, site), out var mean))
        {
            using var scope = NewDisposeScope();
            var sum = zeros(1, 1, Of(runs[0], site).shape[2], dtype: ScalarType.Float64, device: model.Device);
            long positions = 0;
            foreach (var run in runs)
            {
                using var inner = NewDisposeScope();
                sum.add_(Of(run, site).to(ScalarType.Float64).sum([1L], keepdim: true));
                positions += run.Ids.Count;
            }

            means[(prompts, site)] = mean = (sum / (double)positions).to(ScalarType.Float32).DetachFromDisposeScope();
        }

        return mean;
    }

    /// <summary>Frees what is kept of a run.</summary>
    internal void Forget(CleanRun run)
    {
        foreach (var key in values.Keys.Where(key => ReferenceEquals(key.Run, run)).ToArray())
        {
            values.Remove(key, out var value);
            value!.Dispose();
        }
    }

    public void Dispose()
    {
        Clear();
        foreach (var mean in means.Values)
        {
            mean.Dispose();
        }

        means.Clear();
    }

    private void Clear()
    {
        foreach (var value in values.Values)
        {
            value.Dispose();
        }

        values.Clear();
    }
}
