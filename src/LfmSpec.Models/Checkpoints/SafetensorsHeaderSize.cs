using System.Text.Json;

namespace LfmSpec.Models.Checkpoints;

/// <summary>How much a header holds, counted before anything is made of it.</summary>
internal readonly record struct SafetensorsHeaderSize(int Objects, int Strings, int Numbers)
{
    /// <summary>Beyond the file's own size, bookkeeping may take this many bytes.</summary>
    public const long Allowance = 1 << 26;

    /// <summary>The most tensors of a file; of those that are published the largest has some ten thousand.</summary>
    public const int MostTensors = 100_000;

    // A text a tensor and as many in the metadata; a tensor's dimensions and where it is.
    private const int MostStrings = 2 * MostTensors;
    private const int MostNumbers = 10 * MostTensors;

    // On .NET 10, 64 bits, not counting characters: an entry with its name, its shape and its places in the dictionary and in
    // the order; a pair of strings and its place in a dictionary that grows; a dimension.
    private const long BytesPerObject = 160;
    private const long BytesPerString = 136;
    private const long BytesPerNumber = 8;

    // A text's characters, two bytes each, and the buffer in which the JSON reader undoes escapes.
    private const long BytesPerByte = 5;

    /// <summary>Walks through the header once; it allocates nothing.</summary>
    public static SafetensorsHeaderSize Measure(ReadOnlySpan<byte> json)
    {
        var (objects, strings, numbers) = (0, 0, 0);
        var reader = SafetensorsHeaderReader.Begin(json);
        while (reader.Read())
        {
            objects += reader.TokenType == JsonTokenType.StartObject ? 1 : 0;
            strings += reader.TokenType == JsonTokenType.String ? 1 : 0;
            numbers += reader.TokenType == JsonTokenType.Number ? 1 : 0;
        }

        return new(objects, strings, numbers);
    }

    /// <summary>At most how many bytes of memory the header's entries and metadata take.</summary>
    public long BytesOfMemory(int headerLength) =>
        (Objects * BytesPerObject) + (Strings * BytesPerString) + (Numbers * BytesPerNumber) + (BytesPerByte * headerLength);

    /// <summary>Refuses a header that would take much more memory than the file itself.</summary>
    public void Check(int headerLength, long fileLength, string path)
    {
        // One object is the header's own.
        var (count, what, most) = Objects - 1 > MostTensors ? (Objects - 1, "objects", MostTensors)
            : Strings > MostStrings ? (Strings, "texts", MostStrings)
            : (Numbers, "numbers", MostNumbers);
        if (count > most)
        {
            throw new CheckpointException($"{path}: the header of {headerLength:N0} bytes lists {count:N0} {what}, and {most:N0} are read. It is no model; check where the file comes from.");
        }

        var needed = BytesOfMemory(headerLength);
        if (needed > fileLength + Allowance)
        {
            throw new CheckpointException(
                $"{path}: the header of {headerLength:N0} bytes lists so much that it would take {needed:N0} bytes of memory, in a file of {fileLength:N0} bytes. It is no model; check where the file comes from.");
        }
    }
}
