using static TorchSharp.torch;

namespace LfmSpec.Models;

/// <summary>
/// What a model keeps of the positions that it has read, so that the next token costs one position: the keys and values of each attention
/// block, and the last products of gate and signal of each short convolution. One cache follows one batch of texts of equal length, or stands for several caches of one text each.
/// </summary>
public sealed class DecodingCache : IDisposable
{
    private readonly Buffer?[] keys;
    private readonly Buffer?[] values;
    private readonly Tensor?[] signals;

    // What the positions being read leave behind; theirs only when all blocks have read them, so that a pass that failed can be repeated. The two take
    // turns: a step of decoding writes where the one before the last did.
    private readonly Tensor?[] next;
    private long? batch;

    internal DecodingCache(int layers)
    {
        keys = new Buffer?[layers];
        values = new Buffer?[layers];
        signals = new Tensor?[layers];
        next = new Tensor?[layers];
    }

    private DecodingCache(IReadOnlyList<DecodingCache> texts)
        : this(0) => Texts = texts;

    /// <summary>The positions read so far; of several texts those of the longest.</summary>
    public long Positions { get; private set; }

    /// <summary>The caches that this one stands for, each of one row; null for one that keeps positions itself.</summary>
    internal IReadOnlyList<DecodingCache>? Texts { get; }

    /// <summary>Stands for caches of texts of any lengths, so that their next tokens are read as one batch. They stay their owner's.</summary>
    /// <param name="texts">The caches, each of one text that has been read, in the order of the batch's rows.</param>
    /// <returns>The cache; it need not be disposed.</returns>
    /// <exception cref="ArgumentException">There is none, or one has read nothing or is of several texts.</exception>
    public static DecodingCache Of(IReadOnlyList<DecodingCache> texts) =>
        texts.Count > 0 && texts.All(text => text.batch == 1 && text.Positions > 0 && text.Texts is null)
            ? new(texts) { Positions = texts.Max(text => text.Positions), batch = texts.Count }
            : throw new ArgumentException("A batch of several lengths is made of caches of one text each, which must have been read.", nameof(texts));

    /// <summary>A copy, which goes another way from here.</summary>
    /// <returns>The copy; dispose it.</returns>
    public DecodingCache Fork()
    {
        var copy = new DecodingCache(keys.Length) { Positions = Positions, batch = batch };
        for (var layer = 0; layer < keys.Length; layer++)
        {
            (copy.keys[layer], copy.values[layer]) = (keys[layer]?.Copy(Positions), values[layer]?.Copy(Positions));
            copy.signals[layer] = signals[layer]?.clone().DetachFromDisposeScope();
        }

        return copy;
    }

    /// <summary>Adds the keys and values of new positions of a block.</summary>
    /// <param name="layer">The block.</param>
    /// <param name="key">[batch, heads, new positions, head_dim].</param>
    /// <param name="value">The same shape.</param>
    /// <returns>Those of all positions, [batch, heads, positions, head_dim]; they belong to the cache and are valid until the next call.</returns>
    internal (Tensor Keys, Tensor Values) Append(int layer, Tensor key, Tensor value) =>
        ((keys[layer] ??= new Buffer()).Append(key, Positions), (values[layer] ??= new Buffer()).Append(value, Positions));

    /// <summary>What a convolution has to see before new positions.</summary>
    /// <param name="layer">The block.</param>
    /// <returns>[batch, taps - 1, channels]; it belongs to the cache.</returns>
    internal Tensor Signal(int layer) => Texts is null ? signals[layer]! : cat([.. Texts.Select(text => text.signals[layer]!)], 0);

    /// <summary>Remembers the end of a convolution's input, with zeros before a text that is shorter.</summary>
    /// <param name="layer">The block.</param>
    /// <param name="gate">One factor of the input, [batch, new positions, channels].</param>
    /// <param name="signal">The other.</param>
    /// <param name="count">How many positions, the last ones.</param>
    internal void Remember(int layer, Tensor gate, Tensor signal, long count)
    {
        using var scope = NewDisposeScope();
        for (var row = 0; row < Texts?.Count; row++)
        {
            Texts[row].Remember(layer, gate.narrow(0, row, 1), signal.narrow(0, row, 1), count);
        }

        if (Texts is not null)
        {
            return;
        }

        var end = LastPositions.Of(gate, count) * LastPositions.Of(signal, count);
        if (end.size(1) < count)
        {
            var before = signals[layer] ?? zeros([end.size(0), count, end.size(2)], end.dtype, end.device);
            end = LastPositions.Of(cat([before, end], 1), count);
        }

        if (next[layer] is { requires_grad: false } used && used.size(0) == end.size(0) && !end.requires_grad)
        {
            used.copy_(end);
            return;
        }

        next[layer]?.Dispose();
        next[layer] = end.clone().DetachFromDisposeScope();
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
        foreach (var text in Texts ?? [])
        {
            text.Advance(positions);
        }

        for (var layer = 0; layer < next.Length; layer++)
        {
            (signals[layer], next[layer]) = (next[layer], signals[layer]);
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
            var end = start + part.size(2);
            if (data is null || data.size(2) < end)
            {
                using var scope = NewDisposeScope();
                var capacity = Math.Max(64, (long)System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)end));
                var larger = empty([part.size(0), part.size(1), capacity, part.size(3)], part.dtype, part.device);
                if (data is not null)
                {
                    larger.narrow(2, 0, start).copy_(data.narrow(2, 0, start));
                    data.Dispose();
                }

                data = larger.DetachFromDisposeScope();
            }

            using var place = data.narrow(2, start, part.size(2));
            place.copy_(part);
            return data.narrow(2, 0, end);
        }

        internal Buffer Copy(long positions)
        {
            using var scope = NewDisposeScope();
            var copy = new Buffer();
            copy.Append(data!.narrow(2, 0, positions), 0);
            return copy;
        }

        public void Dispose() => data?.Dispose();
    }
}
