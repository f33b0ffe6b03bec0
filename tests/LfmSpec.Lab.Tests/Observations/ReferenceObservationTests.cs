using System.Text.Json;
using LfmSpec.Models.Tests;

namespace LfmSpec.Lab.Tests.Observations;

/// <summary>Every quantity that the reference has, on all of its prompts, through the lab's own door.</summary>
[TestFixture]
public sealed class ReferenceObservationTests : IDisposable
{
    // Another float32 implementation must meet 1e-4 in a logit, so in a loss and an entropy, and relatively in a probability and a gradient; norms are good to a tenth of it.
    private const double Tolerance = 1e-4;

    private static readonly Reference Reference = new("lfm2-atlas-tiny");
    private readonly Laboratory lab = Laboratory.Open(Reference.CheckpointFolder);

    private static IEnumerable<TestCaseData> Prompts() =>
        Reference.Prompts.Select((prompt, index) => new TestCaseData(index).SetArgDisplayNames($"prompt {index}"));

    [TestCaseSource(nameof(Prompts))]
    public void The_norms_of_the_residual_stream_are_those_of_the_reference(int prompt)
    {
        var table = On(prompt, Quantity.ResidualNorms);
        Assert.That(table.Rows, Has.Count.EqualTo(15));
        Assert.Multiple(() =>
        {
            foreach (var (place, row) in table.Rows.Index())
            {
                var norms = Numbers(Reference.Prompts[prompt].GetProperty("token_norm")[place]);
                var frobenius = Reference.Prompts[prompt].GetProperty("frobenius_norm")[place].GetDouble();
                double[] expected = [norms.Average(), norms[0], norms.Skip(1).Average(), norms[^1], frobenius];
                Assert.That(row.Name, Is.EqualTo(place == 0 ? "embedding" : $"L{place - 1:00}"));
                Assert.That(row.Cells.Select(cell => cell.Number), Is.EqualTo(expected).Within(10 * Tolerance).Percent, row.Name);
            }
        });
    }

    [TestCaseSource(nameof(Prompts))]
    public void The_norms_at_each_position_are_those_of_the_reference(int prompt)
    {
        var table = On(prompt, Quantity.ResidualNormsByPosition);
        var expected = Reference.Prompts[prompt].GetProperty("token_norm");
        Assert.That(table.Rows, Has.Count.EqualTo(expected[0].GetArrayLength()));
        Assert.Multiple(() =>
        {
            foreach (var (position, row) in table.Rows.Index())
            {
                Assert.That(row.Cells.Skip(1).Select(cell => cell.Number), Is.EqualTo(expected.EnumerateArray().Select(layer => layer[position].GetDouble())).Within(10 * Tolerance).Percent, row.Name);
            }
        });
    }

    [TestCaseSource(nameof(Prompts))]
    public void The_logit_lens_is_that_of_the_reference(int prompt)
    {
        var table = On(prompt, Quantity.LogitLens);
        var expected = Reference.Prompts[prompt].GetProperty("logit_lens").EnumerateArray().ToArray();
        Assert.That(table.Rows, Has.Count.EqualTo(expected.Length + 1));
        Assert.Multiple(() =>
        {
            foreach (var (row, lens) in table.Rows.Zip(expected))
            {
                Assert.That(table.Number(row.Name, "entropy"), Is.EqualTo(lens.GetProperty("entropy").GetDouble()).Within(Tolerance), row.Name);
                var tokens = lens.GetProperty("top5_ids").EnumerateArray().Select(id => TokenText.Of(lab.Checkpoint.Tokenizer, id.GetInt32()));
                Assert.That(Enumerable.Range(1, 5).Select(rank => table.At(row.Name, $"top {rank}").Text), Is.EqualTo(tokens), row.Name);
                Assert.That(Enumerable.Range(1, 5).Select(rank => table.Number(row.Name, $"p {rank}")), Is.EqualTo(Numbers(lens.GetProperty("top5_p"))).Within(100 * Tolerance).Percent, row.Name);
            }
        });
    }

    [TestCaseSource(nameof(Prompts))]
    public void The_loss_of_every_token_is_that_of_the_reference(int prompt)
    {
        var table = On(prompt, Quantity.TokenLoss);
        var expected = Numbers(Reference.Prompts[prompt].GetProperty("token_loss"));
        Assert.Multiple(() =>
        {
            Assert.That(table.Rows.Select(row => row.Cells[1].Number), Is.EqualTo(expected.Append(expected.Average())).Within(Tolerance));
            Assert.That(table.Rows.Select(row => row.Cells[2].Number), Is.EqualTo(expected.Append(expected.Average()).Select(loss => Math.Exp(-loss))).Within(Tolerance));
        });
    }

    [TestCaseSource(nameof(Prompts))]
    public void The_statistics_of_every_head_are_those_of_the_reference(int prompt)
    {
        var table = On(prompt, Quantity.AttentionStatistics);
        var blocks = Reference.Prompts[prompt].GetProperty("attention").EnumerateArray().ToArray();
        Assert.That(table.Rows, Has.Count.EqualTo(blocks.Length * 8));
        Assert.Multiple(() =>
        {
            foreach (var block in blocks)
            {
                for (var head = 0; head < 8; head++)
                {
                    var name = $"L{block.GetProperty("layer").GetInt32():00} head {head}";
                    Assert.That(table.Number(name, "entropy"), Is.EqualTo(block.GetProperty("entropy")[head].GetDouble()).Within(Tolerance), name);
                    Assert.That(table.Number(name, "first"), Is.EqualTo(block.GetProperty("first")[head].GetDouble()).Within(Tolerance), name);
                    Assert.That(table.Number(name, "own"), Is.EqualTo(block.GetProperty("self")[head].GetDouble()).Within(Tolerance), name);
                }
            }
        });
    }

    [Test]
    public void Cka_of_all_pairs_is_that_of_the_reference()
    {
        var cka = Reference.Json.GetProperty("cka");
        var prompts = cka.GetProperty("prompts").EnumerateArray().Select(prompt => prompt.GetString()!).ToArray();
        var table = Observe.On(lab, Observe.Spec(new Cka { Permutations = 1 }), prompts);
        string[] names = [.. ResidualStream.Names(14)];
        Assert.That(table.Rows, Has.Count.EqualTo(105));
        Assert.Multiple(() =>
        {
            foreach (var (column, key) in new[] { ("biased", "linear"), ("biased, without", "linear_without_first"), ("unbiased", "unbiased"), ("unbiased, without", "unbiased_without_first") })
            {
                for (var a = 0; a < 15; a++)
                {
                    for (var b = a + 1; b < 15; b++)
                    {
                        Assert.That(table.Number($"{names[a]} and {names[b]}", column), Is.EqualTo(cka.GetProperty(key)[a][b].GetDouble()).Within(Tolerance / 10), $"{names[a]} and {names[b]}, {column}");
                    }
                }
            }
        });
    }

    [Test]
    public void The_mean_magnitude_of_every_tap_is_that_of_the_reference()
    {
        var table = On(0, Quantity.ConvTaps);
        var kernels = Reference.Json.GetProperty("conv_kernel").EnumerateObject().ToArray();
        Assert.That(table.Rows.Select(row => row.Name), Is.EqualTo(kernels.Select(kernel => $"L{int.Parse(kernel.Name[1..], System.Globalization.CultureInfo.InvariantCulture):00}")));
        Assert.Multiple(() =>
        {
            foreach (var (row, kernel) in table.Rows.Zip(kernels))
            {
                double[] taps = [table.Number(row.Name, "mean magnitude t-2"), table.Number(row.Name, "mean magnitude t-1"), table.Number(row.Name, "mean magnitude t")];
                Assert.That(taps, Is.EqualTo(Numbers(kernel.Value.GetProperty("mean_abs_by_tap_oldest_first"))).Within(Tolerance).Percent, row.Name);
            }
        });
    }

    [Test]
    public void The_gradient_of_every_parameter_is_that_of_the_reference()
    {
        var gradient = Reference.Json.GetProperty("gradient");
        var table = Observe.On(lab, Observe.Spec(new ParameterGradients()), gradient.GetProperty("text").GetString()!);
        var norms = gradient.GetProperty("norms").EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.GetDouble());
        Assert.That(table.Rows.Select(row => row.Name), Is.EquivalentTo(norms.Keys));
        Assert.Multiple(() =>
        {
            Assert.That(table.Rows.Sum(row => row.Cells[1].Number), Is.EqualTo(Reference.Json.GetProperty("parameters").GetInt64()), "every element counts once");
            foreach (var row in table.Rows)
            {
                Assert.That(row.Cells[0].Number, Is.EqualTo(norms[row.Name]).Within(100 * Tolerance).Percent, row.Name);
            }
        });
    }

    public void Dispose() => lab.Dispose();

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(value => value.GetDouble())];

    private DataTable On(int prompt, Quantity quantity) => Observe.On(lab, Observe.Spec(quantity), Reference.Prompts[prompt].GetProperty("text").GetString()!);
}
