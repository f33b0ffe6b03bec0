using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using LfmSpec.Models.Files;

namespace LfmSpec.Models.Checkpoints;

/// <summary>
/// A safetensors file: opening costs the header. A tensor's bytes are either mapped into memory, read when they are touched and part of the
/// process's memory from then on, or copied out without that. Any number of threads may read at once. The file must not be changed while it is open.
/// </summary>
public sealed class SafetensorsFile : IDisposable
{
    private static readonly FileKind Kind = new(int.MaxValue, CheckpointException.Of, _ => "Download it again") { Find = "Check the path, or download the checkpoint" };

    private readonly FileStream stream;
    private readonly MemoryMappedFile mapping;
    private readonly MemoryMappedViewAccessor view;
    private readonly SafetensorsHeader header;
    private readonly long length;
    private readonly Lazy<string> sha256;

    private SafetensorsFile(string path, FileStream stream, MemoryMappedFile mapping, MemoryMappedViewAccessor view, long length)
    {
        Path = path;
        this.stream = stream;
        this.mapping = mapping;
        this.view = view;
        this.length = length;
        sha256 = new(ComputeSha256);

        var headerLength = SafetensorsHeader.ReadLength(Mapped(0, (int)Math.Min(length, SafetensorsHeader.LengthBytes)), length, path);
        header = SafetensorsHeader.Read(Mapped(SafetensorsHeader.LengthBytes, headerLength), length, path);
    }

    /// <summary>The file's path.</summary>
    public string Path { get; }

    /// <summary>The tensors by name.</summary>
    public IReadOnlyDictionary<string, SafetensorsEntry> Entries => header.Entries;

    /// <summary>What else the file says about itself; empty if nothing.</summary>
    public IReadOnlyDictionary<string, string> Metadata => header.Metadata;

    /// <summary>Opens a file and checks its header.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The open file; dispose it to close it.</returns>
    /// <exception cref="CheckpointException">There is no such file, it cannot be read, or it is not a whole and valid safetensors file.</exception>
    public static SafetensorsFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var stream = InputFile.Open(path, Kind);
        MemoryMappedFile? mapping = null;
        MemoryMappedViewAccessor? view = null;
        try
        {
            var length = stream.Length;
            if (length < SafetensorsHeader.LengthBytes)
            {
                // Refused here, since an empty file cannot be mapped.
                SafetensorsHeader.ReadLength([], length, path);
            }

            mapping = MemoryMappedFile.CreateFromFile(stream, mapName: null, length, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
            view = mapping.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
            return new SafetensorsFile(path, stream, mapping, view, length);
        }
        catch (Exception exception)
        {
            view?.Dispose();
            mapping?.Dispose();
            stream.Dispose();
            if (exception is IOException or UnauthorizedAccessException)
            {
                throw new CheckpointException($"{path}: the file cannot be read: {exception.Message} Check its permissions and whether another program is writing it.", exception);
            }

            throw;
        }
    }

    /// <summary>
    /// A tensor's bytes, in place: nothing is copied. They are gone when the file is disposed; copy what must outlive it.
    /// </summary>
    /// <param name="name">The tensor's name.</param>
    /// <returns>All its bytes.</returns>
    /// <exception cref="CheckpointException">The file has no such tensor.</exception>
    /// <exception cref="NotSupportedException">The tensor is larger than a span can be.</exception>
    public ReadOnlySpan<byte> Bytes(string name)
    {
        var entry = Find(name);
        return entry.ByteLength <= int.MaxValue
            ? Mapped(entry.Offset, (int)entry.ByteLength)
            : throw new NotSupportedException(
                $"{Path}: tensor '{name}' has {entry.ByteLength:N0} bytes, and a span takes at most {int.MaxValue:N0}. Read it in parts, with Bytes(name, start, count) or CopyTo(name, start, destination).");
    }

    /// <summary>A part of a tensor's bytes, in place; for tensors of any size.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="start">The first byte, counted from the tensor's beginning.</param>
    /// <param name="count">How many bytes.</param>
    /// <returns>The bytes; they are gone when the file is disposed.</returns>
    public ReadOnlySpan<byte> Bytes(string name, long start, int count) => Mapped(Place(name, start, count), count);

    /// <summary>Copies a part of a tensor, as long as the destination; for tensors of any size. What was copied does not stay mapped.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="start">The first byte, counted from the tensor's beginning.</param>
    /// <param name="destination">Where the bytes go.</param>
    /// <exception cref="CheckpointException">The file became shorter, or reading it failed.</exception>
    public void CopyTo(string name, long start, Span<byte> destination) => Read(Place(name, start, destination.Length), destination);

    /// <summary>The SHA-256 of the whole file; read once, then remembered.</summary>
    /// <returns>64 hexadecimal digits, in lower case.</returns>
    public string Sha256()
    {
        ThrowIfDisposed();
        return sha256.Value;
    }

    /// <summary>Closes the file. Spans that were taken from it must not be used any more.</summary>
    public void Dispose()
    {
        view.Dispose();
        mapping.Dispose();
    }

    private SafetensorsEntry Find(string name)
    {
        ThrowIfDisposed();
        return Entries.TryGetValue(name, out var entry)
            ? entry
            : throw new CheckpointException($"{Path}: there is no tensor '{name}' among the {Entries.Count:N0} in the file. Check the name, or whether this is the right file.");
    }

    private long Place(string name, long start, int count)
    {
        var entry = Find(name);
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (start > entry.ByteLength - count)
        {
            throw new ArgumentOutOfRangeException(
                nameof(start), start, $"{Path}: tensor '{name}' has {entry.ByteLength:N0} bytes; {count:N0} from byte {start:N0} are beyond its end.");
        }

        return entry.Offset + start;
    }

    /// <summary>The one place where mapped memory becomes a span; every caller has checked that it lies within the file.</summary>
    private ReadOnlySpan<byte> Mapped(long offset, int count)
    {
        ThrowIfDisposed();
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, length - count);
        ref var start = ref Unsafe.AddByteOffset(ref Unsafe.NullRef<byte>(), view.SafeMemoryMappedViewHandle.DangerousGetHandle());
        return MemoryMarshal.CreateReadOnlySpan(ref Unsafe.AddByteOffset(ref start, (nint)offset), count);
    }

    private void Read(long offset, Span<byte> destination)
    {
        try
        {
            while (destination.Length > 0)
            {
                var read = RandomAccess.Read(stream.SafeFileHandle, destination, offset);
                if (read == 0)
                {
                    throw new EndOfStreamException($"it ends at byte {offset:N0} of {length:N0}.");
                }

                offset += read;
                destination = destination[read..];
            }
        }
        catch (IOException exception)
        {
            throw new CheckpointException($"{Path}: the file cannot be read any more: {exception.Message} It must not be changed while it is in use.", exception);
        }
    }

    private string ComputeSha256()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 18];
        for (var position = 0L; position < length; position += buffer.Length)
        {
            var part = buffer.AsSpan(0, (int)Math.Min(buffer.Length, length - position));
            Read(position, part);
            hash.AppendData(part);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private void ThrowIfDisposed()
    {
        if (view.SafeMemoryMappedViewHandle.IsClosed)
        {
            throw new ObjectDisposedException(nameof(SafetensorsFile), $"{Path} is closed. Read it before disposing the SafetensorsFile, or open it again.");
        }
    }
}
