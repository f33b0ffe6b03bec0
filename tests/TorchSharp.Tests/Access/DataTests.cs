using static TorchSharp.torch;

namespace TorchSharp.Tests.Access;

public class DataTests
{
    [Test]
    public void Elements_read_and_write_in_row_major_order_whatever_the_strides()
    {
        using var scope = NewDisposeScope();
        var x = arange(6).view(2, 3);
        using var accessor = x.t().data<long>();

        accessor[2, 1] = 50;
        accessor[0, 0] = 9;

        Assert.Multiple(() =>
        {
            Assert.That(accessor.ToArray(), Is.EqualTo(new long[] { 9, 3, 1, 4, 2, 50 }));
            Assert.That(accessor.ToNDArray(), Is.EqualTo(new long[,] { { 9, 3 }, { 1, 4 }, { 2, 50 } }));
            Assert.That(accessor.Sum(), Is.EqualTo(69));
            Assert.That(x.data<long>().ToArray(), Is.EqualTo(new long[] { 9, 1, 2, 3, 4, 50 }));
            Assert.That(() => accessor[6],
                Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("Index 6 lies outside the tensor of 6 elements").Or.TypeOf<IndexOutOfRangeException>());
        });
    }

    [Test]
    public void Copies_begin_and_end_where_they_are_told()
    {
        using var scope = NewDisposeScope();
        var x = arange(5).to(ScalarType.Float32);
        var target = new float[4];

        x.data<float>().CopyTo(target, arrayIndex: 1, tensorIndex: 3);
        x.data<float>().CopyFrom(new float[] { 7, 8 }, tensorIndex: 1);

        Assert.Multiple(() =>
        {
            Assert.That(target, Is.EqualTo(new float[] { 0, 3, 4, 0 }));
            Assert.That(x.data<float>().ToArray(), Is.EqualTo(new float[] { 0, 7, 8, 3, 4 }));
        });
    }

    [Test]
    public void The_type_must_be_that_of_the_elements()
    {
        using var scope = NewDisposeScope();
        Assert.Multiple(() =>
        {
            Assert.That(() => ones(2).data<double>(),
                Throws.ArgumentException.With.Message.Contains("Double is not compatible with Float32"));
            Assert.That(() => ones(1).item<long>(), Throws.ArgumentException.With.Message.Contains("Int64 is not compatible with Float32"));
            Assert.That(() => ones(2).item<float>(), Throws.ArgumentException.With.Message.Contains("must"));
            Assert.That(tensor(2.75f).ToInt64(), Is.EqualTo(2));
            Assert.That((double)tensor(2.75f).to(ScalarType.BFloat16), Is.EqualTo(2.75));
            Assert.That(tensor(true).ToBoolean(), Is.True);
            Assert.That(tensor(3).item<int>(), Is.EqualTo(3));
        });
    }

    [Test]
    public void Bytes_are_the_memory_itself()
    {
        using var scope = NewDisposeScope();
        var x = zeros(2, ScalarType.Int32);

        x.bytes[4] = 5;

        Assert.That(x.data<int>().ToArray(), Is.EqualTo(new[] { 0, 5 }));
        Assert.That(() => x.view(2, 1).expand(2, 2).bytes.Length, Throws.InvalidOperationException.With.Message.Contains("contiguous"));
    }

    [Test]
    public void Streams_carry_the_bytes()
    {
        using var scope = NewDisposeScope();
        var x = randn(37, 11);
        var y = zeros(37, 11);
        using var stream = new MemoryStream();

        x.WriteBytesToStream(stream);
        stream.Position = 0;
        y.ReadBytesFromStream(stream, bufferSize: 100);

        Assert.That(y, Is.EqualTo(x));
    }

    [Test]
    public void A_buffer_is_shared_and_an_array_is_copied()
    {
        using var scope = NewDisposeScope();
        var values = new float[] { 1, 2, 3, 4 };
        var shared = frombuffer(values, ScalarType.Float32, count: 2, offset: 1);
        var copied = tensor(values);

        values[1] = 20;
        shared[1] = 30;

        Assert.Multiple(() =>
        {
            Assert.That(shared.data<float>().ToArray(), Is.EqualTo(new float[] { 20, 30 }));
            Assert.That(values, Is.EqualTo(new float[] { 1, 20, 30, 4 }));
            Assert.That(copied.data<float>().ToArray(), Is.EqualTo(new float[] { 1, 2, 3, 4 }));
        });
    }

    [Test]
    public void Conversions_keep_values_and_skip_what_is_already_so()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new float[] { -1.5f, 0, 300.25f });
        Assert.Multiple(() =>
        {
            Assert.That(x.to(ScalarType.Int64).data<long>().ToArray(), Is.EqualTo(new long[] { -1, 0, 300 }));
            Assert.That(x.to(ScalarType.Bool).data<bool>().ToArray(), Is.EqualTo(new[] { true, false, true }));
            Assert.That(x.half().@double().data<double>().ToArray(), Is.EqualTo(new[] { -1.5, 0, 300.25 }));
            Assert.That(tensor(new long[] { 257 }).to(ScalarType.Byte).item<byte>(), Is.EqualTo(1));
            Assert.That(x.t().to(ScalarType.BFloat16).to(ScalarType.Int32)[2].ToInt32(), Is.EqualTo(300));
        });
        using var same = x.to(ScalarType.Float32);
        same[0] = 8;
        Assert.That(x[0].ToSingle(), Is.EqualTo(8), "to() of the same type is the same memory");
    }

    [Test]
    public void Text_shows_shape_type_and_values()
    {
        using var scope = NewDisposeScope();
        var x = arange(6).view(2, 3).to(ScalarType.Float32) / 2;
        Assert.Multiple(() =>
        {
            Assert.That(x.ToString(), Is.EqualTo("[2x3], type = Float32, device = cpu"));
            Assert.That(x.npstr(newLine: "\n"), Is.EqualTo("[[0, 0.5, 1]\n [1.5, 2, 2.5]]"));
            Assert.That(x.jlstr(newLine: "\n"), Is.EqualTo("[2x3], type = Float32, device = cpu\n   0 0.5   1\n 1.5   2 2.5\n"));
            Assert.That(tensor(1.5f).jlstr(), Is.EqualTo("[], type = Float32, device = cpu, value = 1.5"));
            Assert.That(arange(9).npstr(), Is.EqualTo("[0, 1, 2, ... 6, 7, 8]"));
        });
    }
}
