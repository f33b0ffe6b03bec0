namespace TorchSharp.RandomNumbers;

/// <summary>
/// The single-precision logarithm, sine and cosine of the Cephes library, in the order of operations in which PyTorch's random
/// numbers are computed: only here do their exact bits matter.
/// </summary>
internal static class CephesSingle
{
    private static float MulAdd(float a, float b, float c) => MathF.FusedMultiplyAdd(a, b, c);

    public static float Log(float x)
    {
        uint bits = BitConverter.SingleToUInt32Bits(MathF.Max(x, 1.17549435e-38f));
        float exponent = (int)(bits >> 23) - 0x7f + 1f;
        float m = BitConverter.UInt32BitsToSingle((bits & 0x807fffffu) | 0x3f000000u);
        if (m < 0.707106781186547524f)
        {
            exponent -= 1f;
            m = m - 1f + m;
        }
        else
        {
            m -= 1f;
        }
        float z = m * m;
        float y = 7.0376836292e-2f;
        y = MulAdd(y, m, -1.1514610310e-1f);
        y = MulAdd(y, m, 1.1676998740e-1f);
        y = MulAdd(y, m, -1.2420140846e-1f);
        y = MulAdd(y, m, 1.4249322787e-1f);
        y = MulAdd(y, m, -1.6668057665e-1f);
        y = MulAdd(y, m, 2.0000714765e-1f);
        y = MulAdd(y, m, -2.4999993993e-1f);
        y = MulAdd(y, m, 3.3333331174e-1f);
        y = MulAdd(y * m, z, exponent * -2.12194440e-4f);
        y = MulAdd(z, -0.5f, y);
        return MulAdd(exponent, 0.693359375f, m + y);
    }

    /// <summary>For angles of 0 and more.</summary>
    public static (float Sin, float Cos) SinCos(float x)
    {
        int octant = ((int)(x * 1.27323954473516f) + 1) & ~1;
        float y = octant;
        x = MulAdd(y, -0.78515625f, x);
        x = MulAdd(y, -2.4187564849853515625e-4f, x);
        x = MulAdd(y, -3.77489497744594108e-8f, x);
        float z = x * x;
        float even = 2.443315711809948e-5f;
        even = MulAdd(even, z, -1.388731625493765e-3f);
        even = MulAdd(even, z, 4.166664568298827e-2f);
        even = MulAdd(even * z, z, -0.5f * z) + 1f;
        float odd = -1.9515295891e-4f;
        odd = MulAdd(odd, z, 8.3321608736e-3f);
        odd = MulAdd(odd, z, -1.6666654611e-1f);
        odd *= z;
        odd = MulAdd(odd, x, x);
        bool straight = (octant & 2) == 0;
        float sin = straight ? odd : even, cos = straight ? even : odd;
        bool sinNegative = (octant & 4) != 0, cosNegative = ((octant - 2) & 4) == 0;
        return (sinNegative ? -sin : sin, cosNegative ? -cos : cos);
    }
}
