using FsCheck;
using FsCheck.Fluent;
using LfmSpec.Models.Generation;

namespace LfmSpec.Models.Tests;

/// <summary>The order of torch.sort, of which the reference of the logits processors shows what becomes of ties.</summary>
[TestFixture]
public sealed class AscendingOrderTests
{
    [FsCheck.NUnit.Property(MaxTest = 300)]
    public Property The_numbers_ascend_and_each_index_is_there_once() => Prop.ForAll(Gen.Choose(0, 6).ArrayOf().ToArbitrary(), values =>
    {
        float[] numbers = [.. values.Select(value => (float)value)];
        var order = AscendingOrder.Of(numbers);
        return order.Order().SequenceEqual(Enumerable.Range(0, numbers.Length)) && order.Select(index => numbers[index]).SequenceEqual(numbers.Order());
    });

    [Test]
    public void Many_numbers_of_every_kind_ascend()
    {
        foreach (var length in new[] { 0, 1, 2, 15, 16, 17, 100, 5_000, 70_000 })
        {
            float[][] kinds =
            [
                [.. Enumerable.Range(0, length).Select(i => (float)i)], [.. Enumerable.Range(0, length).Select(i => -(float)i)], new float[length],
                [.. Enumerable.Range(0, length).Select(i => i % 50 == 0 ? i : float.NegativeInfinity)], [.. Enumerable.Range(0, length).Select(i => MathF.Sin(i))],
            ];
            foreach (var numbers in kinds)
            {
                Assert.That(AscendingOrder.Of(numbers).Select(index => numbers[index]), Is.EqualTo(numbers.Order()), $"{length} numbers");
            }
        }
    }
}
