using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TorchSharp.Storage;

/// <summary>Sizes or strides in the making: on the stack, up to eight dimensions.</summary>
internal ref struct Dimensions
{
    private const int OnStack = 8;

    private Cells cells;
    private long[]? array;
    private int count;

    /// <summary>So many zeros.</summary>
    public Dimensions(int count)
    {
        this.count = count;
        if (count > OnStack)
            array = new long[count];
    }

    /// <summary>A copy.</summary>
    public Dimensions(scoped ReadOnlySpan<long> values)
        : this(values.Length) => values.CopyTo(Values);

    /// <summary>What it holds; valid until something is added.</summary>
    [UnscopedRef]
    public Span<long> Values
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => array is null ? MemoryMarshal.CreateSpan(ref cells[0], count) : array.AsSpan(0, count);
    }

    [UnscopedRef]
    public ref long this[int dimension]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Values[dimension];
    }

    /// <summary>One more at the end.</summary>
    public void Add(long value) => Add([value]);

    /// <summary>Some more at the end.</summary>
    public void Add(scoped ReadOnlySpan<long> values)
    {
        int sum = count + values.Length;
        if (sum > (array?.Length ?? OnStack))
        {
            var larger = new long[2 * sum];
            Values.CopyTo(larger);
            array = larger;
        }
        count = sum;
        values.CopyTo(Values[^values.Length..]);
    }

    /// <summary>One less.</summary>
    public void RemoveAt(int dimension)
    {
        Values[(dimension + 1)..].CopyTo(Values[dimension..]);
        count--;
    }

    /// <summary>An array of the values that tensors share.</summary>
    public long[] Interned() => Storage.Interned.Of(Values);

    [InlineArray(OnStack)]
    private struct Cells
    {
        private long first;
    }
}
