using System.Text;

namespace VerifyTests;

/// <summary>Reads and writes the files: whole or not at all.</summary>
internal static class SnapshotFile
{
    /// <summary>UTF-8 with a byte order mark, as Verify writes it; no replacement of what is no text.</summary>
    public static Encoding Encoding { get; } = new UTF8Encoding(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true);

    /// <summary>Writes through a file beside it, so that no other process ever sees a half of it, and none is left when writing fails.</summary>
    public static void Write(string path, string text) =>
        Write(path, stream =>
        {
            stream.Write(Encoding.Preamble);
            stream.Write(Encoding.GetBytes(text));
        });

    /// <inheritdoc cref="Write(string, string)"/>
    public static void Write(string path, Action<Stream> content)
    {
        // Its name still matches *.received.*: ignored by git, and cleared by the next run if this one is killed.
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                content(stream);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (EncoderFallbackException exception)
        {
            throw Trouble("write", path, exception, "Take the unpaired surrogate out of the text: no UTF-8 file can hold it.");
        }
        catch (Exception exception) when (IsFileTrouble(exception))
        {
            throw Trouble("write", path, exception);
        }
        finally
        {
            TryDelete(temporary);
        }
    }

    /// <summary>Null if it is missing or empty: diff tools make an empty file of a missing one.</summary>
    public static string? Read(string path)
    {
        try
        {
            return !File.Exists(path) || new FileInfo(path).Length == 0 ? null : File.ReadAllText(path, Encoding);
        }
        catch (Exception exception) when (IsFileTrouble(exception) || exception is DecoderFallbackException)
        {
            throw Trouble("read", path, exception, "Check that the file may be read and is text in UTF-8.");
        }
    }

    public static void CreateDirectory(string directory)
    {
        try
        {
            Directory.CreateDirectory(directory);
        }
        catch (Exception exception) when (IsFileTrouble(exception))
        {
            throw Trouble("create the folder", directory, exception);
        }
    }

    /// <summary>Every file <c>prefix.kind.*</c> and <c>prefix#target.kind.*</c>, by exact prefix: other parameters are other snapshots.</summary>
    public static List<string> Find(string directory, string prefix, string kind)
    {
        try
        {
            return [.. Directory.EnumerateFiles(directory).Where(path => IsOf(Path.GetFileName(path.AsSpan()), prefix, $".{kind}."))];
        }
        catch (Exception exception) when (IsFileTrouble(exception))
        {
            throw Trouble("list", directory, exception, "Check that the folder may be read.");
        }
    }

    /// <summary>Best effort: what cannot be deleted is overwritten or reported later.</summary>
    public static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (IsFileTrouble(exception))
        {
        }
    }

    private static bool IsOf(ReadOnlySpan<char> name, string prefix, string infix) =>
        name.StartsWith(prefix, StringComparison.Ordinal)
        && (name[prefix.Length..].StartsWith(infix, StringComparison.Ordinal)
            || (name[prefix.Length..].StartsWith('#') && name.Contains(infix, StringComparison.Ordinal)));

    private static bool IsFileTrouble(Exception exception) => exception is IOException or UnauthorizedAccessException;

    private static IOException Trouble(string verb, string path, Exception cause, string remedy = "Check that the folder may be written and has space.") =>
        new($"Cannot {verb} {path}: {cause.Message} No file was left half-written. {remedy} Then run the test again.", cause);
}
