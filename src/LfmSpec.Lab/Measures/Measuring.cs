using LfmSpec.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Lab;

/// <summary>Compares changed runs with the clean one, after the last block: the head is computed only where something is measured.</summary>
internal sealed class Measuring(CausalModel model, Needs needs, long logitBytes)
{
    /// <summary>Measures the rows of a batch.</summary>
    /// <param name="subject">The prompt.</param>
    /// <param name="target">The token whose log-probability is measured, or null.</param>
    /// <param name="residual">The residual streams after the last block, [rows, positions, hidden].</param>
    /// <param name="changed">How many elements were changed in each row.</param>
    /// <returns>The divergences, one a row.</returns>
    internal Divergence[] Of(Subject subject, int? target, Tensor residual, IReadOnlyList<long> changed)
    {
        using var scope = NewDisposeScope();
        int rows = changed.Count, positions = needs.Everywhere ? subject.Positions : 1;
        var last = residual.narrow(1, subject.Positions - 1, 1);
        var clean = needs.Everywhere ? subject.Reference.Distribution : subject.Reference.Last;
        var divergence = model.Divergence(needs.Everywhere ? residual : last.contiguous(), clean);
        var recoveries = needs.Recovery ? Recoveries(subject, last) : null;
        var targets = needs.Target ? Targets(subject, target, last) : null;
        var shifts = needs.LogitShift ? Shifts(subject, residual) : null;
        return [.. Enumerable.Range(0, rows).Select(row => new Divergence(
            [.. divergence.Kl.Skip(row * positions).Take(positions)],
            [.. Enumerable.Range(0, positions).Select(position => divergence.Top[(row * positions) + position] == clean.Top[position])])
        {
            LogitShift = shifts?[row] ?? [],
            Recovery = recoveries?[row].Difference ?? double.NaN,
            KlRecovery = recoveries?[row].Kl ?? double.NaN,
            TargetLogProbability = targets?[row] ?? double.NaN,
            ChangedElements = changed[row],
        })];
    }

    private (double Difference, double Kl)[] Recoveries(Subject subject, Tensor last)
    {
        var (source, patched) = (subject.Reference.Last, subject.Run.Last);
        int first = source.Top[0], second = patched.Top[0];
        var from = Difference(subject.Run.Last.Logits, first, second)[0];
        var to = Difference(subject.Reference.Last.Logits, first, second)[0];
        var unpatched = model.Divergence(subject.Run.Residual(model.Shape.Blocks.Count).narrow(1, subject.Positions - 1, 1).contiguous(), source).Kl[0];
        var kl = model.Divergence(last.contiguous(), source).Kl;
        return [.. Difference(model.Head(last), first, second).Select((difference, row) => (
            first == second ? double.NaN : (difference - from) / (to - from),
            1 - (kl[row] / unpatched)))];
    }

    // logit(first) - logit(second) of each row, [rows, 1, vocabulary].
    private static double[] Difference(Tensor logits, int first, int second)
    {
        var one = HostArray.Of(logits.select(2, first));
        var other = HostArray.Of(logits.select(2, second));
        return [.. one.Zip(other, (a, b) => (double)a - b)];
    }

    private double[] Targets(Subject subject, int? target, Tensor last)
    {
        if (target is not { } token)
        {
            throw new LabException($"The prompt '{CleanRun.Shorten(subject.Run.Prompt.Text)}' has no target of one token, so its target's log-probability cannot be measured. Ask for SingleTokenTargets in [Prompts].");
        }

        var logits = model.Head(last).to(ScalarType.Float64);
        var changed = HostArray.OfDoubles(logits.select(2, token) - logits.logsumexp(-1));
        var clean = (double)subject.Reference.Last.Logits[0, 0, token].ToSingle() - subject.Reference.Last.LogNormalizers[0];
        return [.. changed.Select(value => value - clean)];
    }

    private double[][] Shifts(Subject subject, Tensor residual)
    {
        long rows = residual.shape[0], atOnce = Math.Max(1, logitBytes / (subject.Positions * 8L * model.Shape.Vocabulary));
        var shifts = new double[rows][];
        for (long first = 0; first < rows; first += atOnce)
        {
            using var scope = NewDisposeScope();
            var count = Math.Min(atOnce, rows - first);
            var difference = (model.Head(residual.narrow(0, first, count)) - subject.Reference.Logits).abs().to(ScalarType.Float64).mean([-1L]);
            var values = HostArray.OfDoubles(difference);
            for (var row = 0; row < count; row++)
            {
                shifts[first + row] = values[(row * subject.Positions)..((row + 1) * subject.Positions)];
            }
        }

        return shifts;
    }
}
