using TorchSharp.Storage;
using static TorchSharp.torch;

namespace TorchSharp.RandomNumbers;

/// <summary>Drawing with replacement: a uniform number looked up in the running sums of the weights.</summary>
internal static unsafe class Multinomial
{
    public static void Draw(Tensor weights, Tensor result, CpuGenerator source)
    {
        long categories = weights.Sizes[^1], samples = result.Sizes[^1];
        using var sums = new PooledBuffer<float>(categories);
        float* weight = weights.Pointer<float>(), sum = sums.Pointer;
        long* to = result.Pointer<long>();
        for (long row = weights.numel() / categories; row > 0; row--, weight += categories, to += samples)
        {
            float total = 0;
            for (long i = 0; i < categories; i++)
            {
                if (!(weight[i] >= 0) || !float.IsFinite(weight[i]))
                    throw new ArgumentException($"multinomial: the weight {weight[i]} is not a finite number of 0 or more.",
                        nameof(weights));
                sum[i] = total += weight[i];
            }
            if (total <= 0)
                throw new ArgumentException("multinomial: the weights of a row add up to 0.", nameof(weights));
            for (long i = 0; i < categories; i++)
                sum[i] /= total;
            sum[categories - 1] = 1;
            for (long i = 0; i < samples; i++)
                to[i] = Find(sum, categories, source.NextDouble());
        }
    }

    private static long Find(float* sums, long count, double value)
    {
        long left = 0, right = count;
        while (left < right)
        {
            long middle = left + (right - left) / 2;
            if (sums[middle] < value)
                left = middle + 1;
            else
                right = middle;
        }
        return left;
    }
}
