using static TorchSharp.torch;

namespace TorchSharp.Tests.Factories;

public class FactoryTests
{
    [Test]
    public void Types_follow_the_values()
    {
        using var scope = NewDisposeScope();
        Assert.Multiple(() =>
        {
            Assert.That(zeros(2).dtype, Is.EqualTo(float32));
            Assert.That(full(2, 2, 3).dtype, Is.EqualTo(int64));
            Assert.That(full([2], 3.0).dtype, Is.EqualTo(float32));
            Assert.That(arange(3).dtype, Is.EqualTo(int64));
            Assert.That(arange(0, 1, 0.25).dtype, Is.EqualTo(float32));
            Assert.That(tensor(1).dtype, Is.EqualTo(int32));
            Assert.That(tensor(1L).dtype, Is.EqualTo(int64));
            Assert.That(tensor(1.0).dtype, Is.EqualTo(float64));
            Assert.That(tensor(new[] { 1, 2 }, dtype: float32).dtype, Is.EqualTo(float32));
            Assert.That(ones(2, bfloat16).zeros_like().dtype, Is.EqualTo(bfloat16));
            Assert.That(randint(5, [3]).dtype, Is.EqualTo(int64));
        });
    }

    [Test]
    public void Ranges_have_the_ends_that_they_name()
    {
        using var scope = NewDisposeScope();
        Assert.Multiple(() =>
        {
            Assert.That(arange(2, 9, 3).data<long>().ToArray(), Is.EqualTo(new long[] { 2, 5, 8 }));
            Assert.That(arange(3, 0, -1).data<long>().ToArray(), Is.EqualTo(new long[] { 3, 2, 1 }));
            Assert.That(arange(0, 1, 0.25).data<float>().ToArray(), Is.EqualTo(new[] { 0, 0.25f, 0.5f, 0.75f }));
            Assert.That(arange(0).numel(), Is.Zero);
            Assert.That(linspace(0, 1, 5).data<float>().ToArray(), Is.EqualTo(new[] { 0, 0.25f, 0.5f, 0.75f, 1 }));
            Assert.That(linspace(1, 2, 1).data<float>().ToArray(), Is.EqualTo(new[] { 1f }));
            Assert.That(eye(2, 3).data<float>().ToArray(), Is.EqualTo(new float[] { 1, 0, 0, 0, 1, 0 }));
            Assert.That(() => arange(0, 3, -1), Throws.ArgumentException);
        });
    }

    [Test]
    public void Arrays_of_every_rank_become_tensors_of_their_shape()
    {
        using var scope = NewDisposeScope();
        Assert.Multiple(() =>
        {
            Assert.That(tensor(new float[,] { { 1, 2, 3 }, { 4, 5, 6 } }).shape, Is.EqualTo(new long[] { 2, 3 }));
            Assert.That(tensor(new long[2, 1, 3]).shape, Is.EqualTo(new long[] { 2, 1, 3 }));
            Assert.That(tensor(new float[] { 1, 2, 3, 4 }, [2, 2])[1, 0].ToSingle(), Is.EqualTo(3));
            Assert.That(tensor(new List<long> { 1, 2, 3 }).sum().ToInt64(), Is.EqualTo(6));
            Assert.That(from_array(new double[,] { { 1, 2 } }).shape, Is.EqualTo(new long[] { 1, 2 }));
            Assert.That(() => tensor(new float[] { 1, 2, 3 }, [2, 2]),
                Throws.ArgumentException.With.Message.Contains("holds 4 elements, the data has 3"));
        });
    }

    [Test]
    public void Another_device_is_an_error_that_names_the_way_out()
    {
        using var scope = NewDisposeScope();
        Assert.Multiple(() =>
        {
            Assert.That(() => zeros(2, device: new Device("cuda:0")),
                Throws.InvalidOperationException.With.Message.Contains("'cuda:0'").And.Message.Contains("-p:Packages=nuget"));
            Assert.That(() => device("cuda"), Throws.InvalidOperationException);
            Assert.That(zeros(2, device: CPU).device.type, Is.EqualTo(DeviceType.CPU));
            Assert.That(ones(1).to(CPU).is_cpu(), Is.True);
            Assert.That(cuda.is_available(), Is.False);
        });
    }

    [Test]
    public void Recording_gradients_can_be_switched_off_and_comes_back()
    {
        Assert.That(is_grad_enabled(), Is.True);
        using (no_grad())
        {
            Assert.That(is_grad_enabled(), Is.False);
            using (enable_grad())
                Assert.That(is_grad_enabled(), Is.True);
            Assert.That(is_grad_enabled(), Is.False);
        }
        Assert.That(is_grad_enabled(), Is.True);
    }
}
