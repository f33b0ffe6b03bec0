using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LfmSpec.Models.Checkpoints;

/// <summary>
/// Writes a safetensors file: the tensors in the order in which they were added, and the file whole or not at all.
/// </summary>
public sealed class SafetensorsWriter
{
    private readonly List<Tensor> tensors = [];
    private readonly HashSet<string> names = new(StringComparer.Ordinal);
    private readonly ImmutableArray<KeyValuePair<string, string>> metadata;
    private long dataLength;

    /// <summary>Begins a file without tensors.</summary>
    /// <param name="metadata">What the file is to say about itself, such as format = pt.</param>
    public SafetensorsWriter(IReadOnlyDictionary<string, string>? metadata = null)
    {
        this.metadata = [.. metadata ?? ImmutableDictionary<string, string>.Empty];
        foreach (var (key, value) in this.metadata)
        {
            CheckText(key, nameof(metadata));
            CheckText(value, nameof(metadata));
        }
    }

    /// <summary>Adds a tensor.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="dtype">The type of its elements.</param>
    /// <param name="shape">Its shape; empty for a scalar.</param>
    /// <param name="bytes">Its elements, row by row, little-endian. They are read when the file is written.</param>
    public void Add(string name, SafetensorsDtype dtype, ReadOnlySpan<long> shape, ReadOnlyMemory<byte> bytes)
    {
        if (Enum.IsDefined(dtype) && dtype.ByteLength(shape) is { } expected && expected != bytes.Length)
        {
            throw new ArgumentException(
                $"Tensor '{name}' has the shape [{string.Join(", ", shape.ToArray())}] of {dtype}, which is {expected:N0} bytes, and {bytes.Length:N0} were given.",
                nameof(bytes));
        }

        Add(name, dtype, shape, [bytes]);
    }

    /// <summary>Adds a tensor whose bytes come in parts, when the file is written: one of more than 2 GB, or one that is computed.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="dtype">The type of its elements.</param>
    /// <param name="shape">Its shape; empty for a scalar.</param>
    /// <param name="parts">Its elements, row by row, little-endian, in parts of any size.</param>
    public void Add(string name, SafetensorsDtype dtype, ReadOnlySpan<long> shape, IEnumerable<ReadOnlyMemory<byte>> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        CheckText(name, nameof(name));
        if (name == SafetensorsHeader.MetadataKey)
        {
            throw new ArgumentException($"No tensor can be named '{name}': the file keeps its metadata under this name. Pass metadata to the constructor.", nameof(name));
        }

        if (!Enum.IsDefined(dtype))
        {
            throw new ArgumentOutOfRangeException(nameof(dtype), dtype, $"Tensor '{name}' has no known type.");
        }

        foreach (var size in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(size, nameof(shape));
        }

        var length = dtype.ByteLength(shape);
        if (length is null || length > long.MaxValue - dataLength - (2 * SafetensorsHeader.LongestHeader))
        {
            throw new ArgumentOutOfRangeException(nameof(shape), $"Tensor '{name}' has the shape [{string.Join(", ", shape.ToArray())}], which no file could hold.");
        }

        if (!names.Add(name))
        {
            throw new ArgumentException($"Tensor '{name}' is there already; each name can be used once.", nameof(name));
        }

        tensors.Add(new(name, dtype, [.. shape], dataLength, length.Value, parts));
        dataLength += length.Value;
    }

    /// <summary>Writes the file: into one beside it first, which takes its place when it is complete and on the disk.</summary>
    /// <param name="path">The file; one that is there is replaced.</param>
    /// <param name="cancellation">Stops the writing and leaves everything as it was.</param>
    /// <exception cref="IOException">The file cannot be written; an old one is still there.</exception>
    /// <exception cref="InvalidOperationException">A tensor's parts do not add up to its shape.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; an old file is still there.</exception>
    public void Write(string path, CancellationToken cancellation = default) => Write(path, overwrite: true, cancellation);

    /// <summary>Writes the file, whole or not at all, and over another one only where that is wanted.</summary>
    /// <param name="path">The file.</param>
    /// <param name="overwrite">Whether a file that is there is replaced; if not, it stays and the writing fails.</param>
    /// <param name="cancellation">Stops the writing and leaves everything as it was.</param>
    /// <exception cref="IOException">The file cannot be written; an old one is still there.</exception>
    /// <exception cref="InvalidOperationException">A tensor's parts do not add up to its shape.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; an old file is still there.</exception>
    public void Write(string path, bool overwrite, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var header = Header();
        var total = header.Length + dataLength;
        try
        {
            cancellation.ThrowIfCancellationRequested();
            WholeFile.Write(path, temporary => WriteAll(temporary, header.Span, total, cancellation), overwrite);
        }
        catch (OperationCanceledException exception)
        {
            throw new OperationCanceledException($"Writing {path} was cancelled; what was there before is unchanged.", exception, cancellation);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IOException(
                $"{path}: the file cannot be written: {exception.Message} What was there before is unchanged. Check that the folder exists and may be written, and that {total:N0} bytes are free.",
                exception);
        }
    }

    private void WriteAll(string path, ReadOnlySpan<byte> header, long total, CancellationToken cancellation)
    {
        // Asking for all the space at once finds a full disk before hours of writing.
        using var stream = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            PreallocationSize = total,
        });
        stream.Write(header);
        foreach (var tensor in tensors)
        {
            var written = 0L;
            foreach (var part in tensor.Parts)
            {
                cancellation.ThrowIfCancellationRequested();
                written += part.Length;
                if (written > tensor.ByteLength)
                {
                    break;
                }

                stream.Write(part.Span);
            }

            if (written != tensor.ByteLength)
            {
                throw new InvalidOperationException(
                    $"Tensor '{tensor.Name}' has the shape [{string.Join(", ", tensor.Shape)}] of {tensor.Dtype}, which is {tensor.ByteLength:N0} bytes, and its parts have {written:N0}{(written > tensor.ByteLength ? " or more" : "")}. Nothing was written.");
            }
        }

        cancellation.ThrowIfCancellationRequested();
        stream.Flush(flushToDisk: true);
    }

    /// <summary>The length, the JSON, and spaces up to a multiple of eight bytes, as the reference implementation writes them.</summary>
    private ReadOnlyMemory<byte> Header()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            WriteMetadata(json);
            foreach (var tensor in tensors)
            {
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype"u8, tensor.Dtype.ToString());
                WriteNumbers(json, "shape", tensor.Shape.AsSpan());
                WriteNumbers(json, "data_offsets", [tensor.Begin, tensor.Begin + tensor.ByteLength]);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        var length = (buffer.WrittenCount + 7) / 8 * 8;
        if (length > SafetensorsHeader.LongestHeader)
        {
            throw new InvalidOperationException(
                $"The header of {tensors.Count:N0} tensors is {length:N0} bytes long, and the format allows {SafetensorsHeader.LongestHeader:N0}. Write several files.");
        }

        var header = new byte[SafetensorsHeader.LengthBytes + length];
        header.AsSpan().Fill((byte)' ');
        BinaryPrimitives.WriteInt64LittleEndian(header, length);
        buffer.WrittenSpan.CopyTo(header.AsSpan(SafetensorsHeader.LengthBytes));
        return header;
    }

    private void WriteMetadata(Utf8JsonWriter json)
    {
        if (metadata.IsEmpty)
        {
            return;
        }

        json.WriteStartObject(SafetensorsHeader.MetadataKey);
        foreach (var (key, value) in metadata)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, ReadOnlySpan<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }

    private static void CheckText(string text, string argument)
    {
        ArgumentNullException.ThrowIfNull(text, argument);
        for (var index = 0; index < text.Length; index++)
        {
            if (char.IsSurrogate(text[index]) && !(index + 1 < text.Length && char.IsSurrogatePair(text[index], text[++index])))
            {
                throw new ArgumentException($"'{text}' holds half of a surrogate pair, which no UTF-8 file can hold.", argument);
            }
        }
    }

    private sealed record Tensor(
        string Name, SafetensorsDtype Dtype, ImmutableArray<long> Shape, long Begin, long ByteLength, IEnumerable<ReadOnlyMemory<byte>> Parts);
}
