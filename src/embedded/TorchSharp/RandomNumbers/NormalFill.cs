using TorchSharp.Kernels;

namespace TorchSharp.RandomNumbers;

/// <summary>
/// PyTorch's normal distribution. Sixteen or more values: all uniforms first, then Box-Muller over blocks of sixteen (eight
/// cosines, eight sines); a last block that is not full is drawn again over the last sixteen. Fewer: one by one in double.
/// </summary>
internal static unsafe class NormalFill
{
    private const int Block = 16;

    public static void Fill(float* data, long count, double mean, double std, CpuGenerator generator)
    {
        if (count < Block)
        {
            for (long i = 0; i < count; i++)
                data[i] = (float)Single(generator, mean, std);
            return;
        }
        for (long i = 0; i < count; i++)
            data[i] = generator.NextSingle();
        for (long i = 0; i + Block <= count; i += Block)
            Transform(data + i, (float)mean, (float)std);
        if (count % Block == 0)
            return;
        float* last = data + count - Block;
        for (int i = 0; i < Block; i++)
            last[i] = generator.NextSingle();
        Transform(last, (float)mean, (float)std);
    }

    public static void Fill(double* data, long count, double mean, double std, CpuGenerator generator)
    {
        if (count < Block)
        {
            for (long i = 0; i < count; i++)
                data[i] = Single(generator, mean, std);
            return;
        }
        for (long i = 0; i < count; i++)
            data[i] = generator.NextDouble();
        for (long i = 0; i + Block <= count; i += Block)
            Transform(data + i, mean, std);
        if (count % Block == 0)
            return;
        double* last = data + count - Block;
        for (int i = 0; i < Block; i++)
            last[i] = generator.NextDouble();
        Transform(last, mean, std);
    }

    /// <summary>One value, in double; a pair is drawn at a time and its second value kept.</summary>
    public static double Single(CpuGenerator generator, double mean, double std)
    {
        if (generator.SpareDouble is { } spare)
        {
            generator.SpareDouble = null;
            return spare * std + mean;
        }
        double u1 = generator.NextDouble(), u2 = generator.NextDouble();
        double radius = Math.Sqrt(-2 * ScalarMath.Log1p(-u2));
        double theta = 2 * Math.PI * u1;
        generator.SpareDouble = radius * ScalarMath.Sin(theta);
        return radius * ScalarMath.Cos(theta) * std + mean;
    }

    private static void Transform(float* data, float mean, float std)
    {
        for (int i = 0; i < Block / 2; i++)
        {
            float radius = MathF.Sqrt(-2f * CephesSingle.Log(1f - data[i]));
            var (sin, cos) = CephesSingle.SinCos(2f * MathF.PI * data[i + 8]);
            data[i] = MathF.FusedMultiplyAdd(radius * cos, std, mean);
            data[i + 8] = MathF.FusedMultiplyAdd(radius * sin, std, mean);
        }
    }

    private static void Transform(double* data, double mean, double std)
    {
        for (int i = 0; i < Block / 2; i++)
        {
            double radius = Math.Sqrt(-2 * ScalarMath.Log(1 - data[i]));
            double theta = 2 * Math.PI * data[i + 8];
            data[i] = radius * ScalarMath.Cos(theta) * std + mean;
            data[i + 8] = radius * ScalarMath.Sin(theta) * std + mean;
        }
    }
}
