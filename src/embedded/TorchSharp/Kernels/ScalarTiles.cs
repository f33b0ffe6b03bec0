using System.Runtime.CompilerServices;

namespace TorchSharp.Kernels;

/// <summary>The tile kernels for processors without a fused multiply-add: one row of 32 columns, each step exact.</summary>
internal static unsafe class ScalarTiles
{
    internal static void Fill(KernelFamily* family) => family->Set(false, 1, 32, &Tile1x32);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile1x32(Tile* tile)
    {
        float* a = tile->A, b = (float*)tile->B, c = tile->C;
        if (!tile->Accumulate)
        {
            new Span<float>(c, 32).Clear();
        }
        for (nint k = 0; k < tile->K; k++, b += tile->StepB)
        {
            float left = a[k];
            for (nint l = 0; l < 32; l++)
            {
                c[l] = FusedMath.MultiplyAdd(left, b[l], c[l]);
            }
        }
        for (nint l = 0; tile->Bias != null && l < 32; l++)
        {
            c[l] += tile->Bias[l];
        }
    }
}
