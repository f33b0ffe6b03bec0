using System.Text;

namespace VerifyTests;

/// <summary>From the text that a test made to the text that is compared and written: LF newlines, scrubbed, no paths of this machine.</summary>
internal static class SnapshotText
{
    /// <summary>A bare string: no byte order mark, and a word where there would be nothing to see.</summary>
    public static string OfString(string? value) => value is null ? "null" : value.TrimStart('\uFEFF') is { Length: > 0 } text ? text : "emptyString";

    public static string Scrub(string text, string extension, VerifySettings settings, DirectoryReplacements directories)
    {
        var builder = new StringBuilder(text);
        FixNewlines(builder);
        var scrubbers = settings.Scrubbers.All
            .Concat(settings.Scrubbers.Of(extension))
            .Concat(VerifierSettings.Scrubbers.Of(extension))
            .Concat(VerifierSettings.Scrubbers.All);
        foreach (var scrubber in scrubbers)
        {
            scrubber(builder);
        }

        FixNewlines(builder);
        return directories.Apply(builder.ToString());
    }

    public static string FixNewlines(string text) => text.Replace("\r\n", "\n").Replace('\r', '\n');

    private static void FixNewlines(StringBuilder text) => text.Replace("\r\n", "\n").Replace('\r', '\n');
}
