using TorchSharp.Storage;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Storage;

public class MemoryPoolTests
{
    [Test]
    public void A_class_holds_the_request_and_at_most_an_eighth_more()
    {
        Assert.Multiple(() =>
        {
            for (long bytes = 1; bytes < 1L << 40; bytes += 1 + bytes / 7)
            {
                var (sizeClass, capacity) = MemoryPool.ClassOf(bytes);
                Assert.That(capacity, Is.GreaterThanOrEqualTo(bytes).And.LessThanOrEqualTo(Math.Max(bytes + bytes / 8 + 8, 64)),
                    $"{bytes} bytes");
                Assert.That(MemoryPool.ClassOf(capacity), Is.EqualTo((sizeClass, capacity)), $"{bytes} bytes");
            }
        });
    }

    [Test]
    public void Blocks_begin_at_64_bytes()
    {
        using var scope = NewDisposeScope();
        Assert.Multiple(() =>
        {
            foreach (long count in new long[] { 0, 1, 17, 1000, 100_000 })
                Assert.That(Address(empty(count)) % 64, Is.Zero, $"{count} elements");
        });
    }

    [Test]
    public void Every_in_place_write_raises_the_version_of_the_storage()
    {
        using var scope = NewDisposeScope();
        var x = ones(4, 4);
        var writes = new Dictionary<string, Action>
        {
            ["add_"] = () => x.add_(1),
            ["add_ of a view"] = () => x[1].add_(1),
            ["div_"] = () => x.div_(x),
            ["copy_"] = () => x.copy_(x),
            ["fill_"] = () => x.fill_(1),
            ["zero_"] = () => x.zero_(),
            ["exp_"] = () => x.exp_(),
            ["neg_"] = () => x.neg_(),
            ["clamp_"] = () => x.clamp_(0, 1),
            ["masked_fill_"] = () => x.masked_fill_(x > 0, 1),
            ["index_put_"] = () => x[0, 0] = 1,
            ["index_put_ by tensors"] = () => x[x > 100] = 1,
            ["scatter_"] = () => x.scatter_(0, zeros(1, 4, ScalarType.Int64), ones(1, 4)),
            ["tril_"] = () => x.tril_(),
            ["normal_"] = () => x.normal_(),
            ["uniform_"] = () => x.uniform_(0, 1),
            ["accessor"] = () => x.data<float>()[0, 0] = 1,
            ["bytes"] = () => x.bytes[0] = 1,
        };
        Assert.Multiple(() =>
        {
            foreach (var (name, write) in writes)
            {
                int before = x.Impl.Storage.Version;
                write();
                Assert.That(x.Impl.Storage.Version, Is.GreaterThan(before), name);
            }
            int now = x.Impl.Storage.Version;
            _ = (x + 1).sum() + x[0].exp().max() + x.t().contiguous()[1, 1];
            Assert.That(x.Impl.Storage.Version, Is.EqualTo(now), "reading");
        });
    }

    private static unsafe long Address(Tensor tensor) => (long)tensor.Impl.Data;
}
