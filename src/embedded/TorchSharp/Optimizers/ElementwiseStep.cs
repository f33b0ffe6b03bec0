using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using TorchSharp.Kernels;
using TorchSharp.Storage;
using static TorchSharp.torch;

namespace TorchSharp.Optimizers;

/// <summary>What an optimizer does to the elements of a parameter, some at once.</summary>
internal interface IStep<T>
{
    /// <summary>Changes parameters, and up to three states that the optimizer keeps of each.</summary>
    void At(ref Vector512<T> parameter, Vector512<T> gradient, ref Vector512<T> first, ref Vector512<T> second, ref Vector512<T> third);
}

/// <summary>
/// Runs a step over a parameter in one pass. Elements do not mix and their arithmetic is exactly rounded, so the bits depend on
/// neither the vector width nor the number of threads. The 16-bit types are widened, and rounded once at the end of the step.
/// </summary>
internal static unsafe class ElementwiseStep
{
    private const int Arrays = 5, Gradient = 1;
    private const int BlockLength = 1 << 14, ChunkLength = 512;

    /// <summary>Steps a parameter. States that the step has no use for are null.</summary>
    public static void Run<TSingle, TDouble>(Tensor parameter, Tensor gradient, Tensor? first, Tensor? second, Tensor? third,
        TSingle single, TDouble wide)
        where TSingle : unmanaged, IStep<float>
        where TDouble : unmanaged, IStep<double>
    {
        Tensor?[] tensors = [parameter, gradient, first, second, third];
        MemoryOverlap.Check(parameter, "step", gradient);
        var rows = tensors.Select(tensor => tensor?.contiguous()).ToArray();
        var work = new Work<TSingle, TDouble> { Count = (nint)parameter.numel(), Type = parameter.dtype, Single = single, Double = wide };
        for (int array = 0; array < Arrays; array++)
            work.Data[array] = rows[array] is { } row ? (nint)row.Impl.Data : 0;
        WorkerPool.For((work.Count + BlockLength - 1) / BlockLength, &Block<TSingle, TDouble>, &work);
        for (int array = 0; array < Arrays; array++)
        {
            if (tensors[array] is not { } tensor)
                continue;
            using var row = rows[array]!;
            if (array == Gradient)
                continue;
            if (ReferenceEquals(row.Impl, tensor.Impl))
                tensor.Written();
            else
                tensor.copy_(row);
        }
    }

    private static void Block<TSingle, TDouble>(void* context, nint block)
        where TSingle : unmanaged, IStep<float>
        where TDouble : unmanaged, IStep<double>
    {
        var work = (Work<TSingle, TDouble>*)context;
        nint start = block * BlockLength, count = Math.Min(BlockLength, work->Count - start);
        if (work->Type == ScalarType.Float32)
            Elements<float, TSingle>(Shifted(work->Data, start * sizeof(float)), count, work->Single);
        else if (work->Type == ScalarType.Float64)
            Elements<double, TDouble>(Shifted(work->Data, start * sizeof(double)), count, work->Double);
        else
            Reduced(Shifted(work->Data, start * sizeof(ushort)), count, work->Type == ScalarType.BFloat16, work->Single);
    }

    private static void Reduced<TStep>(Pointers narrow, nint count, bool bfloat16, TStep step)
        where TStep : unmanaged, IStep<float>
    {
        float* chunks = stackalloc float[ChunkLength * Arrays];
        for (nint i = 0; i < count; i += ChunkLength)
        {
            nint n = Math.Min(ChunkLength, count - i);
            Pointers wide = default;
            for (int array = 0; array < Arrays; array++)
            {
                if (narrow[array] == 0)
                    continue;
                wide[array] = (nint)(chunks + (array * ChunkLength));
                if (bfloat16)
                    Elementwise.WidenBFloat16((ushort*)narrow[array] + i, (float*)wide[array], n);
                else
                    Elementwise.WidenHalf((ushort*)narrow[array] + i, (float*)wide[array], n);
            }
            Elements<float, TStep>(wide, n, step);
            for (int array = 0; array < Arrays; array++)
            {
                if (array == Gradient || narrow[array] == 0)
                    continue;
                if (bfloat16)
                    Elementwise.NarrowBFloat16((float*)wide[array], (ushort*)narrow[array] + i, n);
                else
                    Elementwise.NarrowHalf((float*)wide[array], (ushort*)narrow[array] + i, n);
            }
        }
    }

    private static void Elements<T, TStep>(Pointers data, nint count, TStep step)
        where T : unmanaged
        where TStep : unmanaged, IStep<T>
    {
        nint rest = count % Vector512<T>.Count, whole = count - rest;
        Vectors<T, TStep>(data, whole, step);
        if (rest == 0)
            return;
        // The last few go through a padded copy, so that every element takes the same way.
        T* padded = stackalloc T[Arrays * Vector512<T>.Count];
        Pointers copies = default;
        uint bytes = (uint)(rest * sizeof(T));
        for (int array = 0; array < Arrays; array++)
        {
            if (data[array] == 0)
                continue;
            copies[array] = (nint)(padded + (array * Vector512<T>.Count));
            Unsafe.CopyBlockUnaligned((T*)copies[array], (T*)data[array] + whole, bytes);
        }
        Vectors<T, TStep>(copies, Vector512<T>.Count, step);
        for (int array = 0; array < Arrays; array++)
        {
            if (array != Gradient && data[array] != 0)
                Unsafe.CopyBlockUnaligned((T*)data[array] + whole, (T*)copies[array], bytes);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Vectors<T, TStep>(Pointers data, nint count, TStep step)
        where T : unmanaged
        where TStep : unmanaged, IStep<T>
    {
        T* parameters = (T*)data[0], gradients = (T*)data[Gradient], firsts = (T*)data[2], seconds = (T*)data[3], thirds = (T*)data[4];
        for (nint i = 0; i < count; i += Vector512<T>.Count)
        {
            var parameter = Vector512.Load(parameters + i);
            var first = firsts == null ? default : Vector512.Load(firsts + i);
            var second = seconds == null ? default : Vector512.Load(seconds + i);
            var third = thirds == null ? default : Vector512.Load(thirds + i);
            step.At(ref parameter, Vector512.Load(gradients + i), ref first, ref second, ref third);
            parameter.Store(parameters + i);
            if (firsts != null)
                first.Store(firsts + i);
            if (seconds != null)
                second.Store(seconds + i);
            if (thirds != null)
                third.Store(thirds + i);
        }
    }

    private static Pointers Shifted(Pointers data, nint bytes)
    {
        for (int array = 0; array < Arrays; array++)
            data[array] += data[array] == 0 ? 0 : bytes;
        return data;
    }

    /// <summary>The parameter, its gradient and three states.</summary>
    [InlineArray(Arrays)]
    private struct Pointers
    {
        private nint first;
    }

    private struct Work<TSingle, TDouble>
    {
        internal Pointers Data;
        internal nint Count;
        internal ScalarType Type;
        internal TSingle Single;
        internal TDouble Double;
    }
}
