using System.Runtime.Intrinsics;
using TorchSharp.Kernels;

namespace TorchSharp.Tests.Kernels;

public sealed class FusedMathTests
{
    [Test]
    public void The_emulated_fused_multiply_add_is_the_exact_one()
    {
        Random random = new(5);
        for (int i = 0; i < 200_000; i++)
        {
            // Any bits, and sums that nearly cancel or lie near a rounding edge.
            float a = Any(random), b = Any(random), c = random.Next(3) switch
            {
                0 => Any(random),
                1 => -(a * b),
                _ => BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(a * b) ^ (1 << random.Next(32))),
            };
            float exact = MathF.FusedMultiplyAdd(a, b, c), emulated = FusedMath.Emulated(a, b, c);
            float lane = FusedMath.Emulated(Vector512.Create(a), Vector512.Create(b), Vector512.Create(c))[i % 16];
            if (!Buffer.SameBits([exact, exact], [emulated, lane]))
            {
                Assert.Fail($"{a:g9} * {b:g9} + {c:g9} is {exact:g9}, not {emulated:g9} or {lane:g9}");
            }
        }
    }

    private static float Any(Random random) => random.Next(4) == 0
        ? BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue))
        : ((2 * random.NextSingle()) - 1) * MathF.ScaleB(1, random.Next(-80, 60));
}
