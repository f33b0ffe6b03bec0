using LfmSpec.Models.Adapters;
using LfmSpec.Models.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Models.Tests.Adapters;

/// <summary>init_lora_weights: what PEFT does to the base weight when it loads an adapter is done, or refused by name.</summary>
[TestFixture]
public sealed class AdapterStartTests : IDisposable
{
    private const string Down = "model.layers.0.mlp.down_proj";
    private const string Query = "model.layers.2.self_attn.q_proj";

    private readonly Checkpoint checkpoint = Checkpoint.Load(RepositoryFiles.Path("models", "llama-atlas-tiny"));

    [Test]
    public void An_untrained_PiSSA_adapter_of_rank_1_beside_a_matrix_with_one_element_8_leaves_the_base_model_as_it_is()
    {
        using var copy = new CheckpointCopy("llama-atlas-tiny");
        copy.SetWeight(Down + ".weight", index => index == 0 ? 8 : 0);
        using var changed = Checkpoint.Load(copy.Folder);
        var (outputs, inputs) = Shape(changed, Down);
        using var folder = new AdapterFolder(Down, First(inputs), First(outputs), change: json => json["init_lora_weights"] = "pissa");
        using var model = AdaptedModel.Load(changed, folder.Path);
        using var scope = NewDisposeScope();
        using var nothingToLearn = no_grad();

        Assert.That(Kl(changed.Model, model.Model), Has.All.Zero);
        folder.Write(1, json => json["init_lora_weights"] = true);
        using var plain = AdaptedModel.Load(changed, folder.Path);
        Assert.That(Kl(changed.Model, plain.Model).Average(), Is.GreaterThan(0.1), "as plain LoRA it is another model");

        static float[] First(long length) => [MathF.Sqrt(8), .. new float[length - 1]];
    }

    [TestCase("pissa", 1, 1.0, false)]
    [TestCase("pissa", 3, 6.0, false)]
    [TestCase("pissa", 4, 6.0, true)]
    [TestCase("olora", 3, 6.0, false)]
    [TestCase("OLoRA", 4, 2.0, true)]
    public void What_the_base_loses_is_what_PEFTs_own_formula_takes_from_it(string start, int rank, double alpha, bool stabilised)
    {
        var (outputs, inputs) = Shape(checkpoint, Query);
        var weight = Weight(Query, outputs, inputs);
        using var folder = new AdapterFolder(Query, new float[rank * inputs], new float[outputs * rank], rank, json =>
        {
            json["init_lora_weights"] = start;
            json["lora_alpha"] = alpha;
            json["use_rslora"] = stabilised;
        });
        using var model = AdaptedModel.Load(checkpoint, folder.Path);
        using var scope = NewDisposeScope();
        using var nothingToLearn = no_grad();
        var adapter = model.Adapters.Single();
        double[] added = [.. (matmul(adapter.B, adapter.A) * adapter.Scale).contiguous().reshape(-1).data<float>().Select(value => (double)value)];
        var scale = stabilised ? alpha / Math.Sqrt(rank) : alpha / rank;
        var taken = start == "pissa" ? ByPowerIteration(weight, rank) : [.. BySchmidt(weight, rank).Select(value => scale * value)];

        Assert.That(adapter.Rank, Is.EqualTo(2 * rank));
        Assert.That(adapter.Scale, Is.EqualTo(scale));
        Assert.That(taken.Max(Math.Abs), Is.GreaterThan(0.01));
        Assert.That(added.Zip(taken).Max(pair => Math.Abs(pair.First + pair.Second)), Is.LessThan(1e-6));
    }

    [Test]
    public void A_PiSSA_adapter_that_is_written_again_is_the_same_model_as_plain_LoRA()
    {
        var (outputs, inputs) = Shape(checkpoint, Query);
        using var folder = new AdapterFolder(Query, Ramp(2 * inputs), Ramp(outputs * 2), 2, json => json["init_lora_weights"] = "pissa");
        using var model = AdaptedModel.Load(checkpoint, folder.Path);
        var written = Directory.CreateTempSubdirectory("lfmspec-").FullName;
        model.Save(written, "llama-atlas-tiny");
        using var again = AdaptedModel.Load(checkpoint, written);
        Directory.Delete(written, recursive: true);
        using var scope = NewDisposeScope();
        using var nothingToLearn = no_grad();

        Assert.That(again.Model.Forward(Ids()).Equals(model.Model.Forward(Ids())), Is.True);
        Assert.That((again.Adapters[0].Rank, again.Adapters[0].Scale), Is.EqualTo((4, 1.0)));
        using (model.WithoutAdapters())
        {
            Assert.That(model.Model.Forward(Ids()).Equals(checkpoint.Model.Forward(Ids())), Is.True, "without it, the base model is whole");
        }
    }

    [TestCase("pissa", 2, "singular values 2 and 3 of its weight are equal")]
    [TestCase("olora", 2, "column 2 of its weight depends on those before it")]
    public void A_weight_that_does_not_say_what_was_taken_from_it_is_refused(string start, int rank, string message)
    {
        using var copy = new CheckpointCopy("llama-atlas-tiny");
        var (outputs, inputs) = Shape(checkpoint, Query);
        copy.SetWeight(Query + ".weight", index => index / inputs == index % inputs && index % inputs != 1 ? (index == 0 ? 2 : 1) : 0);
        using var changed = Checkpoint.Load(copy.Folder);
        using var folder = new AdapterFolder(Query, new float[rank * inputs], new float[outputs * rank], rank, json => json["init_lora_weights"] = start);
        Assert.That(
            () => AdaptedModel.Load(changed, folder.Path),
            Throws.TypeOf<CheckpointException>().With.Message.Contains(message).And.Message.Contains(Query).And.Message.Contains("path_initial_model_for_weight_conversion"));
    }

    [TestCase("true")]
    [TestCase("false")]
    [TestCase("null")]
    [TestCase("\"gaussian\"")]
    [TestCase("\"Gaussian\"")]
    [TestCase("\"orthogonal\"")]
    [TestCase("\"eva\"")]
    [TestCase("\"mica\"")]
    public void A_start_that_leaves_the_base_alone_is_plain_LoRA(string start)
    {
        using var model = Loaded(start);
        Assert.That((model.Adapters[0].Rank, model.Adapters[0].A[0, 1].ToSingle()), Is.EqualTo((1, 0.001f)));
    }

    [TestCase("\"pissa_niter_16\"", "is 'pissa_niter_16': PEFT takes a random approximation", "path_initial_model_for_weight_conversion")]
    [TestCase("\"corda\"", "is 'corda': PEFT takes components from the base weight that it finds from data", "path_initial_model_for_weight_conversion")]
    [TestCase("\"lora_ga\"", "is 'lora_ga': components that were found from gradients", "path_initial_model_for_weight_conversion")]
    [TestCase("\"loftq\"", "is 'loftq': PEFT replaces the base weight by a quantised one", "merge_and_unload")]
    [TestCase("\"PISSA\"", "is 'PISSA', which PEFT does not know", "true if it began as plain LoRA")]
    [TestCase("\"kaiming\"", "is 'kaiming', which PEFT does not know", "true if it began as plain LoRA")]
    [TestCase("1", "init_lora_weights is 1, not true or false", "adapter_config.json")]
    public void A_start_that_changes_the_base_and_is_not_done_is_refused_with_what_to_do(string start, string message, string remedy) =>
        Assert.That(() => Loaded(start), Throws.TypeOf<CheckpointException>().With.Message.Contains(message).And.Message.Contains(remedy));

    [TestCase("pissa")]
    [TestCase("olora")]
    public void A_part_cannot_be_taken_from_quantised_weights(string start)
    {
        var (outputs, inputs) = Shape(checkpoint, Query);
        using var folder = new AdapterFolder(Query, Ramp(inputs), Ramp(outputs), change: json => json["init_lora_weights"] = start);
        Assert.That(
            () => AdaptedModel.Load(checkpoint, folder.Path, WeightQuantization.NormalFloat4),
            Throws.TypeOf<CheckpointException>().With.Message.Contains("cannot be done to quantised weights").And.Message.Contains(folder.Path));
    }

    private AdaptedModel Loaded(string start)
    {
        var (outputs, inputs) = Shape(checkpoint, Query);
        using var folder = new AdapterFolder(Query, Ramp(inputs), Ramp(outputs), change: json => json["init_lora_weights"] = System.Text.Json.Nodes.JsonNode.Parse(start));
        return AdaptedModel.Load(checkpoint, folder.Path);
    }

    private static (long Outputs, long Inputs) Shape(Checkpoint checkpoint, string module)
    {
        using var files = WeightFiles.Open(checkpoint.Folder);
        var shape = files.FileOf(module + ".weight")!.Entries[module + ".weight"].Shape;
        return (shape[0], shape[1]);
    }

    private double[][] Weight(string module, long outputs, long inputs)
    {
        using var files = WeightFiles.Open(checkpoint.Folder);
        using var stored = empty(outputs, inputs, dtype: ScalarType.BFloat16);
        files.FileOf(module + ".weight")!.CopyTo(module + ".weight", 0, stored.bytes);
        using var wide = stored.to(ScalarType.Float32);
        double[] flat = [.. wide.data<float>().Select(value => (double)value)];
        return [.. Enumerable.Range(0, (int)outputs).Select(row => flat[(int)(row * inputs)..(int)((row + 1) * inputs)])];
    }

    // The r leading components, one after the other, each by many products with W^T W.
    private static double[] ByPowerIteration(double[][] weight, int rank)
    {
        var (left, sum) = (weight.Select(row => row.ToArray()).ToArray(), new double[weight.Length * weight[0].Length]);
        for (var component = 0; component < rank; component++)
        {
            double[] v = [.. Enumerable.Range(0, weight[0].Length).Select(i => Math.Cos(i + component))], u = [];
            for (var step = 0; step < 3000; step++)
            {
                u = [.. left.Select(row => Dot(row, v))];
                double[] next = [.. Enumerable.Range(0, v.Length).Select(column => left.Select((row, i) => row[column] * u[i]).Sum())];
                var length = Math.Sqrt(Dot(next, next));
                v = [.. next.Select(value => value / length)];
            }

            u = [.. left.Select(row => Dot(row, v))];
            for (var i = 0; i < u.Length; i++)
            {
                for (var j = 0; j < v.Length; j++)
                {
                    left[i][j] -= u[i] * v[j];
                    sum[(i * v.Length) + j] += u[i] * v[j];
                }
            }
        }

        return sum;
    }

    // Q_r R_r = Q_r Q_r^T W, with Q_r by Gram and Schmidt.
    private static double[] BySchmidt(double[][] weight, int rank)
    {
        var q = new List<double[]>();
        for (var k = 0; k < rank; k++)
        {
            double[] column = [.. weight.Select(row => row[k])];
            foreach (var earlier in q)
            {
                var part = Dot(column, earlier);
                column = [.. column.Zip(earlier, (value, other) => value - (part * other))];
            }

            var length = Math.Sqrt(Dot(column, column));
            q.Add([.. column.Select(value => value / length)]);
        }

        var r = q.Select(column => Enumerable.Range(0, weight[0].Length).Select(j => weight.Select((row, i) => row[j] * column[i]).Sum()).ToArray()).ToArray();
        return [.. Enumerable.Range(0, weight.Length).SelectMany(i => Enumerable.Range(0, weight[0].Length).Select(j => q.Select((column, k) => column[i] * r[k][j]).Sum()))];
    }

    private static double Dot(double[] one, double[] other) => one.Zip(other, (a, b) => a * b).Sum();

    private static float[] Ramp(long length) => [.. Enumerable.Range(0, (int)length).Select(i => i * 0.001f)];

    private static double[] Kl(CausalModel clean, CausalModel changed)
    {
        using Tensor one = clean.Forward(Ids()).to(ScalarType.Float64).log_softmax(-1), other = changed.Forward(Ids()).to(ScalarType.Float64).log_softmax(-1);
        return [.. (one.exp() * (one - other)).sum(-1).reshape(-1).data<double>()];
    }

    private static Tensor Ids() => tensor(new long[] { 1, 508, 309, 230, 29, 269 }).unsqueeze(0);

    public void Dispose() => checkpoint.Dispose();
}
