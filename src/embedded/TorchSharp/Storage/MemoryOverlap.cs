using System.Runtime.CompilerServices;
using Tensor = TorchSharp.torch.Tensor;

namespace TorchSharp.Storage;

/// <summary>
/// Which tensors may be written in place: PyTorch's rules and messages (ATen/MemoryOverlap.cpp, TensorIteratorBase::compute_mem_overlaps). A window in
/// which two elements are one place of memory is not written to, and no input may lie across what is written. Exempt, as there: <c>fill_</c> and
/// <c>zero_</c>, which write one value, and <c>masked_fill_</c> and <c>index_put_</c>, where PyTorch warns only. Refused here alone: <c>tril_</c> and
/// <c>triu_</c>, a reduction into its own input, and windows that overlap with other strides than 0, where PyTorch writes and leaves the result open.
/// </summary>
internal static class MemoryOverlap
{
    /// <summary>Refuses to write to a window with elements that share memory, or to one that an input lies across.</summary>
    /// <param name="written">What is written.</param>
    /// <param name="operation">The operation's name, for the error.</param>
    /// <param name="inputs">What it reads; the written tensor itself may be among them.</param>
    /// <exception cref="InvalidOperationException">Memory overlaps.</exception>
    public static void Check(Tensor written, string operation, params ReadOnlySpan<Tensor?> inputs)
    {
        CheckInternal(written, operation);
        CheckPartial(written, operation, inputs);
    }

    /// <summary>Refuses to write to a window with two elements at one place of memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CheckInternal(Tensor written, string operation)
    {
        if (!written.Impl.IsContiguous && IsInternal(written.Impl.Sizes, written.Impl.Strides))
            throw new InvalidOperationException($"{operation}: more than one element of the written-to tensor {Layout.Show(written.Sizes)} refers to a "
                + "single memory location. Please clone() the tensor before performing the operation.");
    }

    /// <summary>Refuses inputs that lie across what is written; one that is the same window is read before it is written.</summary>
    public static void CheckPartial(Tensor written, string operation, params ReadOnlySpan<Tensor?> inputs)
    {
        foreach (var input in inputs)
        {
            if (input is not null && Of(written.Impl, input.Impl) == Status.Partial)
                throw Shared(written, input, operation);
        }
    }

    /// <summary>Refuses inputs that share any memory with what is written: for writes whose places are not those that are read.</summary>
    public static void CheckNone(Tensor written, string operation, params ReadOnlySpan<Tensor?> inputs)
    {
        foreach (var input in inputs)
        {
            if (input is not null && Of(written.Impl, input.Impl) is Status.Partial or Status.Full)
                throw Shared(written, input, operation);
        }
    }

    /// <summary>Do two places of a window have one offset? Exact, where PyTorch looks for strides of 0 alone.</summary>
    public static bool IsInternal(ReadOnlySpan<long> sizes, ReadOnlySpan<long> strides)
    {
        if (sizes.Contains(0))
            return false;
        // Sorted by stride, each dimension steps over everything that the smaller ones reach: then no two places meet.
        Span<int> order = stackalloc int[sizes.Length];
        int rank = 0;
        for (int i = 0; i < sizes.Length; i++)
        {
            if (sizes[i] == 1)
                continue;
            if (strides[i] == 0)
                return true;
            int at = rank++;
            for (; at > 0 && strides[order[at - 1]] > strides[i]; at--)
                order[at] = order[at - 1];
            order[at] = i;
        }
        long reach = 0;
        bool steps = true;
        for (int i = 0; i < rank; i++)
        {
            steps &= strides[order[i]] > reach;
            reach += (sizes[order[i]] - 1) * strides[order[i]];
        }
        return !steps && MeetsItself(sizes, strides, reach);
    }

    /// <summary>Visits every place, for the rare windows that interleave: no built-in view is one.</summary>
    private static bool MeetsItself(ReadOnlySpan<long> sizes, ReadOnlySpan<long> strides, long reach)
    {
        var seen = new System.Collections.BitArray(checked((int)(reach + 1)));
        var walk = new RowWalk(sizes, strides);
        while (walk.Next())
        {
            for (long i = 0; i < walk.Length; i++)
            {
                int place = (int)(walk.A + i * walk.StrideA);
                if (seen[place])
                    return true;
                seen[place] = true;
            }
        }
        return false;
    }

    private static Status Of(TensorImpl written, TensorImpl input)
    {
        if (ReferenceEquals(written, input))
            return Status.Full;
        if (!ReferenceEquals(written.Storage, input.Storage) || written.Count == 0 || input.Count == 0)
            return Status.No;
        if (!IsDense(written) || !IsDense(input))
            return Status.TooHard;
        long start = written.Offset * written.ElementSize, end = start + written.Count * written.ElementSize;
        long inputStart = input.Offset * input.ElementSize, inputEnd = inputStart + input.Count * input.ElementSize;
        if (start == inputStart && end == inputEnd)
            return written.Strides.AsSpan().SequenceEqual(input.Strides) ? Status.Full : Status.Partial;
        return start < inputEnd && inputStart < end ? Status.Partial : Status.No;
    }

    /// <summary>Are the elements a block of memory without gaps, in any order of the dimensions?</summary>
    private static bool IsDense(TensorImpl window)
    {
        if (window.IsContiguous)
            return true;
        Span<int> order = stackalloc int[window.Sizes.Length];
        int rank = 0;
        for (int i = 0; i < window.Sizes.Length; i++)
        {
            if (window.Sizes[i] == 1)
                continue;
            int at = rank++;
            for (; at > 0 && window.Strides[order[at - 1]] > window.Strides[i]; at--)
                order[at] = order[at - 1];
            order[at] = i;
        }
        long expected = 1;
        foreach (int i in order[..rank])
        {
            if (window.Strides[i] != expected)
                return false;
            expected *= window.Sizes[i];
        }
        return true;
    }

    private static InvalidOperationException Shared(Tensor written, Tensor input, string operation) =>
        new($"{operation}: some elements of the input tensor {Layout.Show(input.Sizes)} and the written-to tensor {Layout.Show(written.Sizes)} refer to a "
            + "single memory location. Please clone() the tensor before performing the operation.");

    private enum Status
    {
        No,
        Partial,
        Full,
        TooHard,
    }
}
