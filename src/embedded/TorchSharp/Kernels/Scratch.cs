using System.Runtime.InteropServices;

namespace TorchSharp.Kernels;

/// <summary>Native work memory of the calling thread, one block per use; it grows, and is freed with its thread.</summary>
internal sealed unsafe class Scratch
{
    [ThreadStatic]
    private static Scratch? mine;

    private readonly Block[] blocks = new Block[Enum.GetValues<Use>().Length];

    private Scratch()
    {
    }

    ~Scratch()
    {
        foreach (Block block in blocks)
        {
            NativeMemory.AlignedFree(block.Data);
        }
    }

    /// <summary>What a block is for. Two uses never share memory, so a routine may hold one of each.</summary>
    internal enum Use
    {
        LeftPanels,
        RightPanels,
        WidenedPanel,
        TileSums,
        ProductTile,
        AttentionKeysAndValues,
        AttentionQueries,
        AttentionScores,
        AttentionWeights,
        AttentionGradientWeights,
        AttentionGradientScores,
        AttentionGradientTurned,
        ConvolutionTaps,
    }

    /// <summary>At least count floats at a 64-byte boundary, valid until the same thread asks for the same use again; not cleared.</summary>
    internal static float* Floats(Use use, nint count)
    {
        mine ??= new Scratch();
        ref Block block = ref mine.blocks[(int)use];
        nuint bytes = (nuint)count * sizeof(float);
        if (block.Bytes < bytes)
        {
            NativeMemory.AlignedFree(block.Data);
            block = default;
            nuint size = (bytes + 4095) / 4096 * 4096;
            block = new Block { Data = NativeMemory.AlignedAlloc(size, 64), Bytes = size };
        }
        return (float*)block.Data;
    }

    private struct Block
    {
        internal void* Data;
        internal nuint Bytes;
    }
}
