using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace TorchSharp.Kernels;

/// <summary>
/// Softmax distributions over the columns of a product, row by row, taken in while its tiles are in the cache: the logarithm of the normaliser, the
/// largest column, and KL(clean || this) against clean logits. All in double from float32 logits. A tile gives a few numbers a row; these are
/// combined in the order of the columns, so that threads do not show.
/// </summary>
/// <remarks>
/// With p = exp(clean - logZ_clean), KL = sum p (clean - logits) + (logZ - logZ_clean) sum p: one pass, since logZ is needed only at the end.
/// </remarks>
internal static unsafe class NextTokens
{
    /// <summary>What one tile says of one row.</summary>
    internal struct Part
    {
        /// <summary>The largest logit, and its column.</summary>
        internal float Max;
        internal int MaxColumn;

        /// <summary>Sum of exp(logit - Max).</summary>
        internal double Sum;

        /// <summary>Sum of p, and of p (clean - logit).</summary>
        internal double Mass, Weighted;
    }

    internal struct Work
    {
        /// <summary>[tiles][rows].</summary>
        internal Part* Parts;
        internal nint Rows, Columns;

        /// <summary>Null, or where the logits go, [rows][columns].</summary>
        internal float* Logits;

        /// <summary>Null, or the clean logits, [CleanRows][columns], and the logarithms of their normalisers. Row r is compared with clean row r % CleanRows.</summary>
        internal float* Clean;
        internal double* CleanLogZ;
        internal nint CleanRows;
    }

    internal static void Take(void* context, float* tile, nint first, nint rows, nint column, nint columns)
    {
        Work* work = (Work*)context;
        Part* parts = work->Parts + (column / MatrixProduct.TileColumns * work->Rows) + first;
        for (nint row = 0; row < rows; row++, tile += MatrixProduct.TileColumns)
        {
            if (work->Logits != null)
            {
                Unsafe.CopyBlockUnaligned(work->Logits + ((first + row) * work->Columns) + column, tile, (uint)(columns * sizeof(float)));
            }
            float max = Reductions.Max(tile, columns);
            parts[row] = new Part { Max = max, MaxColumn = (int)(column + Reductions.ArgMax(tile, columns)), Sum = SumOfExp(tile, max, columns) };
            if (work->Clean != null)
            {
                nint clean = (first + row) % work->CleanRows;
                Against(work->Clean + (clean * work->Columns) + column, work->CleanLogZ[clean], tile, columns, parts + row);
            }
        }
    }

    /// <summary>The parts of a row, in the order of the columns, as one: its largest column, logZ, and, against clean logits, KL in nats.</summary>
    internal static (int MaxColumn, double LogZ, double Kl) Combine(Work* work, nint row)
    {
        nint tiles = (work->Columns + MatrixProduct.TileColumns - 1) / MatrixProduct.TileColumns;
        Part* part = work->Parts + row;
        float max = part->Max;
        int maxColumn = part->MaxColumn;
        for (nint tile = 1; tile < tiles; tile++)
        {
            Part* next = part + (tile * work->Rows);
            if (!float.IsNaN(max) && (next->Max > max || float.IsNaN(next->Max)))
            {
                max = next->Max;
                maxColumn = next->MaxColumn;
            }
        }
        double sum = 0, mass = 0, weighted = 0;
        for (nint tile = 0; tile < tiles; tile++, part += work->Rows)
        {
            sum += part->Sum * ScalarMath.Exp((double)part->Max - max);
            mass += part->Mass;
            weighted += part->Weighted;
        }
        double logZ = max + ScalarMath.Log(sum);
        return (maxColumn, logZ, work->Clean == null ? 0 : weighted + ((logZ - work->CleanLogZ[row % work->CleanRows]) * mass));
    }

    // Eight lanes, halved at the end: the order is the same for every vector width.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double SumOfExp(float* x, float max, nint count)
    {
        Vector512<double> shift = Vector512.Create((double)max), low = Vector512<double>.Zero, high = low;
        nint i = 0;
        for (; i <= count - 16; i += 16)
        {
            Vector512<float> here = Vector512.Load(x + i);
            low += VectorMath.Exp(Vector512.WidenLower(here) - shift);
            high += VectorMath.Exp(Vector512.WidenUpper(here) - shift);
        }
        double sum = Sum(low + high);
        for (; i < count; i++)
        {
            sum += ScalarMath.Exp((double)x[i] - max);
        }
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Against(float* clean, double logZ, float* logits, nint count, Part* part)
    {
        Vector512<double> shift = Vector512.Create(logZ), mass = Vector512<double>.Zero, weighted = mass;
        nint i = 0;
        for (; i <= count - 16; i += 16)
        {
            Vector512<float> from = Vector512.Load(clean + i), to = Vector512.Load(logits + i);
            Vector512<double> z = Vector512.WidenLower(from), p = VectorMath.Exp(z - shift);
            mass += p;
            weighted = Vector512.FusedMultiplyAdd(p, z - Vector512.WidenLower(to), weighted);
            z = Vector512.WidenUpper(from);
            p = VectorMath.Exp(z - shift);
            mass += p;
            weighted = Vector512.FusedMultiplyAdd(p, z - Vector512.WidenUpper(to), weighted);
        }
        part->Mass = Sum(mass);
        part->Weighted = Sum(weighted);
        for (; i < count; i++)
        {
            double p = ScalarMath.Exp(clean[i] - logZ);
            part->Mass += p;
            part->Weighted = Math.FusedMultiplyAdd(p, (double)clean[i] - logits[i], part->Weighted);
        }
    }

    private static double Sum(Vector512<double> lanes)
    {
        Vector256<double> four = lanes.GetLower() + lanes.GetUpper();
        Vector128<double> two = four.GetLower() + four.GetUpper();
        return two.GetElement(0) + two.GetElement(1);
    }
}
