using LfmSpec.Models.Tests;

namespace LfmSpec.Lab.Tests.Observations;

/// <summary>The quantities that are worked by hand, and what all of them share.</summary>
[TestFixture]
public sealed class QuantityTests : IDisposable
{
    private readonly Laboratory lab = Laboratory.Open(RepositoryFiles.Path("models", "lfm2-atlas-tiny"));

    private static IEnumerable<Quantity> Quantities => Enum.GetValues<Quantity>();

    [TestCaseSource(nameof(Quantities))]
    public void Every_quantity_gives_a_table_of_finite_numbers_on_one_line_each(Quantity quantity)
    {
        var table = Observe.On(lab, Observe.Set(quantity), "The capital of France is", "A B | C\n");
        Assert.Multiple(() =>
        {
            Assert.That(table.Name, Is.EqualTo($"Observe_{quantity}"));
            Assert.That(table.Caption, Is.Not.Empty.And.Not.Contains("\n"));
            Assert.That(table.Columns, Is.Unique);
            Assert.That(table.Rows, Is.Not.Empty);
            Assert.That(table.Rows.SelectMany(row => row.Cells).Where(cell => cell.IsNumber).Select(cell => cell.Number), Is.All.Matches<double>(double.IsFinite));
            Assert.That(table.Rows.SelectMany(row => row.Cells).Where(cell => !cell.IsNumber).Select(cell => cell.Text), Is.All.Not.Contains("\n"));
        });
    }

    [TestCaseSource(nameof(Quantities))]
    public void A_second_reading_has_the_same_bits(Quantity quantity)
    {
        var spec = Observe.Set(quantity);
        DataTable first = Observe.On(lab, spec, "7 + 5 =", "A B C"), second = Observe.On(lab, spec, "7 + 5 =", "A B C");
        Assert.That(second.Rows.SelectMany(row => row.Cells), Is.EqualTo(first.Rows.SelectMany(row => row.Cells)));
    }

    [Test]
    public void A_family_counts_alike_whatever_its_number_of_prompts()
    {
        var table = Observe.On(lab, Observe.Spec(new ResidualNorms()), Observe.Families("""{ "one": ["The capital of France is"], "two": ["7 + 5 =", "12 + 9 ="] }"""));
        double Alone(string prompt) => Observe.On(lab, Observe.Spec(new ResidualNorms()), prompt).Number("L06", "mean");
        Assert.That(table.Number("L06", "mean"), Is.EqualTo((Alone("The capital of France is") + (Alone("7 + 5 =") + Alone("12 + 9 =")) / 2) / 2).Within(1e-12));
        Assert.That(table.Caption, Does.EndWith("Mean over the prompts of a family, then over families: 3 prompts."));
    }

    [Test]
    public void Massive_activations_are_found_by_hand()
    {
        // Norms 5, 0.5, 1, 0.1, 2: median 1, and 5 is above 4 times it. Magnitudes 4 3 0.3 0.4 1 0 0.1 0 0 2: median (0.3 + 0.4) / 2 = 0.35, times 4 is 1.4.
        var row = MassiveActivations.Row("L00", [new ResidualStream([-4, 3, 0.3f, 0.4f], 2), new ResidualStream([1, 0, 0.1f, 0, 0, -2], 2)], 4);
        Assert.Multiple(() =>
        {
            Assert.That(row.Cells[0].Number, Is.EqualTo(1));
            Assert.That(row.Cells[1].Number, Is.EqualTo(1), "one massive position");
            Assert.That(row.Cells[2].Number, Is.EqualTo(1), "which is its prompt's first");
            Assert.That(row.Cells.Skip(3).Take(4).Select(cell => cell.Number), Is.EqualTo(new double[] { 4, 1, 0, 0 }), "the largest magnitude, its prompt, position and channel");
            Assert.That(row.Cells[7].Number, Is.EqualTo(0.35).Within(1e-7));
            Assert.That(row.Cells[8].Number, Is.EqualTo(2), "both channels have one above 1.4");
        });
    }

    [Test]
    public void Of_largest_activations_that_differ_by_a_rounding_the_first_is_named()
    {
        static double? PromptOf(float second) => MassiveActivations.Row("L00", [new ResidualStream([8, 1], 1), new ResidualStream([second, 1], 1)], 4).Cells[4].Number;
        Assert.That((PromptOf(MathF.BitIncrement(8)), PromptOf(8.001f)), Is.EqualTo((1, 2)));
    }

    [Test]
    public void A_massive_position_that_is_not_the_first_and_none_at_all_are_told_apart()
    {
        var streams = new[] { new ResidualStream([1, 1, 9, 1], 1) };
        Assert.Multiple(() =>
        {
            Assert.That(MassiveActivations.Row("L00", streams, 4).Cells[2].Number, Is.Zero);
            Assert.That(MassiveActivations.Row("L00", streams, 4).Cells[5].Number, Is.EqualTo(2), "the position");
            Assert.That(MassiveActivations.Row("L00", streams, 10).Cells[2].Text, Is.EqualTo("none"));
        });
    }

    [Test]
    public void The_taps_of_a_convolution_are_worked_by_hand()
    {
        // Filters (0, -3, 4) and (0, 1, 0): norms 5 and 1, whose standard deviation is sqrt(8).
        var row = ConvTaps.Row("L00", [[0, -3, 4], [0, 1, 0]], ["t-2", "t-1", "t"]);
        Assert.Multiple(() =>
        {
            Assert.That(row.Cells.Take(6).Select(cell => cell.Number), Is.EqualTo(new double[] { 0, 2, 2, 0, 8, 8 }));
            Assert.That(row.Cells[6].Text, Is.EqualTo("t-1"), "the first of equal ones");
            Assert.That(row.Cells[7].Number, Is.EqualTo(3));
            Assert.That(row.Cells[8].Number, Is.EqualTo(Math.Sqrt(8)));
        });
    }

    [TestCase(3, new[] { "t-2", "t-1", "t" })]
    [TestCase(4, new[] { "t-3", "t-2", "t-1", "t" })]
    public void Taps_are_named_oldest_first_and_none_is_the_future(int taps, string[] names) =>
        Assert.That(Enumerable.Range(0, taps).Select(tap => ConvTaps.Name(tap, taps)), Is.EqualTo(names));

    [Test]
    public void The_structure_of_the_embedding_is_computed_from_the_file()
    {
        var slow = new SlowLens(lab.Checkpoint.Folder);
        var table = Observe.On(lab, Observe.Spec(new EmbeddingStructure { Categories = ["numbers: 1 2 3", "letters: A B unquestionably"] }), "unused");
        double[] Centroid(params string[] words)
        {
            double[][] rows = [.. words.Select(word => slow.Embedding[Token(word)])];
            return [.. Enumerable.Range(0, 128).Select(channel => rows.Average(row => row[channel]))];
        }

        double[] a = Centroid("1", "2", "3"), b = Centroid("A", "B"), norms = [.. slow.Embedding.Select(row => Math.Sqrt(row.Sum(x => x * x)))];
        double Dot(double[] x, double[] y) => x.Zip(y, (p, q) => p * q).Sum();
        Assert.Multiple(() =>
        {
            Assert.That(table.Number("numbers and letters", "value"), Is.EqualTo(Dot(a, b) / Math.Sqrt(Dot(a, a) * Dot(b, b))).Within(1e-12));
            Assert.That(table.Number("numbers and letters", "tokens"), Is.EqualTo(5));
            Assert.That(table.Number("numbers and letters", "words left out"), Is.EqualTo(1));
            Assert.That(table.Number("norm mean", "value"), Is.EqualTo(norms.Average()).Within(1e-12));
            Assert.That(table.Number("norm standard deviation", "value"), Is.EqualTo(Math.Sqrt(norms.Sum(x => Math.Pow(x - norms.Average(), 2)) / (norms.Length - 1))).Within(1e-12));
            Assert.That(table.Number("norm min", "value"), Is.EqualTo(norms.Min()).Within(1e-12));
            Assert.That(table.Number("norm max", "value"), Is.EqualTo(norms.Max()).Within(1e-12));
        });
    }

    [Test]
    public void The_last_position_gets_the_weight_of_the_last_query_alone()
    {
        var table = Observe.On(lab, Observe.Spec(new AttentionStatistics()), "7 + 5 =");
        using var weights = AttentionStatistics.Weights(lab.Checkpoint.Model, lab.Clean(new Prompt("", "7 + 5 =")), 4);
        var values = weights.data<float>().ToArray().Select(x => (double)x).ToArray();
        Assert.Multiple(() =>
        {
            for (var head = 0; head < 8; head++)
            {
                double[][] queries = [.. values.Skip(head * 36).Take(36).Chunk(6)];
                Assert.That(table.Number($"L04 head {head}", "last"), Is.EqualTo(queries[5][5] / 6).Within(1e-12));
                Assert.That(table.Number($"L04 head {head}", "largest"), Is.EqualTo(queries.Average(query => query.Max())).Within(1e-12));
                Assert.That(table.Number($"L04 head {head}", "maximum over all queries"), Is.EqualTo(1));
            }
        });
    }

    [TestCase("no colon", "has no name")]
    [TestCase(": a b", "has no name")]
    [TestCase("rare: unquestionably", "no centroid")]
    [TestCase("rare:", "no centroid")]
    public void A_category_that_means_nothing_is_an_error(string category, string message) =>
        Assert.That(() => Observe.On(lab, Observe.Spec(new EmbeddingStructure { Categories = [category] }), "A"), Throws.TypeOf<LabException>().With.Message.Contains(message).And.Message.StartWith("Trial.Observe_EmbeddingStructure: "));

    [Test]
    public void Two_categories_of_one_name_are_an_error() =>
        Assert.That(() => Observe.On(lab, Observe.Spec(new EmbeddingStructure { Categories = ["a: A", "a: B"] }), "A"), Throws.TypeOf<LabException>().With.Message.Contains("Two categories are named 'a'"));

    [Test]
    public void A_setting_out_of_its_bounds_is_an_error_in_the_compilers_words()
    {
        void Refused(ObservationSpec spec, string message) => Assert.That(
            () => Observe.On(lab, spec, "A"), Throws.TypeOf<LabException>().With.Message.EqualTo($"Trial.{spec.Name}: {message}"));
        Assert.Multiple(() =>
        {
            Refused(Observe.Spec(new LogitLens { Top = 0 }), "Top = 0 cannot be used, as a row names 1 token or more.");
            Refused(Observe.Spec(new VocabularyContribution { Top = 1025 }), "Top = 1025 cannot be used, as the vocabulary has 1024 tokens.");
            Refused(Observe.Spec(new MassiveActivations { Threshold = 1 }),
                "Threshold = 1 cannot be used, as a multiple of the median is massive only above 1; give a number such as 10.");
            Refused(Observe.Spec(new Cka { Permutations = 0 }), "Permutations = 0 cannot be used, as a null needs 1 permutation or more, and 1000000 are enough.");
        });
    }

    [TestCase(Quantity.LogitLens, "published", "as published")]
    [TestCase(Quantity.ResidualNorms, "Frobenius", "published")]
    [TestCase(Quantity.AttentionStatistics, "maximum over all queries", "published")]
    [TestCase(Quantity.Cka, "published", "published")]
    public void What_repeats_a_published_method_is_there_only_where_the_experiment_repeats_a_published_table(Quantity quantity, string column, string words)
    {
        var prompts = new PromptSpec(["The capital of France is"]);
        DataTable own = Observe.On(lab, Observe.Spec(quantity), prompts, published: null), published = Observe.On(lab, Observe.Spec(quantity), prompts);
        string All(DataTable table) => string.Join("\n", [table.Caption, .. table.Columns, .. table.Rows.Select(row => row.Name)]);
        Assert.Multiple(() =>
        {
            Assert.That(All(published), Does.Contain(words));
            Assert.That(All(own), Does.Not.Contain("published").And.Not.Contain(column));
            Assert.That(own.Rows.Select(row => row.Cells.Count), Has.All.EqualTo(own.Columns.Count - 1));
        });
    }

    [Test]
    public void Cancelling_stops_between_two_prompts()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        var experiment = Experiments.Of(new PromptSpec(["A"]));
        var runs = new CleanRuns("", lab.Bench.Runs, lab.Prompts(experiment), repeatsPublished: false, cancelled.Token);
        Assert.That(() => ObservationTable.Of(runs, Observe.Spec(new TokenLoss()), experiment.Name), Throws.InstanceOf<OperationCanceledException>());
    }

    public void Dispose() => lab.Dispose();

    private int Token(string word) =>
        lab.Checkpoint.Tokenizer.TokenId("Ġ" + word) ?? lab.Checkpoint.Tokenizer.TokenId(word)!.Value;
}
