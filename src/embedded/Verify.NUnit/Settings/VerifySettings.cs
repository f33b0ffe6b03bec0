using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;

namespace VerifyTests;

/// <summary>The settings of one verification.</summary>
public partial class VerifySettings
{
    internal AutoVerify? autoVerify;
    internal bool throwException;
    internal bool uniquePrefixDisabled;
    internal DiffViewer diffViewer = DiffViewer.Installed;

    /// <summary>The defaults.</summary>
    public VerifySettings()
    {
    }

    /// <summary>A copy: changing it leaves the original alone.</summary>
    public VerifySettings(VerifySettings? settings)
    {
        if (settings is null)
        {
            return;
        }

        autoVerify = settings.autoVerify;
        throwException = settings.throwException;
        uniquePrefixDisabled = settings.uniquePrefixDisabled;
        diffViewer = settings.diffViewer;
        Directory = settings.Directory;
        typeName = settings.typeName;
        methodName = settings.methodName;
        fileName = settings.fileName;
        parameters = settings.parameters;
        parametersText = settings.parametersText;
        comparer = settings.comparer;
        extensionComparers = new(settings.extensionComparers);
        Scrubbers = new(settings.Scrubbers);
        foreach (var (key, value) in settings.Context)
        {
            Context.Add(key, value is ICloneable cloneable ? cloneable.Clone() : value);
        }
    }

    /// <summary>Anything that a comparer is to know.</summary>
    public Dictionary<string, object> Context { get; } = [];

    internal ScrubberList Scrubbers { get; } = new();

    /// <summary>Opens no diff tool for this verification.</summary>
    public void DisableDiff() => diffViewer = DiffViewer.None;

    /// <summary>Lets this verification share its file with another one.</summary>
    public void DisableRequireUniquePrefix() => uniquePrefixDisabled = true;

    /// <summary>Writes the verified file without a review.</summary>
    /// <param name="includeBuildServer">Whether on a build server too.</param>
    /// <param name="throwException">Whether the test still fails when the file was written.</param>
    [OverloadResolutionPriority(1)]
    public void AutoVerify(bool includeBuildServer = true, bool throwException = false) =>
        AutoVerify(_ => true, includeBuildServer, throwException);

    /// <summary>Writes the verified file without a review where <paramref name="autoVerify"/> says so.</summary>
    /// <param name="autoVerify">Asked with the verified file's path.</param>
    /// <param name="includeBuildServer">Whether on a build server too.</param>
    /// <param name="throwException">Whether the test still fails when the file was written.</param>
    [OverloadResolutionPriority(1)]
    public void AutoVerify(AutoVerify autoVerify, bool includeBuildServer = true, bool throwException = false)
    {
        if (includeBuildServer || !DiffEngine.BuildServerDetector.Detected)
        {
            this.autoVerify = autoVerify;
            this.throwException = throwException;
        }
    }

    /// <summary>Changes the text before it is compared and written.</summary>
    public void AddScrubber(Action<StringBuilder> scrubber, ScrubberLocation location = ScrubberLocation.First) =>
        Scrubbers.Add(scrubber, location);

    /// <summary>Changes the text of snapshots with this extension before it is compared and written.</summary>
    public void AddScrubber(string extension, Action<StringBuilder> scrubber, ScrubberLocation location = ScrubberLocation.First) =>
        Scrubbers.Add(extension, scrubber, location);
}

/// <content>Comparers.</content>
public partial class VerifySettings
{
    private StringCompare? comparer;
    private readonly Dictionary<string, StringCompare> extensionComparers = [];

    /// <summary>Compares texts that differ, for these extensions or, without any, for all.</summary>
    [OverloadResolutionPriority(1)]
    public void UseStringComparer(StringCompare compare, params ReadOnlySpan<string> extensions)
    {
        if (extensions.IsEmpty)
        {
            comparer = compare;
        }

        foreach (var extension in extensions)
        {
            Guard.Extension(extension, nameof(extensions));
            extensionComparers[extension] = compare;
        }
    }

    /// <summary>The most specific one: this verification's for the extension, this verification's, all tests' for the extension, all tests'.</summary>
    internal bool TryFindComparer(string extension, [NotNullWhen(true)] out StringCompare? compare)
    {
        compare = extensionComparers.GetValueOrDefault(extension) ?? comparer ?? VerifierSettings.FindComparer(extension);
        return compare is not null;
    }
}
