using System.Runtime.CompilerServices;
using System.Text;

namespace VerifyTests;

/// <summary>The settings of all verifications. They are made before the first one, usually in a [ModuleInitializer].</summary>
public static class VerifierSettings
{
    private static readonly Dictionary<string, StringCompare> ExtensionComparers = [];
    private static StringCompare? defaultComparer;
    private static string? firstRunBy;

    internal static ScrubberList Scrubbers { get; } = new();

    internal static Encoding Encoding { get; private set; } = new UTF8Encoding(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true);

    internal static bool NewlinesAreFixedOnRead { get; private set; }

    internal static bool ContentIsOmitted { get; private set; }

    internal static bool UniquePrefixDisabled { get; private set; }

    internal static GlobalAutoVerify? IsAutoVerified { get; private set; }

    internal static bool AutoVerifyThrows { get; private set; }

    /// <summary>Writes files as UTF-8 without a byte order mark.</summary>
    public static void UseUtf8NoBom() => UseEncoding(new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));

    /// <summary>Writes and reads files in this encoding.</summary>
    public static void UseEncoding(Encoding encoding)
    {
        ThrowIfVerifyHasBeenRun();
        Encoding = encoding;
    }

    /// <summary>Reads a verified file's carriage returns as newlines; without it they are refused.</summary>
    public static void FixNewlinesOnRead()
    {
        ThrowIfVerifyHasBeenRun();
        NewlinesAreFixedOnRead = true;
    }

    /// <summary>Keeps the two texts out of the exception's message.</summary>
    public static void OmitContentFromException() => ContentIsOmitted = true;

    /// <summary>Lets several verifications share one file.</summary>
    public static void DisableRequireUniquePrefix()
    {
        ThrowIfVerifyHasBeenRun();
        UniquePrefixDisabled = true;
    }

    /// <summary>Writes every verified file without a review.</summary>
    /// <param name="includeBuildServer">Whether on a build server too.</param>
    /// <param name="throwException">Whether the test still fails when the file was written.</param>
    public static void AutoVerify(bool includeBuildServer = true, bool throwException = false) =>
        AutoVerify((_, _, _) => true, includeBuildServer, throwException);

    /// <summary>Writes the verified files without a review where <paramref name="autoVerify"/> says so.</summary>
    /// <param name="autoVerify">Asked with the type's name, the method's name and the verified file's path.</param>
    /// <param name="includeBuildServer">Whether on a build server too.</param>
    /// <param name="throwException">Whether the test still fails when the file was written.</param>
    public static void AutoVerify(GlobalAutoVerify autoVerify, bool includeBuildServer = true, bool throwException = false)
    {
        ThrowIfVerifyHasBeenRun();
        if (includeBuildServer || !DiffEngine.BuildServerDetector.Detected)
        {
            IsAutoVerified = autoVerify;
            AutoVerifyThrows = throwException;
        }
    }

    /// <summary>Compares texts with this extension that differ.</summary>
    public static void RegisterStringComparer(string extension, StringCompare compare)
    {
        ThrowIfVerifyHasBeenRun();
        Guard.Extension(extension, nameof(extension));
        ExtensionComparers[extension] = compare;
    }

    /// <summary>Compares texts that differ.</summary>
    public static void SetDefaultStringComparer(StringCompare compare)
    {
        ThrowIfVerifyHasBeenRun();
        defaultComparer = compare;
    }

    /// <summary>Changes every text before it is compared and written.</summary>
    public static void AddScrubber(Action<StringBuilder> scrubber, ScrubberLocation location = ScrubberLocation.First)
    {
        ThrowIfVerifyHasBeenRun();
        Scrubbers.Add(scrubber, location);
    }

    /// <summary>Changes the text of snapshots with this extension before it is compared and written.</summary>
    public static void AddScrubber(string extension, Action<StringBuilder> scrubber, ScrubberLocation location = ScrubberLocation.First)
    {
        ThrowIfVerifyHasBeenRun();
        Scrubbers.Add(extension, scrubber, location);
    }

    internal static StringCompare? FindComparer(string extension) => ExtensionComparers.GetValueOrDefault(extension) ?? defaultComparer;

    internal static void NoteRun(string typeAndMethod) => Interlocked.CompareExchange(ref firstRunBy, typeAndMethod, null);

    /// <summary>A setting made after the first verification would hold for some of the tests only, by chance.</summary>
    internal static void ThrowIfVerifyHasBeenRun([CallerMemberName] string api = "")
    {
        if (firstRunBy is not null)
        {
            throw new InvalidOperationException(
                $"The API '{api}' must be called prior to any Verify has run. Usually this is done in a [ModuleInitializer]. Verify run by: {firstRunBy}");
        }
    }
}
