using LfmSpec.Models.Checkpoints;
using LfmSpec.Models.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Lab.Tests.Observations;

[TestFixture]
public sealed class GradientObservationTests : IDisposable
{
    private static readonly Reference Reference = new("lfm2-atlas-tiny");
    private static readonly string Text = Reference.Json.GetProperty("gradient").GetProperty("text").GetString()!;
    private readonly Laboratory lab = Laboratory.Open(Reference.CheckpointFolder);
    private readonly SlowLens slow = new(Reference.CheckpointFolder);

    [Test]
    public void The_gradient_after_the_last_block_is_worked_by_hand()
    {
        var clean = lab.Clean(new Prompt("", Text));
        double[][] gradients = [.. Enumerable.Range(0, clean.Ids.Count - 1).Select(position => slow.NormBackward(Last(position), HeadGradient(clean, position)))];
        var table = Observe.On(lab, Observe.Spec(new GradientSensitivity()), Text);
        Assert.Multiple(() =>
        {
            Assert.That(table.Number("L13", "all positions"), Close(Norm(gradients.SelectMany(row => row))));
            Assert.That(table.Number("L13", "first position"), Close(Norm(gradients[0])));
            Assert.That(table.Number("L13", "last predicting position"), Close(Norm(gradients[^1])));
        });
    }

    [Test]
    public void The_gradient_of_the_embedded_tokens_is_what_PyTorch_adds_to_the_tied_head()
    {
        using var scope = NewDisposeScope();
        var clean = lab.Clean(new Prompt("", Text));
        Assert.That(clean.Ids, Is.Unique, "so that each token's row of the gradient is one position's");
        double[][] total = [.. Reference.Tensor("gradient.embed").data<float>().ToArray().Select(x => (double)x).Chunk(128)];
        double[][] embedded = [.. clean.Ids.Select(id => total[id].Zip(OfHead(clean, id), (sum, head) => sum - head).ToArray())];
        var table = Observe.On(lab, Observe.Spec(new GradientSensitivity()), Text);
        Assert.That(table.Number("embedding", "all positions"), Close(Norm(embedded.SelectMany(row => row))));
        Assert.That(table.Number("embedding", "first position"), Close(Norm(embedded[0])));
        Assert.That(table.Number("embedding", "last predicting position"), Close(Norm(embedded[^2])));
    }

    [Test]
    public void The_gradient_after_any_block_is_that_of_the_run_from_there_on()
    {
        var clean = lab.Clean(new Prompt("", Text));
        var table = Observe.On(lab, Observe.Spec(new GradientSensitivity()), Text);
        Assert.Multiple(() =>
        {
            for (var place = 0; place <= 14; place++)
            {
                using var scope = NewDisposeScope();
                var start = clean.Residual(place).detach().clone().requires_grad_();
                NextTokenLoss.Of(lab.Checkpoint.Model.Resume(place, start), clean.Ids).backward();
                Assert.That(table.Number(ResidualStream.Name(place), "all positions"), Is.EqualTo(Descriptive.Norm(start.grad!.reshape(-1).data<float>().ToArray())), ResidualStream.Name(place));
            }
        });
    }

    [Test]
    public void The_loss_that_is_differentiated_is_the_reference_s()
    {
        using var scope = NewDisposeScope();
        var clean = lab.Clean(new Prompt("", Text));
        Assert.That(NextTokenLoss.Of(clean.Logits, clean.Ids).ToDouble(), Is.EqualTo(Reference.Json.GetProperty("gradient").GetProperty("loss").GetDouble()).Within(1e-5));
    }

    [Test]
    public void The_model_that_learns_is_the_model_bit_for_bit()
    {
        using var scope = NewDisposeScope();
        using var learning = DifferentiableModel.Of(lab.Checkpoint);
        var clean = lab.Clean(new Prompt("", Text));
        Assert.That(learning.Model.Forward(TokenIds.AsTensor(clean.Ids)).Equals(clean.Logits), Is.True);
    }

    [Test]
    public void Gradients_of_two_prompts_are_averaged_and_do_not_pile_up()
    {
        var one = Observe.On(lab, Observe.Spec(new ParameterGradients()), "7 + 5 =");
        var two = Observe.On(lab, Observe.Spec(new ParameterGradients()), Text);
        var both = Observe.On(lab, Observe.Spec(new ParameterGradients()), "7 + 5 =", Text);
        Assert.That(both.Rows.Select(row => row.Cells[0].Number), Is.EqualTo(one.Rows.Zip(two.Rows, (a, b) => (a.Cells[0].Number + b.Cells[0].Number) / 2)).Within(1e-10).Percent);
    }

    [TestCase(Quantity.GradientSensitivity)]
    [TestCase(Quantity.ParameterGradients)]
    [TestCase(Quantity.TokenLoss)]
    public void A_prompt_of_one_token_predicts_nothing_and_is_an_error(Quantity quantity) =>
        Assert.That(() => Observe.On(lab, Observe.Spec(quantity), ""), Throws.TypeOf<LabException>().With.Message.Contains("no token of it is predicted"));

    public void Dispose() => lab.Dispose();

    // Gradients are good to 1e-4 relative; but where p is near 1, p - 1 is only good to float32's 6e-8 of 1, times a row's norm of about 1.
    private static NUnit.Framework.Constraints.Constraint Close(double expected) => Is.EqualTo(expected).Within(Math.Max(1e-4 * expected, 2e-7));

    private static double Norm(IEnumerable<double> values) => Math.Sqrt(values.Sum(x => x * x));

    // The reference's residual stream after the last block.
    private static double[] Last(int position)
    {
        using var scope = NewDisposeScope();
        return [.. Reference.Tensor("p0.resid")[14, position].data<float>().Select(x => (double)x)];
    }

    // d(mean loss) / d(logits) at a position: (p - target) / number of targets.
    private double[] LogitGradient(CleanRun clean, int position)
    {
        var p = SlowLens.Softmax(slow.Logits(Last(position)));
        p[clean.Ids[position + 1]] -= 1;
        return [.. p.Select(x => x / (clean.Ids.Count - 1))];
    }

    private double[] HeadGradient(CleanRun clean, int position)
    {
        var logits = LogitGradient(clean, position);
        return [.. Enumerable.Range(0, 128).Select(channel => logits.Select((x, token) => x * slow.Embedding[token][channel]).Sum())];
    }

    // The tied head's part of the gradient of a token's row.
    private double[] OfHead(CleanRun clean, int token)
    {
        var parts = Enumerable.Range(0, clean.Ids.Count - 1).Select(position => (Gradient: LogitGradient(clean, position)[token], Normed: slow.Norm(Last(position)))).ToArray();
        return [.. Enumerable.Range(0, 128).Select(channel => parts.Sum(part => part.Gradient * part.Normed[channel]))];
    }
}
