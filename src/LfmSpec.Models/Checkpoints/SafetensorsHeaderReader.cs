using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace LfmSpec.Models.Checkpoints;

/// <summary>Walks through the JSON of a header, token by token: names and numbers become entries as they are met, nothing else is kept.</summary>
internal ref struct SafetensorsHeaderReader
{
    private const string Damaged = "The file was written wrongly or damaged; download it again.";

    private readonly ReadOnlySpan<byte> json;
    private readonly string path;
    private readonly long dataStart;
    private readonly long dataLength;
    private Utf8JsonReader reader;

    public SafetensorsHeaderReader(ReadOnlySpan<byte> json, long fileLength, string path)
    {
        this.json = json;
        this.path = path;
        dataStart = SafetensorsHeader.LengthBytes + json.Length;
        dataLength = fileLength - dataStart;
        reader = Begin(json);
    }

    /// <summary>A header is three levels deep; a few more, and it is refused before the stack or the heap could feel it.</summary>
    public static Utf8JsonReader Begin(ReadOnlySpan<byte> json) => new(json, new JsonReaderOptions { MaxDepth = 8 });

    public SafetensorsHeader Read(SafetensorsHeaderSize size)
    {
        var entries = new Dictionary<string, SafetensorsEntry>(size.Objects, StringComparer.Ordinal);
        Dictionary<string, string>? metadata = null;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            if (name == SafetensorsHeader.MetadataKey)
            {
                metadata = metadata is null ? ReadMetadata() : throw Error($"the key '{name}' is there twice");
            }
            else if (!entries.TryAdd(name, ReadEntry(name)))
            {
                throw Error(name, "is listed twice");
            }
        }

        if (json[(int)reader.BytesConsumed..].ContainsAnyExcept((byte)' '))
        {
            throw Error("something other than spaces follows the JSON of the header");
        }

        CheckOrder(entries.Values);
        return new(entries.AsReadOnly(), (metadata ?? []).AsReadOnly());
    }

    private Dictionary<string, string> ReadMetadata()
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw Error($"'{SafetensorsHeader.MetadataKey}' is not an object");
        }

        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            reader.Read();
            if (reader.TokenType != JsonTokenType.String)
            {
                throw Error($"the metadata '{SafeText.Quote(key)}' is not a string");
            }

            if (!metadata.TryAdd(key, reader.GetString()!))
            {
                throw Error($"the metadata '{SafeText.Quote(key)}' is there twice");
            }
        }

        return metadata;
    }

    private SafetensorsEntry ReadEntry(string name)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw Error(name, "is not described by an object");
        }

        SafetensorsDtype? dtype = null;
        long[]? shape = null;
        long[]? offsets = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("dtype"u8))
            {
                dtype = dtype is null ? ReadDtype(name) : throw Error(name, "has two fields 'dtype'");
            }
            else if (reader.ValueTextEquals("shape"u8))
            {
                shape = shape is null ? ReadNumbers(name, "shape") : throw Error(name, "has two fields 'shape'");
            }
            else if (reader.ValueTextEquals("data_offsets"u8))
            {
                offsets = offsets is null ? ReadNumbers(name, "data_offsets") : throw Error(name, "has two fields 'data_offsets'");
            }
            else
            {
                throw Error(name, $"has a field '{SafeText.Quote(reader.GetString()!)}', which the format does not know");
            }
        }

        return Check(
            name,
            dtype ?? throw Error(name, "has no field 'dtype'"),
            shape ?? throw Error(name, "has no field 'shape'"),
            offsets ?? throw Error(name, "has no field 'data_offsets'"));
    }

    private SafetensorsDtype ReadDtype(string name)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.String)
        {
            throw Error(name, "has a dtype that is not a string");
        }

        foreach (var (dtype, text) in SafetensorsDtypes.All)
        {
            if (reader.ValueTextEquals(text))
            {
                return dtype;
            }
        }

        throw Error(
            name,
            $"has the dtype '{SafeText.Quote(reader.GetString()!)}', which is not known",
            $"Known are {string.Join(", ", Enum.GetNames<SafetensorsDtype>())}; convert the checkpoint, or download it again if it was damaged.");
    }

    private long[] ReadNumbers(string name, string field)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw Error(name, $"has a field '{field}' that is not a list");
        }

        // Counted first, so that a list is allocated once and in its size.
        var ahead = reader;
        var count = 0;
        while (ahead.Read() && ahead.TokenType == JsonTokenType.Number)
        {
            count++;
        }

        var numbers = count == 0 ? [] : new long[count];
        for (var index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
        {
            // The first digit tells 0 from -0, which is no non-negative integer in the reference implementation either.
            if (reader.TokenType != JsonTokenType.Number || reader.ValueSpan[0] == (byte)'-' || !reader.TryGetInt64(out var number))
            {
                throw Error(name, $"has a field '{field}' with a value at position {index} that is not an integer from 0 to {long.MaxValue}");
            }

            numbers[index] = number;
        }

        return numbers;
    }

    private readonly SafetensorsEntry Check(string name, SafetensorsDtype dtype, long[] shape, long[] offsets)
    {
        if (offsets.Length != 2)
        {
            throw Error(name, $"has {offsets.Length} data_offsets instead of two, begin and end");
        }

        var (begin, end) = (offsets[0], offsets[1]);
        if (begin > end)
        {
            throw Error(name, $"begins at byte {begin:N0} of the data and ends before that, at byte {end:N0}");
        }

        if (end > dataLength)
        {
            throw Error(
                name,
                $"ends at byte {end:N0} of the data, and the file has only {dataLength:N0}",
                "The file was cut off or changed on its way; download it again.");
        }

        var expected = dtype.ByteLength(shape)
            ?? throw Error(name, $"has the shape {List(shape)}, which no file could hold");
        if (expected != end - begin)
        {
            throw Error(name, $"has the shape {List(shape)} of {dtype}, which is {expected:N0} bytes, and takes up {end - begin:N0} bytes of the data");
        }

        return new(name, dtype, ImmutableCollectionsMarshal.AsImmutableArray(shape), dataStart + begin, expected);
    }

    /// <summary>One tensor after the other, from the first byte of the data to the last: no overlap, no hole, nothing at the end.</summary>
    private readonly void CheckOrder(Dictionary<string, SafetensorsEntry>.ValueCollection entries)
    {
        var ordered = new SafetensorsEntry[entries.Count];
        entries.CopyTo(ordered, 0);
        Array.Sort(ordered, static (a, b) => a.Offset != b.Offset ? a.Offset.CompareTo(b.Offset) : a.ByteLength.CompareTo(b.ByteLength));
        var end = dataStart;
        SafetensorsEntry? previous = null;
        foreach (var entry in ordered)
        {
            if (entry.Offset < end)
            {
                throw Error(entry.Name, $"begins at byte {entry.Offset - dataStart:N0} of the data, inside the tensor '{SafeText.Quote(previous!.Name)}', which ends at byte {end - dataStart:N0}");
            }

            CheckNoHole(end, entry.Offset);
            end = entry.Offset + entry.ByteLength;
            previous = entry;
        }

        CheckNoHole(end, dataStart + dataLength);
    }

    private readonly void CheckNoHole(long end, long next)
    {
        if (next > end)
        {
            throw Error($"{next - end:N0} bytes of the data, from byte {end - dataStart:N0}, belong to no tensor");
        }
    }

    private static string List(ReadOnlySpan<long> shape) =>
        shape.Length > 16 ? $"[{string.Join(", ", shape[..16].ToArray())}, ... {shape.Length} in all]" : $"[{string.Join(", ", shape.ToArray())}]";

    private readonly CheckpointException Error(string name, string what, string remedy = Damaged) =>
        new($"{path}: tensor '{SafeText.Quote(name)}' {what}. {remedy}");

    private readonly CheckpointException Error(string what) => new($"{path}: {what}. {Damaged}");
}
