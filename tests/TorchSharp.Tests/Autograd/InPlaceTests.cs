using static TorchSharp.torch;

namespace TorchSharp.Tests.Autograd;

/// <summary>Writing in place while gradients are recorded: right where it can be, an error where it cannot.</summary>
public class InPlaceTests
{
    [Test]
    public void A_leaf_cannot_be_written_to_while_gradients_are_recorded()
    {
        using var scope = NewDisposeScope();
        var x = ones(3).requires_grad_();

        Assert.Multiple(() =>
        {
            Assert.That(() => x.add_(1), Throws.InvalidOperationException.With.Message.Contains("leaf Variable"));
            Assert.That(() => x[0] = 5, Throws.InvalidOperationException.With.Message.Contains("leaf Variable"));
            Assert.That(() => x.view(3, 1).mul_(2), Throws.InvalidOperationException.With.Message.Contains("view of a leaf"));
            Assert.That(() => x.fill_(2), Throws.InvalidOperationException);
            Assert.That(() => x.normal_(), Throws.InvalidOperationException);
        });
        Assert.That(x.detach(), Is.EqualTo(ones(3)), "nothing was written");
    }

    [Test]
    public void A_leaf_can_be_written_to_under_no_grad()
    {
        using var scope = NewDisposeScope();
        var x = ones(3).requires_grad_();
        using (no_grad())
            x.add_(1);

        x.square().sum().backward();

        Assert.That(x.grad, Is.EqualTo(full(3, 4f)));
    }

    [Test]
    public void What_backward_needs_must_not_be_written_to_meanwhile()
    {
        using var scope = NewDisposeScope();
        var x = ones(3).requires_grad_();
        var h = x * 2;
        var y = h.square();
        h.add_(1);

        Assert.That(() => y.sum().backward(), Throws.InvalidOperationException
            .With.Message.Contains("modified by an in-place operation").And.Message.Contains("pow"));
    }

    [Test]
    public void A_leaf_that_backward_needs_must_not_be_stepped_meanwhile()
    {
        using var scope = NewDisposeScope();
        var x = ones(3).requires_grad_();
        var y = x.exp() * x;
        using (no_grad())
            x.sub_(0.1);

        Assert.That(() => y.sum().backward(), Throws.InvalidOperationException.With.Message.Contains("modified"));
    }

    [Test]
    public void What_backward_does_not_need_may_be_written_to()
    {
        using var scope = NewDisposeScope();
        var x = ones(3).requires_grad_();
        var h = x * 2;
        var y = h + 1;
        h.mul_(100);

        y.sum().backward();

        Assert.That(x.grad, Is.EqualTo(full(3, 2f)));
    }

    [Test]
    public void A_view_written_through_changes_the_history_of_the_whole()
    {
        using var scope = NewDisposeScope();
        var x = ones(2, 2).requires_grad_();
        var y = x * 1;
        y[0].mul_(10);

        y.sum().backward();

        Assert.That(x.grad, Is.EqualTo(tensor(new float[,] { { 10, 10 }, { 1, 1 } })));
    }

    [Test]
    public void A_constant_becomes_part_of_the_graph_when_a_result_is_written_to_it()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 2f, 3 }).requires_grad_();
        var whole = zeros(2, 2);
        var view = whole[1];
        whole[0] = x;

        Assert.That(whole.requires_grad);
        Assert.That(view.requires_grad, "a view taken before sees it");
        whole.square().sum().backward();
        Assert.That(x.grad, Is.EqualTo(tensor(new[] { 4f, 6 })));
    }

    [Test]
    public void A_view_that_became_another_tensor_writes_to_that_one_alone()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 2f, 3 }).requires_grad_();
        var old = zeros(2);
        var view = old[TensorIndex.Slice(0, 2)];
        view.set_(zeros(2));

        view.copy_(x * 1);

        Assert.That(old.requires_grad, Is.False);
        view.square().sum().backward();
        Assert.That(x.grad, Is.EqualTo(tensor(new[] { 4f, 6 })));
    }

    [Test]
    public void Zeroing_in_place_ends_what_came_before()
    {
        using var scope = NewDisposeScope();
        var x = ones(2).requires_grad_();
        var y = x * 3;
        y.zero_();

        (y + x).sum().backward();

        Assert.That(x.grad, Is.EqualTo(ones(2)));
    }
}
