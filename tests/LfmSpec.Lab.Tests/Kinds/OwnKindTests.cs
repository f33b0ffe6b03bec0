using LfmSpec.Lab.Tests.Observations;
using LfmSpec.Lab.Tests.Summaries;
using LfmSpec.Models;
using LfmSpec.Models.Tests;

namespace LfmSpec.Lab.Tests.Kinds;

/// <summary>An observation and a summary of one's own go the way that the lab's go: table, cache, settings, laws.</summary>
[TestFixture]
public sealed class OwnKindTests : IDisposable
{
    private readonly Laboratory lab = Laboratory.Open(RepositoryFiles.Path("models", "lfm2-atlas-tiny"));

    [Test]
    public void An_own_observation_has_its_table_on_the_page()
    {
        var result = lab.Run(On("7 + 5 =", new MeanMagnitude { Stride = 7 }));
        var table = result.Observations.Single();
        Assert.That((table.Name, table.Caption), Is.EqualTo(("Observe_MeanMagnitude", "Mean magnitude of the residual stream. Prompt: \"7 + 5 =\".")));
        Assert.That(table.Rows.Select(row => row.Name), Is.EqualTo(new[] { "after 0 blocks", "after 7 blocks", "after 14 blocks" }));
        Assert.That(table.Rows.Select(row => row.Cells[0].Number), Is.All.GreaterThan(0));
        Assert.That(ResultTable.Of(result).ToMarkdown(), Does.Contain("## Observe_MeanMagnitude"));
    }

    [Test]
    public void Families_count_alike_in_its_means()
    {
        double Magnitude(PromptSpec prompts) => Observe.On(lab, Observe.Spec(new MeanMagnitude()), prompts).Number("after 4 blocks", "magnitude");
        var table = Magnitude(Observe.Families("""{ "one": ["The capital of France is"], "two": ["7 + 5 =", "12 + 9 ="] }"""));
        double Alone(string prompt) => Magnitude(new PromptSpec([prompt]));
        Assert.That(table, Is.EqualTo((Alone("The capital of France is") + ((Alone("7 + 5 =") + Alone("12 + 9 =")) / 2)) / 2).Within(1e-12));
    }

    [Test]
    public void A_result_is_kept_by_every_setting()
    {
        var experiment = Experiments.On("7 + 5 =");
        string Key(IObservation kind) => ObservationKey.Of(lab.Checkpoint, lab.Prompts(experiment), experiment, new ObservationSpec("x", kind));
        IObservation[] kinds =
        [
            new MeanMagnitude(), new MeanMagnitude { Stride = 3 }, new MeanMagnitude { Notes = ["a"] }, new MeanMagnitude { Notes = ["a", ""] },
            new MeanMagnitude { Limit = 0.1 }, new MeanMagnitude { Expected = 1 }, new NeedsBoth(), new Cka(),
        ];
        Assert.That(kinds.Select(Key), Is.Unique);
        Assert.That(Key(new MeanMagnitude { Notes = new List<string> { "a" } }), Is.EqualTo(Key(new MeanMagnitude { Notes = ["a"] })));
    }

    [Test]
    public void What_is_kept_is_read_again_and_costs_its_passes()
    {
        var experiment = On("7 + 5 =", new MeanMagnitude());
        var folder = Directory.CreateTempSubdirectory("lfmspec").FullName;
        try
        {
            DataTable Observed(out int runs)
            {
                using var kept = Laboratory.Open(RepositoryFiles.Path("models", "lfm2-atlas-tiny"), new LaboratoryOptions { CacheFolder = folder });
                var table = kept.Observe(experiment, experiment.Observations[0]);
                runs = kept.Bench.Runs.Count;
                return table;
            }

            var first = Observed(out var made);
            var again = Observed(out var needed);
            Assert.That((made, needed), Is.EqualTo((1, 0)));
            Assert.That(again.Rows.SelectMany(row => row.Cells), Is.EqualTo(first.Rows.SelectMany(row => row.Cells)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        long Cost(IObservation kind) => ObservationKey.Cost(lab.Bench.Runs, lab.Prompts(experiment), new ObservationSpec("x", kind));
        Assert.That((Cost(new MeanMagnitude()), Cost(new GradientSensitivity())), Is.EqualTo((2 * Cost(new NeedsBoth()), 3 * Cost(new LogitLens()))));
    }

    [Test]
    public void A_setting_out_of_its_bounds_is_an_error_that_says_why()
    {
        void Refused(IObservation kind, string message) =>
            Assert.That(() => Observe.On(lab, Observe.Spec(kind), "A"), Throws.TypeOf<LabException>().With.Message.EqualTo($"Trial.Observe_{kind.GetType().Name}: {message}"));
        Assert.Multiple(() =>
        {
            Refused(new MeanMagnitude { Stride = 0 }, "Stride = 0 cannot be used, as a stride of 1 reads every block.");
            Refused(new MeanMagnitude { Stride = 101 }, "Stride = 101 cannot be used, as a stride of 1 reads every block.");
            Refused(new MeanMagnitude { Stride = 15 }, "Stride = 15 passes over all 14 blocks.");
            Refused(new MeanMagnitude { Limit = 0 }, "Limit = 0 cannot be used, as a limit is above 0.");
            Refused(new MeanMagnitude { Limit = 1 }, "Limit = 1 cannot be used, as a limit is above 0.");
            Refused(new MeanMagnitude { Limit = double.NaN }, "Limit = NaN cannot be used, as a limit is above 0.");
            Refused(new AlwaysBroken(), "There is nothing to read. Leave it out.");
        });
        Assert.That(Observe.On(lab, Observe.Spec(new MeanMagnitude { Limit = 2 }), "A").Rows, Is.Not.Empty);
    }

    [TestCase(OperatorKind.Attention, "tiny has no block with a convolution. Leave NeedsBoth out for this model.")]
    [TestCase(OperatorKind.Convolution, "tiny has no attention block. Leave NeedsBoth out for this model.")]
    public void A_component_that_no_block_has_is_an_error(OperatorKind all, string message)
    {
        Assert.That(() => KindComponents.Check(new NeedsBoth(), "tiny", HandMade.Shape with { Blocks = [all, all] }), Throws.TypeOf<LabException>().With.Message.EqualTo(message));
        Assert.That(() => KindComponents.Check(new NeedsBoth(), "tiny", HandMade.Shape), Throws.Nothing);
        Assert.That(() => KindComponents.Check(new MeanMagnitude(), "tiny", HandMade.Shape with { Blocks = [all] }), Throws.Nothing);
    }

    [Test]
    public void Its_laws_are_the_experiment_s_and_what_it_reads_of_convolutions_brings_theirs()
    {
        Assert.That(Laboratory.LawsOf(On("A", new MeanMagnitude(), new AlwaysBroken())), Is.EqualTo(new[] { "IsNoMoreThanExpected", "IsNotNegative" }));
        Assert.That(Laboratory.LawsOf(On("A", new NeedsBoth())), Is.EqualTo(new[] { "LaterTokensChangeNothingBefore" }));
        Assert.That(Laboratory.LawsOf(On("A", new LogitLens(), new VocabularyContribution(), new Cka(), new AttentionStatistics())),
            Is.EqualTo(new[] { "LensAfterTheLastBlockIsTheModel", "CkaOfItselfIsOne", "AttentionIsADistribution" }));
    }

    [Test]
    public void A_law_of_its_own_holds_or_is_broken_or_has_nothing_to_check()
    {
        Assert.That(lab.Check(On("7 + 5 =", new MeanMagnitude()), "IsNoMoreThanExpected").ToString(), Is.EqualTo("1 checked"));
        Assert.That(lab.Check(On("", new MeanMagnitude()), "IsNoMoreThanExpected").ToString(), Is.EqualTo("nothing to check: the prompt has one position"));
        Assert.That(
            () => lab.Check(On("7 + 5 =", new MeanMagnitude { Expected = 0 }), "IsNoMoreThanExpected"),
            Throws.TypeOf<LawException>().With.Message.Contains("Trial: the law IsNoMoreThanExpected does not hold of MeanMagnitude on the prompt '7 + 5 ='").And.Message.Contains(": the magnitude is more than 0. "));
    }

    [Test]
    public void A_law_of_two_kinds_is_asked_of_both() => Assert.That(
        () => lab.Check(On("7 + 5 =", new MeanMagnitude(), new AlwaysBroken()), "IsNotNegative"), Throws.TypeOf<LawException>().With.Message.Contains("of AlwaysBroken on").And.Message.Contains("it never holds"));

    [Test]
    public void A_struct_has_laws_as_a_class_has()
    {
        Assert.That(lab.Check(On("7 + 5 =", new Bounded(20)), "IsShort").Checked, Is.EqualTo(1));
        Assert.That(() => lab.Check(On("7 + 5 =", new Bounded(1)), "IsShort"), Throws.TypeOf<LawException>().With.Message.Contains("of Bounded on"));
    }

    [Test]
    public void A_law_by_its_name_is_one_of_the_enumeration_too() =>
        Assert.That(lab.Check(Experiments.On("7 + 5 =", new Ablation(5, Component.Mlp)), "ResumedEqualsFull").Checked, Is.EqualTo(1));

    [TestCase("Nothing")]
    [TestCase("3")]
    public void A_law_that_no_kind_has_is_an_error_and_no_pass(string law) => Assert.That(
        () => lab.Check(On("7 + 5 =", new MeanMagnitude()), law), Throws.TypeOf<LawException>().With.Message.Contains($"the law {law} applies to nothing in it"));

    [Test]
    public void A_method_that_is_no_law_is_an_error_that_says_how_to_write_one() => Assert.That(
        () => lab.Check(On("7 + 5 =", new WrongLaw()), "Holds"),
        Throws.TypeOf<LabException>().With.Message.EqualTo("WrongLaw.Holds is no law. Write it as 'public LawVerdict Holds(CleanRuns runs, CleanRun run)', static if it needs no setting."));

    [Test]
    public void A_table_that_is_another_when_it_is_read_again_is_an_error() => Assert.That(
        () => lab.Run(On("7 + 5 =", new Forgetful())),
        Throws.TypeOf<LabException>().With.Message.StartsWith("Trial.Observe_Forgetful: Forgetful gives another table when it reads the same runs again. Draw what is random from a seed"));

    [Test]
    public void An_own_summary_stands_below_the_cases_and_has_every_position_that_it_reads()
    {
        var experiment = Experiments.On("7 + 5 =", new Ablation(5, Component.Mlp)) with
        {
            Measures = [new MeasureSpec(new Kl(), Reduction.Last)],
            Summaries = [new SummarySpec(new LargestSum { Factor = 2 })],
        };
        var result = lab.Run(experiment);
        var table = result.Summaries.Single();
        Assert.That((table.Name, table.Caption), Is.EqualTo(("LargestSum", "Largest sum over positions of the KL, 1 measured.")));
        Assert.That(result.Cases[0].Divergences[0].Kl, Has.Count.EqualTo(lab.Clean(new Prompt("", "7 + 5 =")).Ids.Count));
        Assert.That(table.Rows.Single().Cells.Select(cell => cell.Number), Is.EqualTo(new[] { 2 * result.Cases[0].Divergences[0].Kl.Sum(), 14 }));
    }

    [Test]
    public void What_an_own_summary_refuses_names_experiment_and_summary()
    {
        Assert.That(() => HandMade.Table(new SummarySpec(new LargestSum { Factor = 0 })),
            Throws.TypeOf<LabException>().With.Message.EqualTo("Trial.LargestSum: Factor = 0 cannot be used, as a factor is above 0."));
        Assert.That(() => HandMade.Table(new SummarySpec(new LargestSum())), Throws.TypeOf<LabException>().With.Message.EqualTo("Trial.LargestSum: there is no case."));
    }

    public void Dispose() => lab.Dispose();

    private static ExperimentSpec On(string prompt, params IReadOnlyList<IObservation> kinds) => Experiments.On(prompt) with { Measures = [], Observations = [.. kinds.Select(Observe.Spec)] };
}
