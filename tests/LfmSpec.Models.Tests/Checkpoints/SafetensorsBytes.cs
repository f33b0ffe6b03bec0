using System.Buffers.Binary;
using System.Text;

namespace LfmSpec.Models.Tests.Checkpoints;

/// <summary>Safetensors files made by hand, right or wrong, and a folder of one test's own to put them in.</summary>
internal sealed class SafetensorsBytes : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("safetensors-").FullName;

    /// <summary>The path of a file in the folder.</summary>
    public string PathOf(string name = "model.safetensors") => Path.Combine(folder, name);

    /// <summary>The names of the files in the folder.</summary>
    public IEnumerable<string> Files => Directory.EnumerateFiles(folder).Select(path => Path.GetFileName(path));

    /// <summary>Writes a file and returns its path.</summary>
    public string Write(ReadOnlySpan<byte> bytes, string name = "model.safetensors")
    {
        File.WriteAllBytes(PathOf(name), bytes);
        return PathOf(name);
    }

    /// <summary>Writes a file whose last bytes are zero, without storing them where the file system can do so.</summary>
    public string WriteLong(ReadOnlySpan<byte> start, long length, string name = "model.safetensors")
    {
        using var stream = File.Create(PathOf(name));
        stream.Write(start[..(int)Math.Min(start.Length, length)]);
        stream.SetLength(length);
        return PathOf(name);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>A file with this header and this many bytes of data, which count 0, 1, 2, ...</summary>
    public static byte[] Of(string header, int dataLength) => Of(Encoding.UTF8.GetBytes(header), dataLength);

    /// <inheritdoc cref="Of(string, int)"/>
    public static byte[] Of(byte[] header, int dataLength)
    {
        var bytes = new byte[8 + header.Length + dataLength];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, header.Length);
        header.CopyTo(bytes, 8);
        for (var index = 0; index < dataLength; index++)
        {
            bytes[8 + header.Length + index] = (byte)index;
        }

        return bytes;
    }
}
