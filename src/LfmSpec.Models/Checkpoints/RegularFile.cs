using System.Runtime.InteropServices;

namespace LfmSpec.Models.Checkpoints;

/// <summary>Tells a regular file from all else that can stand under a name, before something is put in its place.</summary>
internal static class RegularFile
{
    // The runtime's own stat, which is one on every Unix: the mode is its second number.
    private const int ModeAt = 4, StatBytes = 256, KindMask = 0xF000, Regular = 0x8000;

    /// <summary>Why a file may not be written there, as the end of a sentence about the path; null if nothing is there, or a regular file.</summary>
    /// <param name="path">The path.</param>
    public static string? Problem(string path)
    {
        if (new FileInfo(path) is { LinkTarget: { } target })
        {
            return $"is a link to {SafeText.Quote(target)}; name the file itself";
        }

        return Directory.Exists(path) ? "is a folder; name a file" : File.Exists(path) && !Is(path) ? "is no regular file but a pipe, a socket or a device; name a file" : null;
    }

    /// <summary>Whether a path is of a regular file, or a link to one.</summary>
    /// <param name="path">The path.</param>
    public static bool Is(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return File.Exists(path);
        }

        var status = new byte[StatBytes];
        return Stat(path, status) == 0 && (BitConverter.ToInt32(status, ModeAt) & KindMask) == Regular;
    }

    [DllImport("libSystem.Native", EntryPoint = "SystemNative_Stat")]
    private static extern int Stat([MarshalAs(UnmanagedType.LPUTF8Str)] string path, [Out] byte[] status);
}
