using FsCheck;
using FsCheck.Fluent;
using LfmSpec.Models.Adapters;
using LfmSpec.Models.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Models.Tests.Adapters;

/// <summary>LoRA on every architecture: what it starts from, what it adds, and that it can be left out, merged and taken out again.</summary>
[TestFixture]
public sealed class AdaptedModelTests : IDisposable
{
    private static readonly int[] AllLayers = [.. Enumerable.Range(0, 14)];

    private readonly Checkpoint checkpoint = Checkpoint.Load(RepositoryFiles.Path("models", "lfm2-atlas-tiny"));

    [TestCase("all_linear", 8)]
    [TestCase("attn_only", 8)]
    [TestCase("mlp_only", 8)]
    [TestCase("atlas_full", 8)]
    [TestCase("rank2", 2)]
    [TestCase("rank32", 32)]
    public void An_adapter_starts_with_the_bits_of_PyTorchs_kaiming_uniform(string run, int rank)
    {
        using var start = SafetensorsFile.Open(AdapterFileTests.Reference(run, "start.safetensors"));
        string[] modules = [.. start.Entries.Keys.Select(name => name[..^".lora_A.weight".Length])];
        using var model = AdaptedModel.Of(checkpoint, new AdapterSpec(modules, AllLayers, rank, 2 * rank), seed: 42);

        Assert.That(model.Adapters, Has.Count.EqualTo(modules.Length));
        foreach (var adapter in model.Adapters)
        {
            Assert.That(adapter.A.bytes.SequenceEqual(start.Bytes(adapter.Module.Path + ".lora_A.weight")), Is.True, adapter.Module.Path);
            Assert.That(adapter.B.count_nonzero().ToInt64(), Is.Zero);
        }
    }

    [Test]
    public void Another_seed_draws_another_adapter()
    {
        using AdaptedModel one = Guided(1), other = Guided(2), again = Guided(1);
        Assert.That(one.Adapters[0].A.Equals(other.Adapters[0].A), Is.False);
        Assert.That(one.Adapters[0].A.Equals(again.Adapters[0].A), Is.True);
    }

    [TestCase("lfm2-atlas-tiny", 82)]
    [TestCase("llama-atlas-tiny", 8 * 7)]
    [TestCase("qwen2-atlas-tiny", 8 * 7)]
    public void Every_linear_module_of_every_architecture_can_have_an_adapter(string name, int modules)
    {
        using var base_ = Checkpoint.Load(RepositoryFiles.Path("models", name));
        var layers = Enumerable.Range(0, base_.Model.Shape.Blocks.Count).ToArray();
        using var model = AdaptedModel.Of(base_, new AdapterSpec([AdapterTargets.AllLinear], layers, 4, 8), 0);
        using var scope = NewDisposeScope();
        using var nothingToLearn = no_grad();
        var clean = base_.Model.Forward(Ids());

        Assert.That(model.Adapters, Has.Count.EqualTo(modules));
        Assert.That(model.TrainableParameters, Is.EqualTo(model.Modules.Sum(module => 4 * (module.Inputs + module.Outputs))));
        Assert.That(model.Model.Forward(Ids()).Equals(clean), Is.True, "B = 0 is the base, bit for bit");
        foreach (var adapter in model.Adapters)
        {
            adapter.B.fill_(0.05);
            Assert.That(model.Model.Forward(Ids()).Equals(clean), Is.False, $"{adapter.Module.Path} takes part");
            adapter.B.zero_();
        }
    }

    [Test]
    public void A_merged_adapter_gives_the_logits_of_one_beside_and_leaves_the_base_as_it_was() => Prop.ForAll<int>(seed =>
    {
        using var scope = NewDisposeScope();
        using var nothingToLearn = no_grad();
        using var generator = new Generator((ulong)(uint)seed);
        using var model = AdaptedModel.Of(checkpoint, new AdapterSpec(["q_proj", "out_proj", "w2"], [0, 2, 4, 13], 4, 8), (uint)seed);
        foreach (var adapter in model.Adapters)
        {
            adapter.B.copy_(randn(adapter.B.shape, generator: generator) * 0.02);
        }

        var clean = checkpoint.Model.Forward(Ids());
        var beside = model.Model.Forward(Ids());
        model.Merge();
        var merged = model.Model.Forward(Ids());
        model.Unmerge();
        bool back, without;
        back = model.Model.Forward(Ids()).Equals(beside);
        using (model.WithoutAdapters())
        {
            without = model.Model.Forward(Ids()).Equals(clean);
        }

        // The same sums in another order, in float32, through 14 blocks.
        return (merged - beside).abs().max().ToSingle() < 1e-4 && (merged - clean).abs().max().ToSingle() > 1e-2 && back && without;
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(5));

    [Test]
    public void What_it_adds_is_the_product_of_its_matrices()
    {
        using var scope = NewDisposeScope();
        using var nothingToLearn = no_grad();
        using var model = AdaptedModel.Of(checkpoint, new AdapterSpec(["model.layers.0.conv.in_proj"], [0], 2, 6), 7);
        var adapter = model.Adapters.Single();
        adapter.B.copy_(randn(adapter.B.shape, generator: new Generator(1)));
        var seen = new Seen();
        model.Model.Forward(Ids(), seen);
        var before = new Seen();
        using (model.WithoutAdapters())
        {
            model.Model.Forward(Ids(), before);
        }

        double[] x = [.. seen.Input!.reshape(-1).data<float>().Select(value => (double)value)], a = Doubles(adapter.A), b = Doubles(adapter.B);
        double[] gate = Doubles(seen.Gate!), clean = Doubles(before.Gate!);
        for (var row = 0; row < 6; row++)
        {
            for (var o = 0; o < 128; o++)
            {
                double sum = 0;
                for (var r = 0; r < 2; r++)
                {
                    sum += 3 * b[(o * 2) + r] * Enumerable.Range(0, 128).Sum(i => a[(r * 128) + i] * x[(row * 128) + i]);
                }

                Assert.That(gate[(row * 128) + o] - clean[(row * 128) + o], Is.EqualTo(sum).Within(2e-5));
            }
        }
    }

    [Test]
    public void Dropout_is_drawn_by_its_generator_and_is_not_there_outside_of_training()
    {
        using var scope = NewDisposeScope();
        using var nothingToLearn = no_grad();
        using var model = AdaptedModel.Of(checkpoint, new AdapterSpec(["w1"], [3], 4, 8) { Dropout = 0.5 }, 7);
        model.Adapters[0].B.fill_(0.1);
        var still = model.Model.Forward(Ids());

        Assert.Multiple(() =>
        {
            Assert.That(Trained(1).Equals(Trained(1)), Is.True);
            Assert.That(Trained(1).Equals(Trained(2)), Is.False);
            Assert.That(Trained(1).Equals(still), Is.False);
            Assert.That(model.Model.Forward(Ids()).Equals(still), Is.True);
        });

        Tensor Trained(ulong seed)
        {
            using var generator = new Generator(seed);
            using var dropping = model.Dropping(generator);
            return model.Model.Forward(Ids());
        }
    }

    [Test]
    public void What_dropout_leaves_is_divided_by_its_share()
    {
        using var scope = NewDisposeScope();
        using var nothingToLearn = no_grad();
        using var model = AdaptedModel.Of(checkpoint, new AdapterSpec(["in_proj"], [0], 1, 1) { Dropout = 0.75 }, 7);
        // One channel of the input alone: it is there four times over, or not at all.
        model.Adapters[0].A.zero_();
        model.Adapters[0].A[0, 5] = 1;
        model.Adapters[0].B.fill_(10);
        Seen clean = new(), whole = new(), dropped = new();
        using (model.WithoutAdapters())
        {
            model.Model.Forward(Ids(), clean);
        }

        model.Model.Forward(Ids(), whole);
        using var generator = new Generator(3);
        using (model.Dropping(generator))
        {
            model.Model.Forward(Ids(), dropped);
        }

        double[] without = Doubles(clean.Gate!), with = Doubles(whole.Gate!), now = Doubles(dropped.Gate!);
        var shares = Enumerable.Range(0, 6).Select(position => (now[position * 128] - without[position * 128]) / (with[position * 128] - without[position * 128])).ToArray();
        Assert.That(shares, Has.All.EqualTo(0).Within(1e-4).Or.EqualTo(4).Within(1e-4));
        Assert.That(shares, Has.Some.EqualTo(4).Within(1e-4));
    }

    [TestCase(WeightQuantization.NormalFloat4)]
    [TestCase(WeightQuantization.DoubleNormalFloat4)]
    public void Quantised_weights_are_another_base_that_is_near(WeightQuantization quantization)
    {
        using var scope = NewDisposeScope();
        using var nothingToLearn = no_grad();
        using var model = AdaptedModel.Of(checkpoint, new AdapterSpec(["out_proj"], [0], 2, 4) { Quantization = quantization }, 0);
        var difference = (model.Model.Forward(Ids()) - checkpoint.Model.Forward(Ids())).abs().mean().ToSingle();
        Assert.That(difference, Is.GreaterThan(1e-3).And.LessThan(1));
    }

    [Test]
    public void Merged_adapters_cannot_be_left_out()
    {
        using var model = Guided(1);
        model.Merge();
        Assert.That(model.WithoutAdapters, Throws.InvalidOperationException.With.Message.Contains("Unmerge"));
    }

    [TestCase("gate_proj", "'gate_proj' names no linear module of lfm2-atlas-tiny, so nothing would be trained there. Its linear modules are conv.in_proj, conv.out_proj, feed_forward.w1, feed_forward.w3, feed_forward.w2, self_attn.q_proj")]
    [TestCase("outproj", "Did you mean 'out_proj'?")]
    [TestCase("lm_head", "'lm_head' names no linear module")]
    [TestCase("q_proj", "'q_proj' names no module of the blocks 0, 1; lfm2-atlas-tiny has it in 2, 4, 6, 8, 10, 12")]
    [TestCase("_proj", "'_proj' names no linear module")]
    public void A_target_that_names_nothing_is_an_error_that_lists_what_there_is(string target, string message) =>
        Assert.That(() => AdaptedModel.Of(checkpoint, new AdapterSpec(["in_proj", target], [0, 1], 8, 16), 0), Throws.TypeOf<CheckpointException>().With.Message.Contains(message));

    [TestCase(0, 16, 0, "the rank is 0")]
    [TestCase(-1, 16, 0, "the rank is -1")]
    [TestCase(8, 0, 0, "alpha is 0")]
    [TestCase(8, double.NaN, 0, "alpha is NaN")]
    [TestCase(8, 16, 1, "the dropout is 1")]
    public void A_number_that_makes_no_sense_is_an_error(int rank, double alpha, double dropout, string message) =>
        Assert.That(() => AdaptedModel.Of(checkpoint, new AdapterSpec(["in_proj"], [0], rank, alpha) { Dropout = dropout }, 0), Throws.TypeOf<CheckpointException>().With.Message.Contains(message));

    [Test]
    public void A_block_that_does_not_exist_is_an_error() =>
        Assert.That(() => AdaptedModel.Of(checkpoint, new AdapterSpec(["in_proj"], [0, 14], 8, 16), 0), Throws.TypeOf<CheckpointException>().With.Message.Contains("layer 14 does not exist"));

    private AdaptedModel Guided(long seed) => AdaptedModel.Of(checkpoint, new AdapterSpec(["out_proj"], [0, 2, 4, 5], 8, 16), seed);

    private static Tensor Ids() => tensor(new long[] { 1, 508, 309, 230, 29, 269 }).unsqueeze(0);

    private static double[] Doubles(Tensor tensor) => [.. tensor.contiguous().reshape(-1).data<float>().Select(value => (double)value)];

    public void Dispose() => checkpoint.Dispose();

    private sealed class Seen : ISiteVisitor
    {
        internal Tensor? Input { get; private set; }

        internal Tensor? Gate { get; private set; }

        public bool Wants(Site site) => false;

        public Tensor Visit(Site site, Tensor value)
        {
            if (site == new Site(SiteKind.OperatorInput, 0))
            {
                Input = value.clone().DetachFromDisposeScope();
            }

            if (site == new Site(SiteKind.ConvGate, 0))
            {
                Gate = value.clone().DetachFromDisposeScope();
            }

            return value;
        }
    }
}
