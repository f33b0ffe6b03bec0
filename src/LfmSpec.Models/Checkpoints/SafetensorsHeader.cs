using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Unicode;

namespace LfmSpec.Models.Checkpoints;

/// <summary>
/// The header of a safetensors file, checked as the reference implementation does and more strictly: every byte of the data
/// belongs to exactly one tensor. It reads nothing but the header, and trusts nothing that the header says.
/// </summary>
internal sealed record SafetensorsHeader(
    IReadOnlyDictionary<string, SafetensorsEntry> Entries,
    IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>The most bytes; of a hundred thousand tensors it has some fifteen million. The reference implementation reads 100,000,000.</summary>
    public const int LongestHeader = 32_000_000;

    /// <summary>The size of the header's own length, which the file begins with.</summary>
    public const int LengthBytes = sizeof(ulong);

    /// <summary>The one key that is not a tensor.</summary>
    public const string MetadataKey = "__metadata__";

    private const string DownloadAgain = "The file was cut off or changed on its way; download it again.";

    /// <summary>The header's length in bytes.</summary>
    /// <param name="start">The first bytes of the file, at least as many as there are up to eight.</param>
    /// <param name="fileLength">The file's length in bytes.</param>
    /// <param name="path">The file's path, for messages.</param>
    public static int ReadLength(ReadOnlySpan<byte> start, long fileLength, string path)
    {
        if (fileLength < LengthBytes)
        {
            throw new CheckpointException(
                $"{path}: the file is {fileLength} bytes long, and a safetensors file begins with 8 bytes that say how long its header is. {DownloadAgain}");
        }

        if (start.StartsWith("version "u8))
        {
            throw new CheckpointException($"{path}: this is not the checkpoint but a Git LFS pointer to it. Run 'git lfs pull' in its folder, or download the file itself.");
        }

        if (start.StartsWith("GGUF"u8))
        {
            throw new CheckpointException($"{path}: this is a GGUF file under another name, and safetensors are read here. Use the checkpoint that it was made of.");
        }

        var length = BinaryPrimitives.ReadUInt64LittleEndian(start);
        if (length > LongestHeader)
        {
            throw new CheckpointException(
                $"{path}: the file says that its header is {length:N0} bytes long, and {LongestHeader:N0} is the most that is allowed. It is no safetensors file, or was damaged; download it again.");
        }

        if ((long)length > fileLength - LengthBytes)
        {
            throw new CheckpointException(
                $"{path}: the file says that its header is {length:N0} bytes long, and only {fileLength - LengthBytes:N0} bytes follow. {DownloadAgain}");
        }

        return (int)length;
    }

    /// <summary>Reads and checks a header.</summary>
    /// <param name="json">The header, without the length in front of it.</param>
    /// <param name="fileLength">The file's length in bytes.</param>
    /// <param name="path">The file's path, for messages.</param>
    public static SafetensorsHeader Read(ReadOnlySpan<byte> json, long fileLength, string path)
    {
        if (json.IsEmpty || json[0] != (byte)'{')
        {
            throw new CheckpointException($"{path}: the header does not begin with '{{'. It is no safetensors file, or was damaged; download it again.");
        }

        if (!Utf8.IsValid(json))
        {
            throw new CheckpointException($"{path}: the header is not UTF-8 text. {DownloadAgain}");
        }

        CheckLiterals(json, path);
        try
        {
            var size = SafetensorsHeaderSize.Measure(json);
            size.Check(json.Length, fileLength, path);
            return new SafetensorsHeaderReader(json, fileLength, path).Read(size);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: half of a surrogate pair, written as an escape, is no text.
            throw new CheckpointException($"{path}: the header is not JSON: {SafeText.Quote(exception.Message)} {DownloadAgain}", exception);
        }
    }

    /// <summary>
    /// Refuses a misspelt true, false or null before the JSON reader meets it, which would quote the whole rest of the header,
    /// several times over, in its message.
    /// </summary>
    private static void CheckLiterals(ReadOnlySpan<byte> json, string path)
    {
        for (var index = 0; index < json.Length; index++)
        {
            var rest = json[index..];
            if (rest[0] == (byte)'"')
            {
                index += LengthOfString(rest) - 1;
                continue;
            }

            var isWrong = rest[0] switch
            {
                (byte)'t' => !rest.StartsWith("true"u8),
                (byte)'f' => !rest.StartsWith("false"u8),
                (byte)'n' => !rest.StartsWith("null"u8),
                _ => false,
            };
            if (isWrong)
            {
                throw new CheckpointException($"{path}: the header is not JSON: '{(char)rest[0]}' at byte {index:N0} begins neither true nor false nor null. {DownloadAgain}");
            }
        }
    }

    /// <summary>From quote to quote; to the end if there is no second one.</summary>
    private static int LengthOfString(ReadOnlySpan<byte> text)
    {
        var length = 1;
        while (text[length..].IndexOfAny((byte)'"', (byte)'\\') is var found && found >= 0)
        {
            length += found;
            if (text[length] == (byte)'"')
            {
                return length + 1;
            }

            length = Math.Min(length + 2, text.Length);
        }

        return text.Length;
    }
}
