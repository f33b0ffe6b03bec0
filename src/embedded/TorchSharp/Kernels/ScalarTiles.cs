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
        float* sum = stackalloc float[32];
        bool add = tile->AddTo;
        nint k = 0;
        do
        {
            for (nint l = 0; l < 32; l++)
            {
                sum[l] = k == 0 && tile->Accumulate ? c[l] : 0;
            }
            for (nint end = k + Math.Min(tile->Link, tile->K - k); k < end; k++, b += tile->StepB)
            {
                float left = a[k];
                for (nint l = 0; l < 32; l++)
                {
                    sum[l] = FusedMath.MultiplyAdd(left, b[l], sum[l]);
                }
            }
            for (nint l = 0; l < 32; l++)
            {
                c[l] = add ? c[l] + sum[l] : sum[l];
            }
            add = true;
        }
        while (k < tile->K);
        for (nint l = 0; tile->Bias != null && l < 32; l++)
        {
            c[l] += tile->Bias[l];
        }
    }
}
