namespace TorchSharp.Storage;

/// <summary>
/// Sizes and strides that many tensors have in common: one array for all of them, which nobody writes to. So a tensor of a shape that was seen before
/// costs no array. The table is of fixed size; what it has no room for is an array of its own.
/// </summary>
internal static class Interned
{
    private const int Slots = 1 << 12, Probes = 4;

    private static readonly Slot[] Kept = new Slot[Slots];

    /// <summary>An array of these values. It may be anybody's: copy it before you write to it.</summary>
    public static long[] Of(ReadOnlySpan<long> values)
    {
        if (values.IsEmpty)
            return [];
        uint hash = Hash(values);
        uint place = hash % Slots, end = place + Probes;
        for (; place < end; place++)
        {
            // Threads meet here without a lock: a slot holds a whole array or none, and a race costs one array more.
            var found = Volatile.Read(ref Kept[place % Slots].Array);
            if (found is null)
                break;
            if (values.SequenceEqual(found))
                return found;
        }
        var own = values.ToArray();
        Volatile.Write(ref Kept[(place < end ? place : hash % Slots + (hash >> 30)) % Slots].Array, own);
        return own;
    }

    /// <summary>The first array that holds something else than when it was made, so that one write to a shared array does not go unseen.</summary>
    internal static long[]? FindOverwritten()
    {
        for (uint slot = 0; slot < Slots; slot++)
        {
            // An array lies at most Probes - 1 slots behind its hash.
            if (Volatile.Read(ref Kept[slot].Array) is { } array && (slot - Hash(array) % Slots) % Slots >= Probes)
                return array;
        }
        return null;
    }

    private static uint Hash(ReadOnlySpan<long> values)
    {
        ulong hash = (ulong)values.Length;
        foreach (long value in values)
            hash = (hash ^ (ulong)value) * 0x9E3779B97F4A7C15;
        return (uint)(hash >> 32);
    }

    // A struct, so that taking its address asks for no check of the array's element type.
    private struct Slot
    {
        public long[]? Array;
    }
}
