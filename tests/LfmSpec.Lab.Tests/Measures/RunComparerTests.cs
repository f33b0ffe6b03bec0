using LfmSpec.Models.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Lab.Tests;

/// <summary>Every measure against plain arithmetic in double over the changed run's logits.</summary>
[TestFixture]
public sealed class MeasuringTests : IDisposable
{
    private static readonly Ablation Changed = new(5, Component.Mlp);
    private readonly Laboratory lab = Laboratory.Open(RepositoryFiles.Path("models", "lfm2-atlas-tiny"));

    [Test]
    public void The_logit_shift_is_the_mean_distance_of_the_logits()
    {
        MeasureSpec[] measures = [new(new LogitShift()), new(new LogitShift(), Reduction.Last)];
        var result = lab.Run(Experiments.On("The capital of France is", Changed) with { Measures = measures }).Cases[0];
        var (clean, changed) = Logits(new Prompt("", "The capital of France is"));
        var shifts = clean.Zip(changed, (a, b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Average()).ToArray();
        // Differences of float32 logits, summed in double.
        Assert.That(result.Mean(measures[0]), Is.EqualTo(shifts.Average()).Within(1e-6 * shifts.Average()));
        Assert.That(result.Mean(measures[1]), Is.EqualTo(shifts[^1]).Within(1e-6 * shifts[^1]));
    }

    [Test]
    public void The_change_of_a_targets_log_probability_is_taken_at_the_last_position()
    {
        var measure = new MeasureSpec(new TargetLogProbability(), Reduction.Last);
        var experiment = Experiments.Of(new PromptSpec([], Suite.TaskFamilies, PerFamily: 1) { SingleTokenTargets = true }, new CaseSpec("mlp", [Changed])) with { Measures = [measure] };
        var result = lab.Run(experiment).Cases[0];
        foreach (var (prompt, divergence) in result.Prompts.Prompts.Zip(result.Divergences))
        {
            var (clean, changed) = Logits(prompt);
            var expected = LogProbability(changed[^1], prompt.TargetId!.Value) - LogProbability(clean[^1], prompt.TargetId!.Value);
            Assert.That(divergence.Of(measure), Is.EqualTo(expected).Within(1e-9 + Rounding.OrNone(1e-5)), prompt.Text);
        }
    }

    [Test]
    public void A_prompt_without_a_target_is_an_error_that_names_it() =>
        Assert.That(
            () => lab.Run(Experiments.On("7 + 5 =", Changed) with { Measures = [new MeasureSpec(new TargetLogProbability(), Reduction.Last)] }),
            Throws.TypeOf<LabException>().With.Message.Contains("'7 + 5 ='").And.Message.Contains("SingleTokenTargets"));

    [Test]
    public void A_kl_at_the_last_position_alone_is_the_last_of_all_positions()
    {
        var last = lab.Run(Experiments.On("The capital of France is", Changed) with { Measures = [new(new Kl(), Reduction.Last)] }).Cases[0].Divergences[0];
        var all = lab.Run(Experiments.On("The capital of France is", Changed)).Cases[0].Divergences[0];
        Assert.That(last.Kl, Is.EqualTo(new[] { all.Kl[^1] }).Within(Rounding.OrNone(1e-6)));
        Assert.That(last.SameTop1, Is.EqualTo(new[] { all.SameTop1[^1] }));
    }

    public void Dispose() => lab.Dispose();

    private (double[][] Clean, double[][] Changed) Logits(Prompt prompt)
    {
        using var scope = NewDisposeScope();
        var clean = lab.Clean(prompt);
        var promptRuns = new PromptRuns(0, clean, clean);
        var edit = lab.Bench.Editor.Edit(Changed, promptRuns, lab.Prompts(Experiments.On(prompt.Text, Changed)));
        return (Rows(clean.Logits), Rows(lab.Checkpoint.Model.Forward(TokenIds.AsTensor(clean.Ids), new EditVisitor([(0, edit)]))));
    }

    private static double[][] Rows(Tensor logits) => [.. logits.contiguous().data<float>().ToArray().Select(number => (double)number).Chunk((int)logits.shape[2])];

    private static double LogProbability(double[] logits, int token)
    {
        var largest = logits.Max();
        return logits[token] - largest - Math.Log(logits.Sum(logit => Math.Exp(logit - largest)));
    }
}
