using System.Runtime.InteropServices;
using System.Text;

namespace LfmSpec.Models.Files;

/// <summary>
/// Opens the files that a user names or that lie in a folder which a user names: regular files alone, none larger than its kind allows. A folder, a pipe, a
/// socket and a device are each one error at once, so that nothing waits or reads without end.
/// </summary>
internal static class InputFile
{
    // open(2): read only is 0 everywhere; not to wait for a pipe's other end is what Linux and Apple's systems number differently.
    private const int WithoutWaitingOnLinux = 0x800;
    private const int WithoutWaitingOnApple = 0x4;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Opens a file to be read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="kind">Its kind; the size is the reader's matter.</param>
    /// <returns>The open file.</returns>
    /// <exception cref="Exception">What the kind makes of a fault: there is no such file, it is no regular file, or it cannot be opened.</exception>
    public static FileStream Open(string path, FileKind kind)
    {
        try
        {
            if (Directory.Exists(path))
            {
                throw kind.Error(new FileFault(path, "", "this is a folder, not a file", kind.Find));
            }

            if (IsNoFile(path))
            {
                throw NoFile(path, kind);
            }

            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw kind.Error(new FileFault(path, "", "there is no such file", kind.Find, error));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Unreadable(path, error, kind);
        }
    }

    /// <summary>Reads a whole file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="kind">Its kind.</param>
    /// <returns>Its bytes.</returns>
    /// <exception cref="Exception">What the kind makes of a fault: as <see cref="Open"/>, and a file that is too large.</exception>
    public static byte[] ReadBytes(string path, FileKind kind)
    {
        using var stream = Open(path, kind);
        try
        {
            if (stream.Length > kind.LargestBytes)
            {
                throw kind.Broken(path, $"the file has {stream.Length:N0} bytes, and {kind.LargestBytes:N0} are read of a file of its kind");
            }

            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            // A device has no length and goes on all the same.
            return stream.ReadByte() < 0 ? bytes : throw NoFile(path, kind);
        }
        catch (IOException error)
        {
            throw Unreadable(path, error, kind);
        }
    }

    /// <summary>Reads a whole file of text.</summary>
    /// <param name="path">The file.</param>
    /// <param name="kind">Its kind.</param>
    /// <returns>Its text, without a byte order mark.</returns>
    /// <exception cref="Exception">What the kind makes of a fault: as <see cref="ReadBytes"/>, and bytes that are not UTF-8.</exception>
    public static string ReadText(string path, FileKind kind)
    {
        var bytes = WithoutMark(ReadBytes(path, kind)).Span;
        return InvalidAt(bytes) is { } at ? throw NotUtf8(path, bytes, at, kind) : Strict.GetString(bytes);
    }

    /// <summary>A file's bytes without the byte order mark that some editors put in front.</summary>
    internal static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> utf8) => utf8.Span.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8;

    /// <summary>The index of the first byte that belongs to no UTF-8 sequence; null if there is none.</summary>
    internal static int? InvalidAt(ReadOnlySpan<byte> utf8)
    {
        if (System.Text.Unicode.Utf8.IsValid(utf8))
        {
            return null;
        }

        var at = 0;
        while (Rune.DecodeFromUtf8(utf8[at..], out _, out var length) == System.Buffers.OperationStatus.Done)
        {
            at += length;
        }

        return at;
    }

    /// <summary>The fault of bytes that are not UTF-8.</summary>
    internal static Exception NotUtf8(string file, ReadOnlySpan<byte> utf8, int at, FileKind kind, int firstLine = 1) =>
        kind.Broken(file, $"{kind.Whole} is not UTF-8 (line {Line(utf8, at) + firstLine - 1} holds the byte 0x{utf8[at]:X2})");

    /// <summary>The line that a byte is in, from 1.</summary>
    internal static int Line(ReadOnlySpan<byte> utf8, int at) => 1 + utf8[..Math.Min(at, utf8.Length)].Count((byte)'\n');

    private static Exception NoFile(string path, FileKind kind) =>
        kind.Error(new FileFault(path, "", "this is no regular file but a pipe, a socket or a device", $"{kind.Find}, and give a file"));

    private static Exception Unreadable(string path, Exception error, FileKind kind) =>
        kind.Error(new FileFault(path, "", $"the file cannot be read ({SafeText.Quote(error.Message)})", "Check its permissions and whether another program is writing it", error));

    // A pipe is opened without waiting before it could be opened for good, which would wait for somebody to write into it.
    private static bool IsNoFile(string path)
    {
        if (OperatingSystem.IsWindows() || !File.Exists(path))
        {
            return false;
        }

        using var handle = new Microsoft.Win32.SafeHandles.SafeFileHandle(OpenWithoutWaiting(path, OperatingSystem.IsMacOS() ? WithoutWaitingOnApple : WithoutWaitingOnLinux), ownsHandle: true);
        try
        {
            return !handle.IsInvalid && RandomAccess.GetLength(handle) < 0;
        }
        catch (NotSupportedException)
        {
            return true;
        }
    }

    [DllImport("libc", EntryPoint = "open")]
    private static extern int OpenWithoutWaiting([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);
}
