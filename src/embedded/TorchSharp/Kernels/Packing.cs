using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace TorchSharp.Kernels;

/// <summary>Brings operands into the order in which the tile kernels read them.</summary>
internal static unsafe class Packing
{
    internal const int Width = 32;

    /// <summary>to[c * stepTo + r] = from[r * stepFrom + c]. Writes nothing outside that.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Transpose(float* from, nint stepFrom, nint rows, nint columns, float* to, nint stepTo)
    {
        // Sixteen columns (a cache line of each row) at a time. The last group of rows overlaps the one before it.
        nint blocked = !Avx.IsSupported || rows < 4 ? 0 : columns / 16 * 16;
        for (nint c = 0; c < blocked; c += 16)
        {
            if (rows >= 8)
            {
                for (nint r = 0; r < rows; r += 8)
                {
                    nint row = Math.Min(r, rows - 8);
                    Transpose8x8(from + (row * stepFrom) + c, stepFrom, to + (c * stepTo) + row, stepTo);
                    Transpose8x8(from + (row * stepFrom) + c + 8, stepFrom, to + ((c + 8) * stepTo) + row, stepTo);
                }
                continue;
            }
            for (nint r = 0; r < rows; r += 4)
            {
                nint row = Math.Min(r, rows - 4);
                for (nint q = 0; q < 16; q += 4)
                {
                    Transpose4x4(from + (row * stepFrom) + c + q, stepFrom, to + ((c + q) * stepTo) + row, stepTo);
                }
            }
        }
        for (nint r = 0; r < rows; r++)
        {
            float* row = from + (r * stepFrom);
            for (nint c = blocked; c < columns; c++)
            {
                to[(c * stepTo) + r] = row[c];
            }
        }
    }

    /// <summary>One panel [k][32] of B(n, k) = b[n * strideN + k * strideK]; columns from n to 31 become zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Panel(float* b, nint strideN, nint strideK, nint n, nint k, float* to)
    {
        if (n < Width)
        {
            new Span<float>(to, checked((int)(k * Width))).Clear();
        }
        if (strideK == 1)
        {
            Transpose(b, strideN, n, k, to, Width);
            return;
        }
        for (nint j = 0; j < k; j++)
        {
            float* row = b + (j * strideK);
            if (strideN == 1)
            {
                nint l = 0;
                for (; l + 8 <= n; l += 8)
                {
                    Vector256.Load(row + l).Store(to + l);
                }
                for (; l < n; l++)
                {
                    to[l] = row[l];
                }
            }
            else
            {
                for (nint l = 0; l < n; l++)
                {
                    to[l] = row[l * strideN];
                }
            }
            to += Width;
        }
    }

    /// <summary>
    /// One bfloat16 panel [k][32]: the 32-bit lane l of a k holds column l in its low half and column 16 + l in its high half, so that a shift
    /// and a mask widen a whole vector.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void PanelBFloat16(ushort* b, nint strideN, nint strideK, nint n, nint k, uint* to)
    {
        const nint block = 256;
        for (nint k0 = 0; k0 < k; k0 += block)
        {
            nint end = Math.Min(k, k0 + block);
            for (nint l = 0; l < 16; l++)
            {
                ushort* low = b + (l * strideN), high = b + ((l + 16) * strideN);
                for (nint j = k0; j < end; j++)
                {
                    uint bits = l < n ? low[j * strideK] : 0u;
                    to[(j * 16) + l] = l + 16 < n ? bits | ((uint)high[j * strideK] << 16) : bits;
                }
            }
        }
    }

    /// <summary>A bfloat16 panel as the same panel of floats.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void WidenPanel(uint* from, nint k, float* to)
    {
        Vector512<uint> high = Vector512.Create(0xFFFF0000u);
        for (nint j = 0; j < k; j++, from += 16, to += Width)
        {
            Vector512<uint> pair = Vector512.Load(from);
            (pair << 16).AsSingle().Store(to);
            (pair & high).AsSingle().Store(to + 16);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose8x8(float* from, nint stepFrom, float* to, nint stepTo)
    {
        Vector256<float> r0 = Vector256.Load(from), r1 = Vector256.Load(from + stepFrom);
        Vector256<float> r2 = Vector256.Load(from + (2 * stepFrom)), r3 = Vector256.Load(from + (3 * stepFrom));
        from += 4 * stepFrom;
        Vector256<float> r4 = Vector256.Load(from), r5 = Vector256.Load(from + stepFrom);
        Vector256<float> r6 = Vector256.Load(from + (2 * stepFrom)), r7 = Vector256.Load(from + (3 * stepFrom));
        (r0, r1, r2, r3) = Transpose4(r0, r1, r2, r3);
        (r4, r5, r6, r7) = Transpose4(r4, r5, r6, r7);
        Avx.Permute2x128(r0, r4, 0x20).Store(to);
        Avx.Permute2x128(r1, r5, 0x20).Store(to + stepTo);
        Avx.Permute2x128(r2, r6, 0x20).Store(to + (2 * stepTo));
        Avx.Permute2x128(r3, r7, 0x20).Store(to + (3 * stepTo));
        to += 4 * stepTo;
        Avx.Permute2x128(r0, r4, 0x31).Store(to);
        Avx.Permute2x128(r1, r5, 0x31).Store(to + stepTo);
        Avx.Permute2x128(r2, r6, 0x31).Store(to + (2 * stepTo));
        Avx.Permute2x128(r3, r7, 0x31).Store(to + (3 * stepTo));
    }

    // The 4x4 transposes of both 128-bit halves.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<float>, Vector256<float>, Vector256<float>, Vector256<float>) Transpose4(
        Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d)
    {
        Vector256<float> ab = Avx.UnpackLow(a, b), cd = Avx.UnpackLow(c, d), abHigh = Avx.UnpackHigh(a, b), cdHigh = Avx.UnpackHigh(c, d);
        return (Avx.Shuffle(ab, cd, 0x44), Avx.Shuffle(ab, cd, 0xEE), Avx.Shuffle(abHigh, cdHigh, 0x44), Avx.Shuffle(abHigh, cdHigh, 0xEE));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose4x4(float* from, nint stepFrom, float* to, nint stepTo)
    {
        Vector128<float> a = Vector128.Load(from), b = Vector128.Load(from + stepFrom);
        Vector128<float> c = Vector128.Load(from + (2 * stepFrom)), d = Vector128.Load(from + (3 * stepFrom));
        Vector128<float> ab = Sse.UnpackLow(a, b), cd = Sse.UnpackLow(c, d), abHigh = Sse.UnpackHigh(a, b), cdHigh = Sse.UnpackHigh(c, d);
        Sse.Shuffle(ab, cd, 0x44).Store(to);
        Sse.Shuffle(ab, cd, 0xEE).Store(to + stepTo);
        Sse.Shuffle(abHigh, cdHigh, 0x44).Store(to + (2 * stepTo));
        Sse.Shuffle(abHigh, cdHigh, 0xEE).Store(to + (3 * stepTo));
    }
}
