using System.Runtime.InteropServices;
using FsCheck;
using FsCheck.Fluent;
using TorchSharp.Storage;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Storage;

/// <summary>Up to eight dimensions lie on the stack; that there may be more is nobody's concern.</summary>
public class DimensionsTests
{
    [Test]
    public void They_behave_as_a_list() => Prop.ForAll<long[], (bool Adds, long Value)[]>((start, steps) =>
    {
        var expected = new List<long>(start);
        var actual = new Dimensions(start);
        foreach (var (adds, value) in steps.Concat(steps))
        {
            if (adds || expected.Count == 0)
            {
                expected.Add(value);
                actual.Add(value);
            }
            else
            {
                int place = (int)((ulong)value % (ulong)expected.Count);
                expected.RemoveAt(place);
                actual.RemoveAt(place);
            }
        }
        actual.Add(CollectionsMarshal.AsSpan(expected));
        expected.AddRange([.. expected]);
        return actual.Values.SequenceEqual([.. expected]) && actual.Interned().SequenceEqual(expected);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Test]
    public void A_tensor_of_twelve_dimensions_reads_as_its_elements_lie()
    {
        using var scope = NewDisposeScope();
        // A view that no two dimensions of which join: every bit of the place in the result is another bit of the place in memory.
        var bits = arange(4096).view(2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2);
        long[] order = [11, 0, 10, 1, 9, 2, 8, 3, 7, 4, 6, 5];
        var turned = bits.permute(order);
        var sum = turned + bits.permute(order).unsqueeze(0).squeeze(0);
        var expected = Enumerable.Range(0, 4096).Select(place => 2 * order.Select((bit, i) => (long)(place >> (11 - i) & 1) << (int)(11 - bit)).Sum());

        Assert.Multiple(() =>
        {
            Assert.That(sum.reshape(-1).data<long>().ToArray(), Is.EqualTo(expected));
            Assert.That(turned.transpose(0, 11).transpose(11, 0).equal(turned).all().ToBoolean(), Is.True);
            Assert.That(turned.sum([0, 11]).shape, Is.EqualTo(Enumerable.Repeat(2L, 10)));
            Assert.That(turned.sum([0, 11]).sum().ToInt64(), Is.EqualTo(4096 * 4095 / 2));
        });
    }
}
