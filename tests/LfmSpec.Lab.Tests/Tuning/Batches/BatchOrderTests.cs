namespace LfmSpec.Lab.Tests.Tuning;

/// <summary>The Trainer's way through its data: the published SFT run had 500 examples, batches of 2, 4 a step: 63 steps an epoch, 200 steps in 3.176 epochs.</summary>
[TestFixture]
public sealed class BatchOrderTests
{
    private static readonly TrainingSpec Published = new(200, 2e-4) { BatchSize = 2, Accumulate = 4 };

    [Test]
    public void An_epoch_sees_every_example_once_and_its_last_step_has_what_is_left()
    {
        var order = new BatchOrder(500, Published, 0);
        var epoch = Enumerable.Range(0, 63).Select(order.Of).ToArray();
        Assert.That(epoch.SelectMany(step => step).SelectMany(batch => batch), Is.EquivalentTo(Enumerable.Range(0, 500)));
        Assert.That(epoch[^1], Has.Count.EqualTo(2));
        Assert.That(epoch[..^1], Has.All.Count.EqualTo(4));
        Assert.That(epoch.SelectMany(step => step), Has.All.Count.EqualTo(2));
    }

    [Test]
    public void The_last_batch_of_an_epoch_has_what_is_left() =>
        Assert.That(new BatchOrder(5, Published, 0).Of(0).Select(batch => batch.Count), Is.EqualTo(new[] { 2, 2, 1 }));

    [Test]
    public void As_given_every_epoch_begins_again_as_the_published_policy_went_through_its_ten_prompts()
    {
        var order = new BatchOrder(10, new TrainingSpec(50, 1e-5) { BatchSize = 1, Order = ExampleOrder.AsGiven }, 42);
        Assert.That(Enumerable.Range(0, 50).Select(step => order.Of(step).Single().Single()), Is.EqualTo(Enumerable.Range(0, 50).Select(step => step % 10)));
    }

    [Test]
    public void Epochs_and_seeds_have_orders_of_their_own()
    {
        var order = new BatchOrder(500, Published, 0);
        int[] first = [.. order.Of(0).SelectMany(batch => batch)], second = [.. order.Of(63).SelectMany(batch => batch)];
        Assert.That(second, Is.Not.EqualTo(first));
        Assert.That(order.Of(0).SelectMany(batch => batch), Is.EqualTo(first), "whatever was asked for in between");
        Assert.That(new BatchOrder(500, Published, 1).Of(0).SelectMany(batch => batch), Is.Not.EqualTo(first));
    }
}
