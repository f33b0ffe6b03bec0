using LfmSpec.Models.Tests;
using static TorchSharp.torch;

namespace LfmSpec.Lab.Tests;

[TestFixture]
public sealed class LaboratoryTests : IDisposable
{
    private const string France = "The capital of France is";
    private readonly Laboratory lab = Laboratory.Open(RepositoryFiles.Path("models", "lfm2-atlas-tiny"));

    [Test]
    public void An_intervention_that_changes_nothing_is_an_error_and_not_a_KL_of_zero()
    {
        // The mean over the one position of an empty prompt (BOS alone) is that position.
        var experiment = Experiments.Of(new PromptSpec([""]), new CaseSpec("Mean", [new Ablation(3, Component.Mlp, Replacement.Mean)]));
        Assert.That(() => lab.Run(experiment), Throws.TypeOf<LabException>().With.Message.Contains("changed nothing").And.Message.Contains("L03 mlp"));
    }

    [TestCase(14, Component.Mlp, Replacement.Zero, null, "layer 14 does not exist, lfm2-atlas-tiny has 14 blocks, 0 to 13")]
    [TestCase(-1, Component.Mlp, Replacement.Zero, null, "layer -1 does not exist")]
    [TestCase(5, Component.Head, Replacement.Zero, 0, "block 5 of lfm2-atlas-tiny is a convolution and has no heads")]
    [TestCase(2, Component.Head, Replacement.Zero, 8, "head 8 does not exist, lfm2-atlas-tiny has 8 heads, 0 to 7")]
    [TestCase(2, Component.Gate, Replacement.Zero, null, "block 2 of lfm2-atlas-tiny is attention and has no gate")]
    [TestCase(2, Component.Mlp, Replacement.Input, null, "its mlp cannot be replaced by Input, as only a whole block can pass its input through")]
    [TestCase(2, Component.Unspecified, Replacement.Zero, null, "the intervention names no component")]
    public void A_case_that_does_not_fit_the_model_is_an_error(int layer, Component target, Replacement with, int? head, string message)
    {
        var experiment = Experiments.On(France, new Ablation(layer, target, with, head));
        Assert.That(() => lab.Run(experiment), Throws.TypeOf<LabException>().With.Message.Contains(message).And.Message.Not.Contains("compiled for"), "another model would not help");
        Assert.That(() => lab.Run(experiment with { CompiledFor = "another" }), Throws.TypeOf<LabException>().With.Message.Contains(message).And.Message.Contains("compiled for another"));
    }

    [Test]
    public void A_seed_of_a_replacement_that_draws_nothing_is_an_error() => Assert.That(
        () => lab.Run(Experiments.On(France, new Ablation(0, Component.Mlp) { Seed = 3 })), Throws.TypeOf<LabException>().With.Message.Contains("the replacement by Zero draws nothing, so it has no seed"));

    [TestCase(typeof(Top1), Reduction.Last, 1e-3, "Trial: Top1 over Last is no measure: it is always a share of positions; remove Over.")]
    [TestCase(typeof(Kl), Reduction.Mean, double.NaN, "Trial: Within = NaN cannot be used, as it is a relative difference; give 0 or a small positive number such as 1e-3.")]
    public void A_measure_that_the_compiler_would_refuse_is_an_error(Type measure, Reduction over, double within, string message) => Assert.That(
        () => lab.Run(Experiments.On(France, new Ablation(0, Component.Mlp)) with { Measures = [new MeasureSpec((IMeasure)Activator.CreateInstance(measure)!, over, within)] }),
        Throws.TypeOf<LabException>().With.Message.EqualTo(message));

    [Test]
    public void A_text_that_is_none_is_an_error_wherever_it_is_read()
    {
        const string Nul = "has the character U+0000, which no text of a corpus has; remove it";
        void Refused(PromptSpec prompts, Intervention intervention, string message) => Assert.That(
            () => lab.Run(Experiments.Of(prompts, new CaseSpec("C", [intervention]))), Throws.TypeOf<LabException>().With.Message.Contains(message));
        var steering = new Steering(3, new RandomControl(new DifferenceOfMeans(["a\0"], ["b"]), 1), 1);
        Assert.Multiple(() =>
        {
            Refused(new PromptSpec([France, "a\0"]), new Ablation(3, Component.Mlp), $"Prompt 2 {Nul}.");
            Refused(new PromptSpec([]) { Pairs = [new PromptPair("a", "\0b")] }, new Patching(3, Component.Mlp), $"Prompt 2 {Nul}.");
            Refused(new PromptSpec(["a\ud83d"]), new Ablation(3, Component.Mlp), "Prompt 1 is no Unicode text; half of a surrogate pair stands alone in it.");
            Refused(new PromptSpec([France]), steering, $"a text of its direction {Nul}.");
        });
    }

    [Test]
    public void Prompts_that_are_texts_heed_no_setting()
    {
        void Refused(PromptSpec prompts, string message) => Assert.That(() => lab.Run(Experiments.Of(prompts, new CaseSpec("C", [new Ablation(3, Component.Mlp)]))), Throws.TypeOf<LabException>().With.Message.EqualTo(message));
        Assert.Multiple(() =>
        {
            Refused(new PromptSpec([France], PerFamily: 2), "PerFamily has no meaning here, as a prompt that is a text heeds no setting. Leave it out.");
            Refused(new PromptSpec([France]) { Split = Split.Train }, "Split has no meaning here, as a prompt that is a text heeds no setting. Leave it out.");
            Refused(new PromptSpec([France]) { SingleTokenTargets = true }, "SingleTokenTargets has no meaning here, as a prompt that is a text heeds no setting. Leave it out.");
            Refused(new PromptSpec([], Suite.TaskFamilies, PerFamily: 0), "PerFamily = 0 cannot be used, as it takes no prompt; give 1 or more, or leave it out for all.");
        });
    }

    [TestCase("Hub", "Hub", "Hub")]
    [TestCase("Hub", "HUB", "Hub and HUB")]
    public void Two_experiments_of_one_name_are_not_run_together(string first, string second, string named)
    {
        ExperimentSpec Named(string name, string file) => Experiments.On(France, new Ablation(3, Component.Mlp)) with { Name = name, SourceFile = file };
        ExperimentSpec[] experiments = [Named(first, "a.cs"), Named("Other", "b.cs"), Named(second, "c.cs")];
        Assert.That(() => Laboratory.CheckNames(experiments), Throws.TypeOf<LabException>().With.Message.EqualTo(
            $"Two experiments are named {named}, so that one's table would overwrite the other's (a.cs and c.cs). Rename one of them."));
        Assert.That(() => lab.BeginShard(experiments), Throws.TypeOf<LabException>().With.Message.StartsWith($"Two experiments are named {named},"));
    }

    [Test]
    public void What_is_tried_is_no_experiment_and_was_compiled_for_nothing() =>
        Assert.That(() => lab.Try(France, new Ablation(14, Component.Mlp)), Throws.TypeOf<LabException>().With.Message.EqualTo("L14 mlp → zero: layer 14 does not exist, lfm2-atlas-tiny has 14 blocks, 0 to 13."));

    [Test]
    public void A_scale_of_zero_is_an_error() =>
        Assert.That(() => lab.Run(Experiments.On(France, new Steering(0, new RandomVector(42), 0))), Throws.TypeOf<LabException>().With.Message.Contains("the scale 0 cannot be used; give a finite number that is not 0"));

    [Test]
    public void A_prompt_over_the_context_is_an_error()
    {
        var experiment = Experiments.On(string.Concat(Enumerable.Repeat("A B C D ", 800)), new Ablation(0, Component.Mlp));
        Assert.That(() => lab.Run(experiment), Throws.TypeOf<LabException>().With.Message.Contains("the model's context is 2,048 positions"));
    }

    [Test]
    public void Skipping_two_blocks_together_is_the_model_without_both_and_not_the_sum_of_skipping_each()
    {
        Intervention[] skips = [new Ablation(3, Component.Block, Replacement.Input), new Ablation(7, Component.Block, Replacement.Input)];
        var experiment = Experiments.Of(new PromptSpec([France]), new CaseSpec("A", [skips[0]]), new CaseSpec("B", [skips[1]]), new CaseSpec("Both", skips));
        var kl = lab.Run(experiment).Cases.Select(result => result.Mean(new MeasureSpec(new Kl()))).ToArray();
        double[] expected = [WithoutBlocks(3), WithoutBlocks(7), WithoutBlocks(3, 7)];
        Assert.That(kl, Is.EqualTo(expected).Within(1e-9));
        Assert.That(Math.Abs(expected[2] - expected[0] - expected[1]), Is.GreaterThan(1e-4), "which is what the test is about");
    }

    // KL(clean || changed), the mean over positions, by hand: the model's blocks one after the other, without some; softmax in double.
    private double WithoutBlocks(params int[] skipped)
    {
        using var scope = NewDisposeScope();
        var model = lab.Checkpoint.Model;
        double[][] LogProbabilities(Func<int, bool> runs)
        {
            var residual = model.Embed(TokenIds.AsTensor(lab.Bench.Runs.Encode(new Prompt("", France))));
            foreach (var layer in Enumerable.Range(0, model.Shape.Blocks.Count).Where(runs))
            {
                residual = model.Block(layer, residual);
            }

            return [.. HostArray.Of(model.Head(residual)).Chunk(model.Shape.Vocabulary).Select(logits =>
            {
                var normalizer = Math.Log(logits.Sum(logit => Math.Exp(logit)));
                return logits.Select(logit => logit - normalizer).ToArray();
            })];
        }

        var positions = LogProbabilities(_ => true).Zip(LogProbabilities(layer => !skipped.Contains(layer)), (clean, changed) => clean.Zip(changed, (p, q) => Math.Exp(p) * (p - q)).Sum());
        return positions.Average();
    }

    [Test]
    public void Two_heads_of_one_block_are_edited_side_by_side()
    {
        CaseSpec Heads(string name, params int[] heads) => new(name, [.. heads.Select(head => new Ablation(8, Component.Head, Head: head))]);
        var operatorless = new CaseSpec("Operator", [new Ablation(8, Component.Operator)]);
        var experiment = Experiments.Of(new PromptSpec([France]), Heads("All", 0, 1, 2, 3, 4, 5, 6, 7), operatorless);
        var kl = lab.Run(experiment).Cases.Select(result => result.Mean(new MeasureSpec(new Kl()))).ToArray();
        Assert.That(kl[0], Is.EqualTo(kl[1]), "without its heads an attention block writes nothing, bit for bit");
    }

    [Test]
    public void A_family_counts_alike_whatever_its_number_of_prompts()
    {
        var path = Path.Combine(TestContext.CurrentContext.WorkDirectory, "families.json");
        File.WriteAllText(path, """{ "families": { "one": ["The capital of France is"], "two": ["7 + 5 =", "12 + 9 ="] } }""");
        var @case = new CaseSpec("Case", [new Ablation(5, Component.Mlp)]);
        var result = lab.Run(Experiments.Of(new PromptSpec([], File: path), @case)).Cases[0];
        var kl = result.Divergences.Select(divergence => divergence.Of(new MeasureSpec(new Kl()))).ToArray();
        Assert.That(result.Mean(new MeasureSpec(new Kl())), Is.EqualTo((kl[0] + (kl[1] + kl[2]) / 2) / 2).Within(1e-15));
    }

    [Test]
    public void A_clean_run_has_the_prompt_that_asks_for_it_whoever_asked_for_its_text_before()
    {
        var first = lab.Clean(new Prompt("one", France));
        var second = lab.Clean(new Prompt("other", France) { Target = " Paris", TargetId = 3 });
        Assert.That((first.Prompt.Family, first.Prompt.TargetId), Is.EqualTo(("one", (int?)null)));
        Assert.That((second.Prompt.Family, second.Prompt.TargetId), Is.EqualTo(("other", (int?)3)));
        Assert.That(second.Stream(3), Is.SameAs(first.Stream(3)), "the run is made once");
    }

    [Test]
    public void Cancelling_stops_a_run()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.That(() => lab.Run(Experiments.On(France, new Ablation(1, Component.Mlp)), cancelled.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    public void Dispose() => lab.Dispose();
}
