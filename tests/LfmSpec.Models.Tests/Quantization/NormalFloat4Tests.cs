using FsCheck;
using FsCheck.Fluent;
using LfmSpec.Models.Checkpoints;
using LfmSpec.Models.Quantization;
using static TorchSharp.torch;

namespace LfmSpec.Models.Tests.Quantization;

/// <summary>NF4 against tests/reference/ops, and against a slow search for the nearest level.</summary>
[TestFixture]
public class NormalFloat4Tests
{
    [Test]
    public void Codes_magnitudes_and_values_are_those_of_the_reference()
    {
        using var scope = NewDisposeScope();
        using var quantised = NormalFloat4.Quantize(Float32("nf4.input"));

        Assert.Multiple(() =>
        {
            Assert.That(NormalFloat4.Levels, Is.EqualTo(Float32("nf4.levels").data<float>().ToArray()));
            Assert.That(quantised.LargestMagnitudes().Equals(Float32("nf4.absmax")), Is.True, "the largest magnitudes");
            Assert.That(quantised.Codes().Equals(Int64("nf4.codes")), Is.True, "the codes");
            Assert.That(quantised.Dequantize().Equals(Float32("nf4.output")), Is.True, "the values");
        });
    }

    [Test]
    public void Every_value_takes_the_nearest_level_of_its_block() => Prop.ForAll<int>(seed =>
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)(uint)seed);
        var weight = randn(3, 128, generator: generator) * (1 + seed % 7);
        using var quantised = NormalFloat4.Quantize(weight);
        var values = weight.data<float>().ToArray();
        var result = quantised.Dequantize().data<float>().ToArray();

        for (var block = 0; block < values.Length; block += 64)
        {
            double largest = values.Skip(block).Take(64).Max(value => Math.Abs((double)value));
            for (var i = block; i < block + 64; i++)
            {
                double nearest = NormalFloat4.Levels.Min(level => Math.Abs(values[i] - (level * largest)));
                // The value is divided and multiplied in float32: two roundings.
                Assert.That(Math.Abs(result[i] - (double)values[i]), Is.EqualTo(nearest).Within(3e-7 * largest));
            }
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));

    [Test]
    public void Double_quantisation_rounds_the_magnitudes_to_eight_bits_about_their_mean() => Prop.ForAll<int>(seed =>
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)(uint)seed);
        var weight = randn(300, 64, generator: generator);
        using NormalFloat4 once = NormalFloat4.Quantize(weight), twice = NormalFloat4.Quantize(weight, doubly: true);
        Assert.That(twice.Codes().Equals(once.Codes()), Is.True, "the codes are of the exact magnitudes");

        float[] exact = [.. once.LargestMagnitudes().data<float>()], kept = [.. twice.LargestMagnitudes().data<float>()];
        double mean = exact.Average(value => (double)value);
        for (var start = 0; start < exact.Length; start += 256)
        {
            var block = Enumerable.Range(start, Math.Min(256, exact.Length - start)).ToArray();
            double largest = block.Max(i => Math.Abs(exact[i] - mean));
            foreach (var i in block)
            {
                var nearest = DynamicInteger8.Map.Min(level => Math.Abs(exact[i] - mean - (level * largest)));
                // Subtracted, divided, multiplied and added in float32.
                Assert.That(Math.Abs(kept[i] - (double)exact[i]), Is.EqualTo(nearest).Within(2e-6));
            }
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(10));

    [Test]
    public void The_values_are_level_times_magnitude_to_the_last_bit_as_a_whole_and_from_any_place_on() => Prop.ForAll<int, bool>((seed, doubly) =>
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)(uint)seed);
        var weight = randn(7, 64 * (1 + (Math.Abs(seed % 90))), generator: generator);
        using var quantised = NormalFloat4.Quantize(weight, doubly);
        // In tensors, as bitsandbytes' formula has it.
        var values = (tensor([.. NormalFloat4.Levels]).index_select(0, quantised.Codes().view(-1)).view(-1, 64) * quantised.LargestMagnitudes().unsqueeze(1)).view(weight.shape);
        var (first, count) = (new Random(seed).Next((int)weight.numel()), new Random(seed + 1).Next((int)weight.numel()));
        count = Math.Min(count, (int)weight.numel() - first);
        var part = new byte[4 * count];
        quantised.Read(4L * first, part);
        Assert.That(quantised.Dequantize().Equals(values), Is.True);
        Assert.That(part.AsSpan().SequenceEqual(values.bytes.Slice(4 * first, 4 * count)), Is.True);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));

    [Test]
    public void A_code_is_the_number_of_halfway_points_below_the_value() => Prop.ForAll<int>(seed =>
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)(uint)seed);
        var weight = randn(9, 64, generator: generator).pow(3);
        using var quantised = NormalFloat4.Quantize(weight);
        // In tensors: bitsandbytes' levels one by one.
        var scaled = weight / weight.abs().amax([1]).unsqueeze(1);
        var codes = zeros_like(scaled, dtype: ScalarType.Int64);
        for (var level = 1; level < 16; level++)
        {
            codes += scaled.gt((NormalFloat4.Levels[level - 1] + NormalFloat4.Levels[level]) / 2).to(ScalarType.Int64);
        }

        Assert.That(quantised.Codes().Equals(codes), Is.True);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));

    [Test]
    public void Halfway_between_two_levels_is_the_lower_one()
    {
        using var scope = NewDisposeScope();
        float[] halfway = [.. Enumerable.Range(0, 15).Select(level => (NormalFloat4.Levels[level] + NormalFloat4.Levels[level + 1]) / 2)];
        float[] block = [1, .. halfway, .. halfway.Select(float.BitIncrement), .. new float[33]];
        using var quantised = NormalFloat4.Quantize(tensor(block));
        long[] expected = [15, .. Enumerable.Range(0, 15).Select(level => (long)level), .. Enumerable.Range(1, 15).Select(level => (long)level)];
        Assert.That(quantised.Codes().data<long>().ToArray()[..31], Is.EqualTo(expected));
    }

    [Test]
    public void Doubly_quantised_magnitudes_have_the_bits_of_going_to_eight_bits_and_back() => Prop.ForAll<int>(seed =>
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)(uint)seed);
        var weight = randn(600, 64, generator: generator);
        using NormalFloat4 once = NormalFloat4.Quantize(weight), twice = NormalFloat4.Quantize(weight, doubly: true);
        float[] exact = [.. once.LargestMagnitudes().data<float>()];
        var mean = (float)(exact.Sum(value => (double)value) / exact.Length);
        var expected = exact.Chunk(256).SelectMany(block =>
        {
            var largest = block.Max(value => Math.Abs(value - mean));
            return block.Select(value => (DynamicInteger8.Map.MinBy(level => Math.Abs(((value - mean) / largest) - (double)level)) * largest) + mean);
        });
        Assert.That(twice.LargestMagnitudes().data<float>().ToArray(), Is.EqualTo(expected));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(10));

    [Test]
    public void The_map_of_eight_bits_is_that_of_bitsandbytes() => Assert.Multiple(() =>
    {
        // create_dynamic_map(): seven powers of ten, each with twice the steps of the one before; 0; and 1, which has no negative. (PyTorch may round its linspace otherwise in the last bit.)
        Assert.That(DynamicInteger8.Map, Has.Count.EqualTo(256).And.Ordered.And.Unique);
        Assert.That(DynamicInteger8.Map[0], Is.EqualTo(-0.99296875f).Within(1e-7));
        Assert.That(DynamicInteger8.Map[^1], Is.EqualTo(1f));
        Assert.That(DynamicInteger8.Map[127], Is.EqualTo(0f));
        Assert.That(DynamicInteger8.Map[128], Is.EqualTo(5.5e-7f).Within(1e-13));
        Assert.That(DynamicInteger8.Map[129], Is.EqualTo(3.25e-6f).Within(1e-12));
    });

    [Test]
    public void A_block_of_zeros_stays_zero() => Check(zeros(2, 64), quantised => quantised.Dequantize().Equals(zeros(2, 64)));

    [Test]
    public void What_is_quantised_twice_does_not_change() =>
        Check(randn(4, 64), first => Check(first.Dequantize(), second => second.Dequantize().Equals(first.Dequantize())));

    [Test]
    public void A_value_takes_half_a_byte_and_its_share_of_a_magnitude() => Check(randn(8, 64), quantised => quantised.ByteLength == 8 * (32 + 4));

    [Test]
    public void Doubly_quantised_a_magnitude_takes_a_byte_and_its_share_of_another()
    {
        using var scope = NewDisposeScope();
        using var quantised = NormalFloat4.Quantize(randn(300, 64), doubly: true);
        Assert.That(quantised.ByteLength, Is.EqualTo((300 * 32) + 300 + (2 * 4) + 4), "codes, magnitudes, two of those, their mean");
    }

    [Test]
    public void What_does_not_fit_is_one_clear_error()
    {
        using var scope = NewDisposeScope();
        Assert.Multiple(() =>
        {
            Assert.That(() => NormalFloat4.Quantize(zeros(3, 32)), Throws.ArgumentException.With.Message.Contains("blocks of 64"));
            Assert.That(() => NormalFloat4.Quantize(zeros(64, dtype: ScalarType.Int64)), Throws.ArgumentException.With.Message.Contains("Int64"));
            Assert.That(() => NormalFloat4.Quantize(full(64, float.NaN)), Throws.ArgumentException.With.Message.Contains("not finite"));
        });
    }

    private static bool Check(Tensor weight, Func<NormalFloat4, bool> holds)
    {
        using var scope = NewDisposeScope();
        using var quantised = NormalFloat4.Quantize(weight);
        var result = holds(quantised);
        Assert.That(result, Is.True);
        return result;
    }

    private static Tensor Float32(string name) => Read(name, ScalarType.Float32);

    private static Tensor Int64(string name) => Read(name, ScalarType.Int64);

    private static Tensor Read(string name, ScalarType type)
    {
        using var file = SafetensorsFile.Open(RepositoryFiles.Path("tests", "reference", "ops", "ops.safetensors"));
        var result = empty([.. file.Entries[name].Shape], dtype: type);
        file.Bytes(name).CopyTo(result.bytes);
        return result;
    }
}
