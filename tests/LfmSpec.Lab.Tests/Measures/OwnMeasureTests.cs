using LfmSpec.Models.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Lab.Tests;

/// <summary>A measure of one's own is a column as the lab's are.</summary>
[TestFixture]
public sealed class OwnMeasureTests : IDisposable
{
    private static readonly string Folder = RepositoryFiles.Path("models", "lfm2-atlas-tiny");
    private static readonly Ablation Changed = new(5, Component.Mlp);
    private readonly Laboratory lab = Laboratory.Open(Folder);

    [Test]
    public void Each_word_of_the_language_is_a_measure_of_the_labs() => Assert.That(
        Enum.GetNames<Metric>().Select(name => typeof(IMeasure).Assembly.GetType($"LfmSpec.Lab.Measures.{name}")),
        Is.All.Matches<Type>(type => type.IsAssignableTo(typeof(IMeasure)) && type.GetConstructor([]) is not null));

    [TestCase(0.5)]
    [TestCase(0.25)]
    public void A_Jensen_Shannon_divergence_is_what_a_loop_in_double_precision_gives(double weight)
    {
        var measure = new JensenShannon { Weight = weight };
        MeasureSpec[] measures = [new(measure), new(measure, Reduction.Sum), new(measure, Reduction.Last)];
        var result = lab.Run(Experiments.On("The capital of France is", Changed) with { Measures = measures }).Cases[0];
        var (clean, changed) = Distributions("The capital of France is");
        double[] expected = [.. clean.Zip(changed, (p, q) => p.Zip(q, (a, b) =>
        {
            var mixed = (weight * a) + ((1 - weight) * b);
            return (weight * a * Math.Log(a / mixed)) + ((1 - weight) * b * Math.Log(b / mixed));
        }).Sum())];
        Assert.That(expected, Is.All.GreaterThan(0).And.All.LessThan(Math.Log(2)));
        var tolerance = 1e-9 + Rounding.OrNone(1e-5);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(result.Divergences[0].Of(measure), Is.EqualTo(expected).Within(tolerance));
            Assert.That(result.Mean(measures[0]), Is.EqualTo(expected.Average()).Within(tolerance));
            Assert.That(result.Mean(measures[1]), Is.EqualTo(expected.Sum()).Within(expected.Length * tolerance));
            Assert.That(result.Mean(measures[2]), Is.EqualTo(expected[^1]).Within(tolerance));
        }
    }

    [Test]
    public void A_total_variation_distance_is_what_a_loop_in_double_precision_gives()
    {
        var measure = new MeasureSpec(new TotalVariation());
        var result = lab.Run(Experiments.On("7 + 5 =", Changed) with { Measures = [measure] }).Cases[0];
        var (clean, changed) = Distributions("7 + 5 =");
        Assert.That(measure.Over, Is.EqualTo(Reduction.Last), "the first way that the type takes");
        Assert.That(result.Mean(measure), Is.EqualTo(clean[^1].Zip(changed[^1], (a, b) => Math.Abs(a - b)).Sum() / 2).Within(1e-9 + Rounding.OrNone(1e-5)));
        Assert.That(result.Divergences[0].Kl, Is.Empty, "nothing asked for it");
    }

    [Test]
    public void Its_columns_and_its_meaning_are_on_the_page()
    {
        var experiment = Experiments.On("7 + 5 =", Changed) with
        {
            Measures = [new(new JensenShannon()), new(new JensenShannon { Weight = 0.1 }, Reduction.Last), new(new TotalVariation()), new(new Kl())],
        };
        var table = ResultTable.Of(lab.Run(experiment));
        Assert.That(table.Columns, Is.EqualTo(new[] { "JS divergence, mean over positions", "JS divergence of weight 0.1, last position", "total variation", "KL, mean over positions" }));
        Assert.That(table.Rows[0].Values.Select(double.Parse), Is.All.GreaterThan(0));
        Assert.That(table.Facts, Has.One.EqualTo("JS divergence: of the clean and the changed distribution, in nats"));
    }

    [Test]
    public void A_sweep_gives_the_bits_of_one_full_forward_a_case([Values] bool inPairs, [Values(1, 1 << 28)] long budget)
    {
        using var swept = Laboratory.Open(Folder, new LaboratoryOptions { MemoryBudget = budget });
        var experiment = (inPairs ? EveryIntervention.OnPairs() : EveryIntervention.OnPrompts()) with
        {
            Measures = [new(new JensenShannon()), new(new JensenShannon { Weight = 0.25 }, Reduction.Last), new(new TotalVariation()), new(new Kl(), Reduction.Last)],
        };
        foreach (var result in swept.Run(experiment, [.. experiment.Cases.Where((_, index) => index % 5 == 0)]))
        {
            var naive = NaiveRun.Of(lab.Bench, experiment, result.Case);
            foreach (var measure in experiment.Measures)
            {
                Assert.That(
                    result.Divergences.Select(divergence => divergence.Of(measure)),
                    Is.EqualTo(naive.Select(divergence => divergence.Of(measure))).Within(Rounding.OrNone(1e-5)),
                    $"{result.Case}: {ResultTable.NameOf(measure)}");
            }
        }
    }

    [Test]
    public void What_is_known_of_it_is_kept_and_not_taken_for_another()
    {
        var folder = Directory.CreateTempSubdirectory("lfmspec").FullName;
        try
        {
            Laboratory Open() => Laboratory.Open(Folder, new LaboratoryOptions { CacheFolder = folder });
            ExperimentSpec With(params IReadOnlyList<MeasureSpec> measures) => Experiments.On("7 + 5 =", Changed) with { Measures = measures };
            ExperimentSpec half = With(new MeasureSpec(new JensenShannon())), quarter = With(new MeasureSpec(new JensenShannon { Weight = 0.25 }));
            double first;
            using (var one = Open())
            {
                first = one.Run(half).Cases[0].Mean(half.Measures[0]);
            }

            using var again = Open();
            using (Assert.EnterMultipleScope())
            {
                Assert.That(again.Plan(half)[0].Known, Is.EqualTo(1));
                Assert.That(again.Run(half).Cases[0].Mean(half.Measures[0]), Is.EqualTo(first));
                Assert.That(again.Plan(quarter)[0].Known, Is.Zero, "another setting");
                Assert.That(again.Plan(With(new MeasureSpec(new JensenShannon(), Reduction.Last)))[0].Known, Is.Zero, "other positions");
                Assert.That(again.Plan(With(half.Measures[0], new MeasureSpec(new TotalVariation())))[0].Known, Is.Zero, "one more");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Test]
    public void What_it_is_given_for_the_last_position_does_not_depend_on_the_other_columns()
    {
        var positions = new Made(run => [run.Positions.Count]);
        double[] Row(params Reduction[] columns)
        {
            var experiment = Experiments.On("7 + 5 =", Changed) with { Measures = [.. columns.Select(over => new MeasureSpec(positions, over))] };
            var result = lab.Run(experiment).Cases[0];
            return [.. experiment.Measures.Select(result.Mean)];
        }

        Assert.That(Row(Reduction.Last), Is.EqualTo(new[] { 1.0 }));
        Assert.That(Row(Reduction.Mean, Reduction.Last), Is.EqualTo(new[] { 6.0, 1.0 }));
    }

    [Test]
    public void What_it_writes_into_what_it_is_given_changes_nothing_else()
    {
        var writing = new Made(run =>
        {
            run.Clean.zero_();
            run.Changed.zero_();
            return [1];
        });
        var kl = new MeasureSpec(new LogitShift());
        var expected = lab.Run(Experiments.On("7 + 5 =", Changed) with { Measures = [kl] }).Cases[0].Mean(kl);
        using var fresh = Laboratory.Open(Folder);
        Assert.That(fresh.Run(Experiments.On("7 + 5 =", Changed) with { Measures = [new MeasureSpec(writing), kl] }).Cases[0].Mean(kl), Is.EqualTo(expected));
        Assert.That(fresh.Run(Experiments.On("7 + 5 =", Changed) with { Measures = [kl] }).Cases[0].Mean(kl), Is.EqualTo(expected));
    }

    [Test]
    public void It_is_known_by_its_type_its_settings_and_the_build_of_its_assembly()
    {
        string Identity(double weight) => new JensenShannon { Weight = weight }.Identity();
        var quarter = Identity(0.25);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Identity(0.25), Is.EqualTo(quarter));
            Assert.That(Identity(0.5), Is.Not.EqualTo(quarter));
            Assert.That(quarter, Does.StartWith("JensenShannon "));
            Assert.That(KindText.Of(new JensenShannon()), Does.Contain($"{typeof(JensenShannon).Module.ModuleVersionId:N}").And.Contain("Weight = 0.5"));
            Assert.That(KindText.Of(new Kl()), Does.Not.Contain($"{typeof(Kl).Module.ModuleVersionId:N}"), "the lab's own build is in every key");
            Assert.That(new Kl().Identity(), Is.EqualTo("Kl"));
        }
    }

    [Test]
    public void Experiments_that_measure_KL_or_top_1_have_their_runs_in_common()
    {
        using var fresh = Laboratory.Open(Folder);
        var both = Experiments.On("7 + 5 =", Changed);
        fresh.Run(both);
        Assert.That(fresh.Plan(both with { Measures = [new(new Kl())] }, both with { Measures = [new(new Top1())] }).Select(plan => plan.Known), Is.EqualTo(new[] { 1L, 1L }));
        Assert.That(fresh.Plan(both with { Measures = [new(new Interaction())] })[0].Known, Is.EqualTo(1));
    }

    [TestCase(double.NaN, "NaN")]
    [TestCase(double.PositiveInfinity, "Infinity")]
    public void A_value_that_is_no_number_is_an_error_that_names_experiment_case_prompt_and_measure(double value, string said)
    {
        var experiment = With(new Made(_ => [value]));
        Assert.That(() => lab.Run(experiment), Throws.TypeOf<LabException>().With.Message.StartsWith(
            $"Trial.L05 mlp → zero: made of the prompt '7 + 5 =' is {said}, which is no number, though the run's logits are finite."));
    }

    [Test]
    public void A_value_may_be_undefined_where_its_measure_says_so_and_is_never_infinite()
    {
        Assert.That(ResultTable.Of(lab.Run(With(new Made(_ => [double.NaN]) { MayBeUndefined = true }))).Rows[0].Values, Is.EqualTo(new[] { "undefined" }));
        using var fresh = Laboratory.Open(Folder);
        Assert.That(() => fresh.Run(With(new Made(_ => [double.NegativeInfinity]) { MayBeUndefined = true })), Throws.TypeOf<LabException>().With.Message.Contains("-Infinity"));
    }

    [Test]
    public void It_gives_one_value_a_position_or_one_in_all() => Assert.That(
        () => lab.Run(With(new Made(_ => [1, 2]))),
        Throws.TypeOf<LabException>().With.Message.Contains("has 2 values, and 6 positions are read. Let Made.Of give one a position, or one in all"));

    [Test]
    public void The_target_is_for_a_measure_that_says_that_it_needs_one()
    {
        var experiment = Experiments.Of(new PromptSpec([], Suite.TaskFamilies, PerFamily: 1) { SingleTokenTargets = true }, new CaseSpec("mlp", [Changed]));
        var needing = new MeasureSpec(new Made(run => [run.Target]) { NeedsTarget = true });
        var result = lab.Run(experiment with { Measures = [needing] }).Cases[0];
        Assert.That(result.Divergences.Select(divergence => divergence.Of(needing)), Is.EqualTo(result.Prompts.Prompts.Select(prompt => (double)prompt.TargetId!.Value)));
        Assert.That(() => lab.Run(experiment with { Measures = [new(new Made(run => [run.Target]))] }), Throws.TypeOf<LabException>().With.Message.Contains("Let NeedsTarget be true"));
    }

    [Test]
    public void A_number_that_is_another_when_it_is_measured_again_is_an_error()
    {
        var measured = 0;
        Assert.That(
            () => lab.Run(With(new Made(_ => [++measured]))),
            Throws.TypeOf<LabException>().With.Message.Contains("is another number when it is measured again. Draw what is random from a seed that is a setting"));
    }

    [Test]
    public void What_the_compiler_would_refuse_is_an_error()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                () => lab.Run(With(new JensenShannon { Weight = 0 })),
                Throws.TypeOf<LabException>().With.Message.EqualTo("Trial: Weight = 0 cannot be used, as it is a share of the mixture; give a number between 0 and 1 such as 0.5."));
            Assert.That(
                () => lab.Run(With(new Named("kl"))),
                Throws.TypeOf<LabException>().With.Message.EqualTo("Trial: Named has the name of LfmSpec's own kl, and its column would be taken for that. Give it one of its own."));
            Assert.That(() => lab.Run(With(new Named(" "))), Throws.TypeOf<LabException>().With.Message.Contains("has no Name, which heads its column"));
            Assert.That(() => lab.Run(With(new Named("null"))), Throws.TypeOf<LabException>().With.Message.Contains("Named gave null. Let it give what it is asked for."));
            Assert.That(() => lab.Run(With(new Named("enum") { How = (DayOfWeek)9 })), Throws.TypeOf<LabException>().With.Message.Contains("How = 9 is no DayOfWeek; give one of Sunday, "));
            Assert.That(
                () => lab.Run(Experiments.On("7 + 5 =", Changed) with { Measures = [new(new TotalVariation(), Reduction.Sum)] }),
                Throws.TypeOf<LabException>().With.Message.EqualTo("Trial: TotalVariation over Sum is no measure: it is always over Reduction.Last; remove Over."));
            Assert.That(
                () => lab.Run(Experiments.On("7 + 5 =", Changed) with { Measures = [new(new Made(_ => [1])), new(new Made(_ => [2]))] }),
                Throws.TypeOf<LabException>().With.Message.Contains("two columns are named 'made, mean over positions'"));
        }
    }

    private sealed record Named(string Name) : IMeasure
    {
        public DayOfWeek How { get; init; }

        public IReadOnlyList<double> Of(MeasuredRun run) => null!;
    }

    public void Dispose() => lab.Dispose();

    private static ExperimentSpec With(IMeasure measure) => Experiments.On("7 + 5 =", Changed) with { Measures = [new(measure)] };

    // Softmax by a loop, over the logits of one full forward.
    private (double[][] Clean, double[][] Changed) Distributions(string text)
    {
        using var scope = NewDisposeScope();
        var clean = lab.Clean(new Prompt("", text));
        var edit = lab.Bench.Editor.Edit(Changed, new PromptRuns(0, clean, clean), lab.Prompts(Experiments.On(text, Changed)));
        return (Softmax(clean.Logits), Softmax(lab.Checkpoint.Model.Forward(TokenIds.AsTensor(clean.Ids), new EditVisitor([(0, edit)]))));
    }

    private static double[][] Softmax(Tensor logits) =>
    [
        .. logits.contiguous().data<float>().ToArray().Select(number => (double)number).Chunk((int)logits.shape[2]).Select(row =>
        {
            var largest = row.Max();
            var exponentials = row.Select(logit => Math.Exp(logit - largest)).ToArray();
            var sum = exponentials.Sum();
            return exponentials.Select(one => one / sum).ToArray();
        }),
    ];
}
