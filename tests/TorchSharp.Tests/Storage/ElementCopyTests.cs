using FsCheck;
using FsCheck.Fluent;
using TorchSharp.Tests.Laws;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Storage;

/// <summary>Copies between layouts keep every element where its index says, with all its bits.</summary>
public class ElementCopyTests
{
    // Below a block, whole blocks, and beside them.
    private static readonly long[] Sizes = [1, 7, 8, 9, 16, 33, 70];

    [Test]
    public void A_copy_of_a_permuted_window_has_each_element_at_its_index() => Prop.ForAll<int>(seed =>
    {
        using var scope = NewDisposeScope();
        var make = new ShapeGenerator(seed);
        long[] shape = [make.Size(3), Sizes[make.Choose(Sizes.Length)], Sizes[make.Choose(Sizes.Length)]];
        var order = Enumerable.Range(0, 3).OrderBy(_ => make.Choose(1000)).Select(i => (long)i).ToArray();
        // Every bit pattern is an integer, also those that are no numbers as floats. The window has gaps behind its rows.
        var numbers = Enumerable.Range(0, (int)(shape[0] * shape[1] * (shape[2] + 2))).Select(i => 0x7FA00000 + i).ToArray();
        var whole = tensor(numbers).view(shape[0], shape[1], shape[2] + 2).narrow(2, 1, shape[2]);
        var source = whole.permute(order);
        var target = zeros([.. source.shape[..2], source.shape[2] + 3], ScalarType.Int32);

        var copy = source.contiguous();
        target.narrow(2, 2, source.shape[2]).copy_(source);

        foreach (var index in ShapeGenerator.Indices(source.shape))
        {
            var place = order.Select((dim, i) => (dim, i)).OrderBy(pair => pair.dim).Select(pair => index[pair.i]).ToArray();
            int expected = numbers[(place[0] * shape[1] + place[1]) * (shape[2] + 2) + place[2] + 1];
            if (copy.data<int>()[index] != expected || target.data<int>()[index[0], index[1], index[2] + 2] != expected)
                Assert.Fail($"{source} at {string.Join(", ", index)}");
        }
        var beside = cat([target.narrow(2, 0, 2), target.narrow(2, target.shape[2] - 1, 1)], 2);
        Assert.That(beside.eq(0).all().item<bool>(), Is.True, "beside the window");
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));
}
