using TorchSharp.Modules;
using TorchSharp.Tests.Reference;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Modules;

public class LayerTests
{
    private static readonly SafeTensors Values =
        new(Path.Combine(TestContext.CurrentContext.TestDirectory, "reference", "ops", "ops.safetensors"));

    [TestCase(0)]
    [TestCase(42)]
    [TestCase(1234)]
    public void A_linear_layer_starts_with_the_weights_of_PyTorch(int seed)
    {
        using var scope = NewDisposeScope();
        manual_seed(seed);
        using var layer = nn.Linear(32, 8);
        manual_seed(seed);
        nn.init.kaiming_uniform_(empty(8, 32), Math.Sqrt(5));
        var bias = empty(8).uniform_(-1 / Math.Sqrt(32), 1 / Math.Sqrt(32));

        Assert.Multiple(() =>
        {
            Assert.That(layer.weight.bytes.ToArray(), Is.EqualTo(Values[$"kaiming_uniform_a5.{seed}"].bytes.ToArray()));
            Assert.That(layer.bias!.bytes.ToArray(), Is.EqualTo(bias.bytes.ToArray()), "the bias is drawn next");
        });
    }

    [Test]
    public void A_linear_layer_multiplies_by_its_weight_and_adds_its_bias()
    {
        using var scope = NewDisposeScope();
        using var layer = nn.Linear(3, 2);
        using var bare = nn.Linear(nn.Parameter(tensor(new float[,] { { 1, 2 }, { 3, 4 } })));
        var x = randn(5, 3);

        Assert.Multiple(() =>
        {
            Assert.That(layer.call(x).allclose(x.matmul(layer.weight.t()) + layer.bias!, rtol: 1e-5, atol: 1e-6), Is.True);
            Assert.That(bare.call(ones(2)).data<float>().ToArray(), Is.EqualTo(new float[] { 3, 7 }));
            Assert.That(bare.bias, Is.Null);
            Assert.That((bare.in_features, bare.out_features), Is.EqualTo((2, 2)));
        });
    }

    [TestCase(0)]
    [TestCase(42)]
    [TestCase(1234)]
    public void Dropout_has_the_bits_of_PyTorch(int seed)
    {
        using var scope = NewDisposeScope();
        using var layer = nn.Dropout(0.3);
        manual_seed(seed);

        Assert.That(layer.call(ones(64)).bytes.ToArray(), Is.EqualTo(Values[$"dropout.{seed}"].bytes.ToArray()));
    }

    [Test]
    public void Dropout_passes_gradients_where_it_passed_values()
    {
        using var scope = NewDisposeScope();
        var x = ones(100).requires_grad_();
        var y = nn.functional.dropout(x, 0.5);
        y.sum().backward();

        Assert.Multiple(() =>
        {
            Assert.That(x.grad!.bytes.ToArray(), Is.EqualTo(y.detach().bytes.ToArray()));
            Assert.That(y.detach().unique().output.data<float>().ToArray(), Is.EqualTo(new float[] { 0, 2 }));
        });
    }

    [Test]
    public void Dropout_draws_nothing_when_it_is_not_training_or_certain()
    {
        using var scope = NewDisposeScope();
        using var layer = nn.Dropout(0.5);
        layer.eval();
        manual_seed(3);
        var expected = rand(4);
        manual_seed(3);
        var kept = layer.call(ones(8));
        var all = nn.functional.dropout(ones(8), 1);
        var none = nn.functional.dropout(ones(8), 0);

        Assert.Multiple(() =>
        {
            Assert.That(kept.sum().ToSingle(), Is.EqualTo(8));
            Assert.That(all.sum().ToSingle(), Is.Zero);
            Assert.That(none.sum().ToSingle(), Is.EqualTo(8));
            Assert.That(rand(4).bytes.ToArray(), Is.EqualTo(expected.bytes.ToArray()));
            Assert.That(() => nn.functional.dropout(ones(8), 1.5), Throws.Exception.With.Message.Contains("dropout probability has to be between 0 and 1, but got 1.5"));
        });
    }

    [Test]
    public void Dropout_in_place_writes_to_its_input()
    {
        using var scope = NewDisposeScope();
        var x = ones(8);
        nn.functional.dropout(x, 1, inplace: true);

        Assert.That(x.sum().ToSingle(), Is.Zero);
    }

    [Test]
    public void An_embedding_starts_normally_distributed_and_gives_rows()
    {
        using var scope = NewDisposeScope();
        manual_seed(7);
        using var layer = nn.Embedding(6, 4);
        manual_seed(7);
        var expected = randn(6, 4);
        var indices = tensor(new long[,] { { 5, 0 }, { 1, 5 } });

        Assert.Multiple(() =>
        {
            Assert.That(layer.weight!.bytes.ToArray(), Is.EqualTo(expected.bytes.ToArray()));
            Assert.That(layer.call(indices).bytes.ToArray(), Is.EqualTo(expected[indices].bytes.ToArray()));
        });
    }

    [Test]
    public void The_gradient_of_an_embedding_counts_rows_but_not_the_padding()
    {
        using var scope = NewDisposeScope();
        using var layer = nn.Embedding(4, 2, padding_idx: 1);
        layer.call(tensor(new long[] { 0, 1, 3, 3 })).sum().backward();

        Assert.Multiple(() =>
        {
            Assert.That(layer.weight!.grad!.data<float>().ToArray(), Is.EqualTo(new float[] { 1, 1, 0, 0, 0, 0, 2, 2 }));
            Assert.That(layer.weight[1].abs().sum().ToSingle(), Is.Zero);
        });
    }

    [Test]
    public void A_pretrained_embedding_is_frozen_unless_told_otherwise()
    {
        using var scope = NewDisposeScope();
        var rows = randn(3, 2);
        using Embedding frozen = nn.Embedding_from_pretrained(rows), free = nn.Embedding_from_pretrained(rows, freeze: false);

        Assert.Multiple(() =>
        {
            Assert.That((frozen.weight!.requires_grad, free.weight!.requires_grad), Is.EqualTo((false, true)));
            Assert.That(free.weight.bytes.ToArray(), Is.EqualTo(rows.bytes.ToArray()));
        });
    }

    [Test]
    public void A_normalization_layer_starts_with_ones_and_zeros()
    {
        using var scope = NewDisposeScope();
        using var layer = nn.LayerNorm(6, eps: 1e-3);
        using var plain = nn.LayerNorm([2, 3], elementwise_affine: false);
        var x = randn(4, 6);

        Assert.Multiple(() =>
        {
            Assert.That(layer.named_parameters().Select(entry => entry.name), Is.EqualTo(new[] { "weight", "bias" }));
            Assert.That(layer.call(x).bytes.ToArray(),
                Is.EqualTo(nn.functional.layer_norm(x, [6], ones(6), zeros(6), 1e-3).bytes.ToArray()));
            Assert.That(plain.parameters(), Is.Empty);
        });
    }

    [Test]
    public void A_convolution_starts_like_a_linear_layer_and_pads_to_the_same_length()
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        using var layer = nn.Conv1d(4, 6, 3, padding: 2, groups: 2);
        manual_seed(5);
        var weight = nn.init.kaiming_uniform_(empty(6, 2, 3), Math.Sqrt(5));
        var bias = empty(6).uniform_(-1 / Math.Sqrt(6), 1 / Math.Sqrt(6));
        using var same = nn.Conv1d(4, 2, 4, Padding.Same);
        var x = randn(1, 4, 9);

        Assert.Multiple(() =>
        {
            Assert.That(layer.weight.bytes.ToArray(), Is.EqualTo(weight.bytes.ToArray()));
            Assert.That(layer.bias!.bytes.ToArray(), Is.EqualTo(bias.bytes.ToArray()));
            Assert.That(layer.call(x).bytes.ToArray(),
                Is.EqualTo(nn.functional.conv1d(x, weight, bias, padding: 2, groups: 2).bytes.ToArray()));
            // Four taps: one zero before, two after.
            Assert.That(same.call(x).bytes.ToArray(),
                Is.EqualTo(nn.functional.conv1d(nn.functional.pad(x, (1, 2)), same.weight, same.bias).bytes.ToArray()));
        });
    }

    [Test]
    public void Activations_are_their_functions()
    {
        using var scope = NewDisposeScope();
        var x = randn(20);

        Assert.Multiple(() =>
        {
            Assert.That(nn.SiLU().call(x).bytes.ToArray(), Is.EqualTo(nn.functional.silu(x).bytes.ToArray()));
            Assert.That(nn.GELU().call(x).bytes.ToArray(), Is.EqualTo(nn.functional.gelu(x).bytes.ToArray()));
            Assert.That(nn.ReLU().call(x).bytes.ToArray(), Is.EqualTo(nn.functional.relu(x).bytes.ToArray()));
            nn.ReLU(inplace: true).call(x);
            Assert.That(x.min().ToSingle(), Is.Zero);
        });
    }
}
