using static TorchSharp.torch;

namespace LfmSpec.Models;

/// <summary>
/// What a model keeps of the positions that it has read, so that the next token costs one position: the keys and values of each attention
/// block, and the last products of gate and signal of each short convolution. One cache follows one batch of texts of equal length.
/// </summary>
public sealed class DecodingCache : IDisposable
{
    private readonly Buffer?[] keys;
    private readonly Buffer?[] values;
    private readonly Tensor?[] signals;

    // What the positions being read leave behind; theirs only when all blocks have read them, so that a pass that failed can be repeated.
    private readonly Tensor?[] next;
    private long? batch;

    internal DecodingCache(int layers)
    {
        keys = new Buffer?[layers];
        values = new Buffer?[layers];
        signals = new Tensor?[layers];
        next = new Tensor?[layers];
    }

    /// <summary>The positions read so far.</summary>
    public long Positions { get; private set; }

    /// <summary>Adds the keys and values of new positions of a block.</summary>
    /// <param name="layer">The block.</param>
    /// <param name="key">[batch, heads, new positions, head_dim].</param>
    /// <param name="value">The same shape.</param>
    /// <returns>Those of all positions, [batch, heads, positions, head_dim]; they belong to the cache and are valid until the next call.</returns>
    internal (Tensor Keys, Tensor Values) Append(int layer, Tensor key, Tensor value) =>
        ((keys[layer] ??= new Buffer()).Append(key, Positions), (values[layer] ??= new Buffer()).Append(value, Positions));

    /// <summary>Puts what a convolution has to remember before new positions, zeros at a text's start, and remembers the end.</summary>
    /// <param name="layer">The block.</param>
    /// <param name="signal">[batch, new positions, channels].</param>
    /// <param name="taps">The convolution's taps.</param>
    /// <returns>[batch, taps - 1 + new positions, channels].</returns>
    internal Tensor Extend(int layer, Tensor signal, long taps)
    {
        using var scope = NewDisposeScope();
        var before = signals[layer] ?? zeros([signal.shape[0], taps - 1, signal.shape[2]], signal.dtype);
        var all = cat([before, signal], 1);
        next[layer]?.Dispose();
        next[layer] = all.narrow(1, all.shape[1] - (taps - 1), taps - 1).clone().DetachFromDisposeScope();
        return all.MoveToOuterDisposeScope();
    }

    /// <summary>Checks that more of the same texts follows.</summary>
    /// <param name="texts">How many texts the batch has.</param>
    /// <exception cref="ArgumentException">It is another number than before.</exception>
    internal void CheckBatch(long texts)
    {
        if ((batch ??= texts) != texts)
        {
            throw new ArgumentException($"The cache follows a batch of {batch} text(s), and {texts} follow. Use a cache for each batch.", nameof(texts));
        }
    }

    /// <summary>All blocks have read some more positions.</summary>
    /// <param name="positions">How many.</param>
    internal void Advance(long positions)
    {
        Positions += positions;
        for (var layer = 0; layer < next.Length; layer++)
        {
            if (next[layer] is { } signal)
            {
                signals[layer]?.Dispose();
                (signals[layer], next[layer]) = (signal, null);
            }
        }
    }

    /// <summary>Frees the memory.</summary>
    public void Dispose()
    {
        foreach (var part in keys.Concat(values).Concat<IDisposable?>(signals).Concat(next))
        {
            part?.Dispose();
        }
    }

    // A tensor [batch, heads, capacity, head_dim] that grows by doubling along its positions.
    private sealed class Buffer : IDisposable
    {
        private Tensor? data;

        internal Tensor Append(Tensor part, long start)
        {
            var end = start + part.shape[2];
            if (data is null || data.shape[2] < end)
            {
                using var scope = NewDisposeScope();
                var capacity = Math.Max(64, (long)System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)end));
                var larger = empty([part.shape[0], part.shape[1], capacity, part.shape[3]], part.dtype);
                if (data is not null)
                {
                    larger.narrow(2, 0, start).copy_(data.narrow(2, 0, start));
                    data.Dispose();
                }

                data = larger.DetachFromDisposeScope();
            }

            using var place = data.narrow(2, start, part.shape[2]);
            place.copy_(part);
            return data.narrow(2, 0, end);
        }

        public void Dispose() => data?.Dispose();
    }
}
