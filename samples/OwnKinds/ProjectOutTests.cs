namespace OwnKinds;

/// <summary>What is taken out of the last block's output, against a loop in double precision.</summary>
[TestFixture]
public class ProjectOutTests
{
    private static readonly string[] Toward = ["3 + 4 =", "8 + 1 ="], From = ["The capital of Italy is"];

    // Logits of some ten, of float32 sums over 128 channels.
    private const double Rounding = 1e-4;

    [TestCase(1.0)]
    [TestCase(0.25)]
    public void The_logits_are_those_of_the_stream_less_its_component(double share)
    {
        var settings = LfmSpec.Testing.ExperimentSettings.Of(typeof(ProjectOut).Assembly, null);
        using var lab = Laboratory.Open(settings.ModelFolder);
        var last = lab.Checkpoint.Model.Shape.Blocks.Count - 1;
        using var trial = lab.Try("7 + 5 =", new ProjectOut(last) { Toward = Toward, From = From, Share = share });

        double[] direction = [.. Mean(lab, last, Toward).Zip(Mean(lab, last, From), (toward, from) => toward - from)];
        var length = Math.Sqrt(direction.Sum(value => value * value));
        var stream = lab.Clean(new Prompt("", "7 + 5 =")).Residual(last + 1);
        var expected = lab.Checkpoint.Model.Head(tensor(Rows(stream).SelectMany(row =>
        {
            var along = row.Zip(direction, (value, unit) => value * unit / length).Sum();
            return row.Zip(direction, (value, unit) => (float)(value - (share * along * unit / length)));
        }).ToArray()).reshape(stream.shape));
        Assert.That((trial.Changed - expected.squeeze(0)).abs().max().ToDouble(), Is.LessThan(Rounding));
        Assert.That((trial.Changed - trial.Clean).abs().max().ToDouble(), Is.GreaterThan(100 * Rounding), "something is taken out");
    }

    private static double[] Mean(Laboratory lab, int layer, string[] prompts)
    {
        double[][] rows = [.. prompts.Select(prompt => Rows(lab.Clean(new Prompt("", prompt)).Residual(layer + 1))[^1])];
        return [.. Enumerable.Range(0, rows[0].Length).Select(channel => rows.Average(row => row[channel]))];
    }

    private static double[][] Rows(Tensor stream) =>
        [.. stream.data<float>().ToArray().Select(value => (double)value).Chunk((int)stream.shape[2])];
}
