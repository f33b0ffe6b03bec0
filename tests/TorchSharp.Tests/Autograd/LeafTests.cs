using static TorchSharp.torch;

namespace TorchSharp.Tests.Autograd;

/// <summary>Which tensors get gradients, and when. The expected values are worked by hand.</summary>
public class LeafTests
{
    [Test]
    public void A_leaf_gets_the_gradient_of_what_was_computed_from_it()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 1f, 2, 3 }).requires_grad_();
        var y = x * x;

        y.sum().backward();

        Assert.Multiple(() =>
        {
            Assert.That(x.grad, Is.EqualTo(tensor(new[] { 2f, 4, 6 })));
            Assert.That(x.is_leaf);
            Assert.That(y.is_leaf, Is.False);
            Assert.That(y.requires_grad);
            Assert.That(y.grad, Is.Null, "a tensor that is no leaf keeps no gradient");
        });
    }

    [Test]
    public void Gradients_add_up_until_they_are_cleared()
    {
        using var scope = NewDisposeScope();
        var x = tensor(2f).requires_grad_();

        (x * 3).backward();
        (x * 4).backward();
        Assert.That(x.grad!.ToSingle(), Is.EqualTo(7));

        x.grad = null;
        (x * 5).backward();
        Assert.That(x.grad!.ToSingle(), Is.EqualTo(5));
    }

    [Test]
    public void A_gradient_is_memory_of_its_own()
    {
        using var scope = NewDisposeScope();
        var x = ones(3).requires_grad_();
        var cotangent = ones(3);
        x.alias().mul(1).backward([cotangent]);

        x.grad!.mul_(5);

        Assert.That(cotangent, Is.EqualTo(ones(3)));
    }

    [Test]
    public void Two_leaves_that_got_one_gradient_do_not_share_it()
    {
        using var scope = NewDisposeScope();
        var x = ones(3).requires_grad_();
        var y = ones(3).requires_grad_();
        (x + y).sum().backward();

        x.grad!.zero_();

        Assert.That(y.grad, Is.EqualTo(ones(3)));
    }

    [Test]
    public void Nothing_is_recorded_under_no_grad_and_inference_mode()
    {
        using var scope = NewDisposeScope();
        var x = ones(2).requires_grad_();
        Tensor first, second, third;
        using (no_grad())
        {
            first = x * 2;
            using (enable_grad())
                third = x * 2;
        }
        using (inference_mode())
            second = x * 2;

        Assert.Multiple(() =>
        {
            Assert.That(first.requires_grad, Is.False);
            Assert.That(second.requires_grad, Is.False);
            Assert.That(third.requires_grad);
            Assert.That(is_grad_enabled());
        });
    }

    [Test]
    public void Detach_shares_the_elements_and_ends_the_record()
    {
        using var scope = NewDisposeScope();
        var x = tensor(3f).requires_grad_();

        (x.detach() * x).backward();

        Assert.That(x.grad!.ToSingle(), Is.EqualTo(3));
        x.detach().mul_(2);
        Assert.That(x.ToSingle(), Is.EqualTo(6));
    }

    [Test]
    public void Detach_in_place_makes_a_leaf()
    {
        using var scope = NewDisposeScope();
        var x = tensor(3f).requires_grad_();
        var y = x * 2;

        y.detach_();

        Assert.That((y.is_leaf, y.requires_grad), Is.EqualTo((true, false)));
        Assert.That((y * x).requires_grad);
        (y * x).backward();
        Assert.That(x.grad!.ToSingle(), Is.EqualTo(6));
    }

    [Test]
    public void Only_floating_point_tensors_can_require_gradients()
    {
        using var scope = NewDisposeScope();
        Assert.That(() => ones(2, ScalarType.Int64).requires_grad_(), Throws.InvalidOperationException.With.Message.Contains("Int64"));
    }

    [Test]
    public void The_flag_of_a_result_cannot_be_taken_away()
    {
        using var scope = NewDisposeScope();
        var y = ones(2).requires_grad_() * 2;

        Assert.That(() => y.requires_grad = false, Throws.InvalidOperationException.With.Message.Contains("detach()"));
    }

    [Test]
    public void A_result_keeps_its_gradient_when_asked()
    {
        using var scope = NewDisposeScope();
        var x = tensor(3f).requires_grad_();
        var y = x * 2;
        y.retain_grad();

        y.square().backward();

        Assert.That((x.grad!.ToSingle(), y.grad!.ToSingle()), Is.EqualTo((24f, 12f)));
    }

    [Test]
    public void Integers_and_indices_end_the_record()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 1.5f, 0.5f }).requires_grad_();

        Assert.Multiple(() =>
        {
            Assert.That(x.argmax().requires_grad, Is.False);
            Assert.That((x > 1).requires_grad, Is.False);
            Assert.That(x.to(ScalarType.Int64).requires_grad, Is.False);
            Assert.That(x.to(ScalarType.BFloat16).requires_grad);
        });
    }

    [Test]
    public void A_gradient_has_the_type_of_its_leaf()
    {
        using var scope = NewDisposeScope();
        var half = ones(3, ScalarType.BFloat16).requires_grad_();

        (half.to(ScalarType.Float32) * tensor(new[] { 1f, 2, 3 })).sum().backward();

        Assert.That(half.grad!.dtype, Is.EqualTo(ScalarType.BFloat16));
        Assert.That(half.grad.to(ScalarType.Float32), Is.EqualTo(tensor(new[] { 1f, 2, 3 })));
    }

    [Test]
    public void A_gradient_of_another_shape_or_type_is_refused()
    {
        using var scope = NewDisposeScope();
        var x = ones(3).requires_grad_();

        Assert.That(() => x.grad = ones(4), Throws.InvalidOperationException.With.Message.Contains("[4]"));
        Assert.That(() => x.grad = ones(3, ScalarType.Float64), Throws.InvalidOperationException.With.Message.Contains("Float64"));
    }
}
