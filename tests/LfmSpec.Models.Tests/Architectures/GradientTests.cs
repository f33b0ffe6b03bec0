using LfmSpec.Models.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Models.Tests.Architectures;

/// <summary>Gradients through the whole model against PyTorch's, and through the packed weights against the plain ones.</summary>
[TestFixture("lfm2-atlas-tiny")]
[TestFixture("qwen2-atlas-tiny")]
[TestFixture("llama-atlas-tiny")]
public class GradientTests(string name)
{
    private readonly Reference reference = new(name);

    [Test]
    public void The_gradient_of_every_parameter_has_the_norm_that_PyTorch_finds()
    {
        using var scope = NewDisposeScope();
        using var weights = new LeafWeights(Path.Combine(reference.CheckpointFolder, "model.safetensors"));
        using var model = Model(weights);
        var expected = reference.Json.GetProperty("gradient");

        var loss = NextTokenLoss(model.Forward(Ids()));
        loss.backward();

        Assert.Multiple(() =>
        {
            // The tolerances of REFERENCE: losses 1e-4, gradients 1e-4 relative.
            Assert.That(loss.ToDouble(), Is.EqualTo(expected.GetProperty("loss").GetDouble()).Within(1e-5));
            var norms = expected.GetProperty("norms").EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.GetDouble());
            Assert.That(weights.Leaves.Keys, Is.EquivalentTo(norms.Keys));
            foreach (var (name, leaf) in weights.Leaves)
            {
                Assert.That(leaf.grad!.norm().ToDouble(), Is.EqualTo(norms[name]).Within(1e-4 * norms[name]), name);
            }
        });
    }

    [Test]
    public void A_differentiable_model_gets_the_same_gradients()
    {
        using var scope = NewDisposeScope();
        using var checkpoint = Checkpoint.Load(reference.CheckpointFolder);
        using var differentiable = DifferentiableModel.Of(checkpoint);
        NextTokenLoss(differentiable.Model.Forward(Ids())).backward();
        var norms = reference.Json.GetProperty("gradient").GetProperty("norms").EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.GetDouble());
        Assert.That(differentiable.Parameters.Keys, Is.EquivalentTo(norms.Keys));
        Assert.Multiple(() =>
        {
            foreach (var (parameter, leaf) in differentiable.Parameters)
            {
                Assert.That(leaf.grad!.norm().ToDouble(), Is.EqualTo(norms[parameter]).Within(1e-4 * norms[parameter]), parameter);
            }
        });
    }

    [Test]
    public void The_gradient_of_the_residual_stream_does_not_depend_on_how_weights_are_kept()
    {
        using var scope = NewDisposeScope();
        using var weights = new LeafWeights(Path.Combine(reference.CheckpointFolder, "model.safetensors"));
        using var plain = Model(weights);
        using var checkpoint = Checkpoint.Load(reference.CheckpointFolder);

        Tensor Gradient(CausalModel model)
        {
            var residual = model.Embed(Ids()).detach().requires_grad_();
            NextTokenLoss(model.Resume(0, residual)).backward();
            return residual.grad!;
        }

        Assert.That(Gradient(checkpoint.Model).Equals(Gradient(plain)), Is.True);
    }

    [Test]
    public void The_gradient_of_the_residual_stream_is_the_limit_of_differences()
    {
        using var scope = NewDisposeScope();
        using var checkpoint = Checkpoint.Load(reference.CheckpointFolder);
        var start = checkpoint.Model.Embed(Ids());
        var residual = start.detach().requires_grad_();
        NextTokenLoss(checkpoint.Model.Resume(0, residual)).backward();
        using var no = no_grad();
        var direction = residual.grad! / residual.grad!.norm();

        double Loss(double step) => NextTokenLoss(checkpoint.Model.Resume(0, start + direction * step)).ToDouble();

        // float32 losses are good to about 1e-7, so the step must be large, and the cubic term is what remains.
        const double step = 2e-3;
        double slope = (8 * (Loss(step) - Loss(-step)) - (Loss(2 * step) - Loss(-2 * step))) / (12 * step);
        Assert.That(slope, Is.EqualTo(residual.grad!.norm().ToDouble()).Within(0.5).Percent);
    }

    private CausalModel Model(IWeights weights) =>
        ModelConfiguration.Read(ConfigurationFile.Read(Path.Combine(reference.CheckpointFolder, "config.json"))).Build(weights);

    private Tensor Ids()
    {
        string text = reference.Json.GetProperty("gradient").GetProperty("text").GetString()!;
        var prompt = reference.Prompts.First(entry => entry.GetProperty("text").GetString() == text);
        return tensor(prompt.GetProperty("ids").EnumerateArray().Select(id => id.GetInt64()).ToArray()).unsqueeze(0);
    }

    private Tensor NextTokenLoss(Tensor logits)
    {
        var targets = Ids().narrow(1, 1, logits.shape[1] - 1);
        return nn.functional.cross_entropy(logits.narrow(1, 0, logits.shape[1] - 1).reshape(-1, logits.shape[2]), targets.reshape(-1));
    }

    /// <summary>Every weight a leaf that gets a gradient.</summary>
    private sealed class LeafWeights(string path) : IWeights, IDisposable
    {
        private readonly SafetensorsFile file = SafetensorsFile.Open(path);

        internal Dictionary<string, Tensor> Leaves { get; } = [];

        public Device Device => CPU;

        public long TakenParameters => Leaves.Values.Sum(leaf => leaf.numel());

        public Tensor Take(string name, params long[] shape)
        {
            var stored = empty(shape, dtype: ScalarType.BFloat16);
            file.Bytes(name).CopyTo(stored.bytes);
            var leaf = stored.to(ScalarType.Float32).requires_grad_().DetachFromDisposeScope();
            Leaves.Add(name, leaf.alias());
            return leaf;
        }

        public WeightMatrix TakeMatrix(string name, long rows, long columns) => WeightMatrix.Plain(Take(name, rows, columns));

        public void Dispose() => file.Dispose();
    }
}
