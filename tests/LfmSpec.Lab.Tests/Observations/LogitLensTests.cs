using LfmSpec.Models.Tests;

namespace LfmSpec.Lab.Tests.Observations;

[TestFixture]
public sealed class LogitLensTests : IDisposable
{
    private const string France = "The capital of France is";
    private const string Twice = "L14 as published (normed twice)";
    private static readonly Reference Reference = new("lfm2-atlas-tiny");
    private readonly Laboratory lab = Laboratory.Open(Reference.CheckpointFolder);
    private readonly SlowLens slow = new(Reference.CheckpointFolder);

    [Test]
    public void Every_row_names_the_published_row_of_the_same_stream()
    {
        var table = Observe.On(lab, Observe.Spec(new LogitLens()), France);
        string[] published = ["embed", .. Enumerable.Range(1, 13).Select(blocks => $"L{blocks}"), "none", "L14"];
        Assert.Multiple(() =>
        {
            Assert.That(table.Rows.Select(row => row.Name), Is.EqualTo(ResidualStream.Names(14).Append(Twice)));
            Assert.That(table.Rows.Select(row => row.Cells[0].Text), Is.EqualTo(published));
        });
    }

    [Test]
    public void The_row_after_the_last_block_is_the_model_bit_for_bit()
    {
        var clean = lab.Clean(new Prompt("", France));
        var table = Observe.On(lab, Observe.Spec(new LogitLens()), France);
        var model = TokenProbabilities.At(clean.Logits, clean.Ids.Count - 1);
        Assert.Multiple(() =>
        {
            Assert.That(table.Number("L13", "rank of the answer"), Is.EqualTo(1));
            Assert.That(table.Number("L13", "entropy"), Is.EqualTo(model.Entropy()).Within(Rounding.OrNone(1e-5)));
            Assert.That(table.Number("L13", "probability of the answer"), Is.EqualTo(model.Probability(clean.Distribution.Top[^1])).Within(Rounding.OrNone(1e-5)));
            Assert.That(table.At("L13", "top 1").Text, Is.EqualTo("\" Paris\""));
        });
    }

    [Test]
    public void The_published_last_row_is_the_stream_normed_twice()
    {
        // Logits of another float32 implementation differ by up to 1e-4.
        var table = Observe.On(lab, Observe.Spec(new LogitLens()), France);
        var p = SlowLens.Softmax(slow.Logits(slow.Norm(Last(14))));
        Assert.That(table.Number(Twice, "entropy"), Is.EqualTo(-p.Sum(x => x * Math.Log(x))).Within(1e-4));
        Assert.That(table.Number(Twice, "entropy"), Is.Not.EqualTo(table.Number("L13", "entropy")).Within(1e-3));
    }

    [Test]
    public void The_answer_is_the_final_one_in_every_row()
    {
        var table = Observe.On(lab, Observe.Spec(new LogitLens { Top = 2 }), France);
        var answer = lab.Clean(new Prompt("", France)).Distribution.Top[^1];
        Assert.That(table.Columns, Has.Count.EqualTo(5 + 4));
        Assert.Multiple(() =>
        {
            for (var place = 0; place <= 14; place++)
            {
                var p = SlowLens.Softmax(slow.Logits(Last(place)));
                Assert.That(table.Number(ResidualStream.Name(place), "probability of the answer"), Is.EqualTo(p[answer]).Within(0.01).Percent, $"place {place}");
                Assert.That(table.Number(ResidualStream.Name(place), "rank of the answer"), Is.EqualTo(p.Count(x => x > p[answer]) + 1), $"place {place}");
            }
        });
    }

    [Test]
    public void What_a_block_adds_is_the_difference_of_two_lenses()
    {
        // Two logits of 1e-4 each; the norm is over 1,024 of them.
        var table = Observe.On(lab, Observe.Spec(new VocabularyContribution { Top = 3 }), France);
        Assert.That(table.Rows.Select(row => row.Name), Is.EqualTo(ResidualStream.Names(14).Skip(1)));
        Assert.Multiple(() =>
        {
            for (var layer = 0; layer < 14; layer++)
            {
                var name = $"L{layer:00}";
                double[] change = [.. slow.Logits(Last(layer + 1)).Zip(slow.Logits(Last(layer)), (after, before) => after - before)];
                var order = Enumerable.Range(0, change.Length).OrderBy(token => change[token]).ToArray();
                Assert.That(table.Number(name, "norm of the change"), Is.EqualTo(Math.Sqrt(change.Sum(x => x * x))).Within(2e-4 * 32), name);
                for (var rank = 1; rank <= 3; rank++)
                {
                    Assert.That(table.Number(name, $"lowered {rank} by"), Is.EqualTo(change[order[rank - 1]]).Within(2e-4), name);
                    Assert.That(table.Number(name, $"raised {rank} by"), Is.EqualTo(change[order[^rank]]).Within(2e-4), name);
                }

                Assert.That(table.At(name, "raised 1").Text, Is.EqualTo(TokenText.Of(lab.Checkpoint.Tokenizer, order[^1])), name);
                Assert.That(table.At(name, "lowered 1").Text, Is.EqualTo(TokenText.Of(lab.Checkpoint.Tokenizer, order[0])), name);
            }
        });
    }

    [Test]
    public void With_two_prompts_the_rows_say_which()
    {
        var table = Observe.On(lab, Observe.Spec(new LogitLens()), France, "7 + 5 =");
        Assert.Multiple(() =>
        {
            Assert.That(table.Rows, Has.Count.EqualTo(32));
            Assert.That(table.Rows[0].Name, Is.EqualTo("prompt 1 embedding"));
            Assert.That(table.Rows[31].Name, Is.EqualTo("prompt 2 " + Twice));
            Assert.That(table.Caption, Does.EndWith("""Prompts: 1 "The capital of France is", 2 "7 + 5 =".""").And.Not.Contain("\n"));
        });
    }

    public void Dispose() => lab.Dispose();

    // The reference's own residual stream at the last of the eight positions of its first prompt.
    private static double[] Last(int place)
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        return [.. Reference.Tensor("p0.resid")[place, 7].data<float>().Select(x => (double)x)];
    }
}
