using LfmSpec.Models;
using LfmSpec.Models.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Lab.Tests;

/// <summary>A law that cannot fail proves nothing: each is shown an intervention that is broken in the way that it is there for.</summary>
[TestFixture]
public sealed class BrokenInterventionTests : IDisposable
{
    private const string Prompt = "x = 4\ny = x + 3\nprint(y)\n# prints";

    private readonly Laboratory lab = Laboratory.Open(RepositoryFiles.Path("models", "lfm2-atlas-tiny"));

    [Test]
    public void An_edit_that_writes_beside_its_region_is_caught() => Caught(
        Law.CleanIntoCleanIsClean, new Ablation(5, Component.Mlp) { At = PositionSet.Last }, edit => edit with
        {
            Replace = (part, needed) => edit.Replace(part.add_(1), needed),
        });

    [Test]
    public void Unseeded_noise_is_caught_when_the_pass_is_resumed() => Caught(Law.ResumedEqualsFull, new Perturbation(5, 1, 0.01), Unseeded);

    [Test]
    public void Unseeded_noise_is_caught_in_a_batch() => Caught(Law.BatchedEqualsSingle, new Perturbation(5, 1, 0.01), Unseeded);

    [Test]
    public void A_steering_that_adds_something_at_scale_zero_is_caught() => Caught(
        Law.ScaleZeroIsClean, new Steering(3, new RandomVector(42), -4), edit => edit with { Replace = (part, needed) => edit.Replace(part, needed) + 1e-3 });

    [Test]
    public void Zeros_called_a_mean_are_caught() => Caught(
        Law.MeanIsNotZero, new Ablation(5, Component.Mlp), edit => edit with { Replace = (part, _) => zeros_like(part) });

    [Test]
    public void A_skip_that_is_not_the_input_is_caught() => Caught(
        Law.SkippingEveryBlockIsTheEmbeddingLens,
        new Ablation(5, Component.Block, Replacement.Input),
        edit => edit with { Replace = (part, input) => edit.Replace(part, input) * 1.001 });

    [Test]
    public void A_vector_added_at_every_position_instead_of_the_last_is_caught() => Caught(
        Law.NothingChangesBeforeThePosition, new Steering(3, new RandomVector(42), -4), edit => edit with { Region = edit.Region with { At = PositionSet.All } });

    [Test]
    public void Edits_that_depend_on_which_came_first_are_caught()
    {
        var made = 0;
        Caught(
            Law.OrderDoesNotMatter,
            new CaseSpec("both", [new Steering(3, new RandomVector(1), 2), new Steering(9, new RandomVector(2), 2)]),
            (edit, _) => made++ % 2 == 0 ? edit with { Replace = (part, needed) => edit.Replace(part, needed) * 2 } : edit);
    }

    [Test]
    public void A_value_resampled_from_the_prompt_itself_is_caught() => Caught(
        Law.ResamplingIsADerangement, new Ablation(5, Component.Mlp, Replacement.Resampled), edit => edit with { Replace = (part, _) => part.clone() });

    [Test]
    public void A_control_of_another_length_is_caught() => Caught(
        Law.ControlHasEqualNorm,
        new CaseSpec("control", [new Steering(3, new RandomControl(EveryIntervention.Means, 7), 0.5)]),
        (edit, intervention) => intervention is Steering { Direction: RandomControl } ? edit with { Replace = (part, needed) => edit.Replace(part, needed) * 1.01 } : edit);

    [Test]
    public void A_control_that_is_the_vector_itself_is_caught()
    {
        var steering = new Steering(3, new RandomControl(EveryIntervention.Means, 7), 0.5);
        var experiment = Experiments.Of(new PromptSpec([Prompt]), [new CaseSpec("control", [steering])]);
        var same = new Redirected(lab.Bench.Editor, steering with { Direction = EveryIntervention.Means });
        Assert.That(() => new LawCheck(lab.Bench.Runs, lab.Prompts(experiment), experiment, same).Check(Law.ControlHasEqualNorm), Throws.TypeOf<LawException>().With.Message.Contains("points along"));
    }

    [Test]
    public void A_value_patched_one_position_off_is_caught()
    {
        var experiment = Experiments.Of(EveryIntervention.Pairs, [new CaseSpec("patch", [new Patching(3)])]);
        var broken = new Broken(lab.Bench.Editor, (edit, _) => edit with { Replace = (part, needed) => edit.Replace(part, needed).roll(1, 1) });
        Assert.That(() => new LawCheck(lab.Bench.Runs, lab.Prompts(experiment), experiment, broken).Check(Law.PatchingFromItselfIsClean), Throws.TypeOf<LawException>().With.Message.Contains("the run patched from itself differs from the clean run"));
    }

    [Test]
    public void An_intervention_at_a_site_that_is_not_on_the_way_is_an_error_and_no_kl_of_zero()
    {
        var visitor = new Variant([new Edit(new Site(SiteKind.BlockOutput, 2), new Region(PositionSet.All), (part, _) => zeros_like(part))], 5);
        using var scope = NewDisposeScope();
        Assert.That(
            () => Batch.Run(lab.Checkpoint.Model, lab.Clean(new Prompt("", Prompt)), [visitor with { Edits = [.. visitor.Edits, new Edit(new Site(SiteKind.ConvGate, 8), new Region(PositionSet.All), (part, _) => part)] }], out _, default),
            Throws.TypeOf<LabException>().With.Message.Contains("fired 0 times"));
    }

    public void Dispose() => lab.Dispose();

    private static Edit Unseeded(Edit edit) => edit with { Replace = (part, _) => part + randn_like(part) * 0.01 };

    private void Caught(Law law, Intervention intervention, Func<Edit, Edit> broken) => Caught(law, new CaseSpec("case", [intervention]), (edit, _) => broken(edit));

    // The law holds with the lab's own editor, and fails with the broken one.
    private void Caught(Law law, CaseSpec item, Func<Edit, Intervention, Edit> broken)
    {
        var experiment = Experiments.Of(EveryIntervention.Prompts, [item]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(lab.Check(experiment, law).Checked, Is.GreaterThan(0));
            Assert.That(() => new LawCheck(lab.Bench.Runs, lab.Prompts(experiment), experiment, new Broken(lab.Bench.Editor, broken)).Check(law), Throws.TypeOf<LawException>().With.Message.Contains($"{law}").And.Message.Contains(item.Name));
        }
    }

    private sealed class Broken(IEditor good, Func<Edit, Intervention, Edit> broken) : IEditor
    {
        public Edit Edit(Intervention intervention, PromptRuns promptRuns, PromptSet prompts) => broken(good.Edit(intervention, promptRuns, prompts), intervention);
    }

    private sealed class Redirected(IEditor good, Steering always) : IEditor
    {
        public Edit Edit(Intervention intervention, PromptRuns promptRuns, PromptSet prompts) => good.Edit(always with { Unit = SteeringUnit.Raw }, promptRuns, prompts);
    }
}
