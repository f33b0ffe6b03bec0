using System.Diagnostics.Contracts;
using System.Runtime.CompilerServices;
using NUnit.Framework;
using VerifyTests;

namespace VerifyNUnit;

/// <summary>Compares a text with the snapshot that a person approved.</summary>
public static class Verifier
{
    private static DerivePathInfo derivePathInfo = PathInfo.DeriveDefault;

    /// <summary>Puts every snapshot where <paramref name="derivePathInfo"/> says; call it in a [ModuleInitializer].</summary>
    public static void DerivePathInfo(DerivePathInfo derivePathInfo)
    {
        ArgumentNullException.ThrowIfNull(derivePathInfo);
        VerifierSettings.ThrowIfVerifyHasBeenRun();
        Verifier.derivePathInfo = derivePathInfo;
    }

    /// <summary>Verifies a text, as <c>.txt</c>.</summary>
    [Pure]
    public static SettingsTask Verify(string? target, VerifySettings? settings = null, [CallerFilePath] string sourceFile = "") =>
        Start(() => Task.FromResult(SnapshotText.OfString(target)), "txt", settings, sourceFile);

    /// <summary>Verifies a text that is yet to come, as <c>.txt</c>.</summary>
    [Pure]
    public static SettingsTask Verify(Task<string> target, VerifySettings? settings = null, [CallerFilePath] string sourceFile = "") =>
        Start(async () => SnapshotText.OfString(await target.ConfigureAwait(false)), "txt", settings, sourceFile);

    /// <summary>Verifies a text with an extension of its own, as it is.</summary>
    [Pure]
    public static SettingsTask Verify(
        string? target,
        string extension,
        VerifySettings? settings = null,
        [CallerFilePath] string sourceFile = "") =>
        Start(() => Task.FromResult(target ?? "null"), extension, settings, sourceFile);

    /// <summary>Verifies a text that is yet to come with an extension of its own, as it is.</summary>
    [Pure]
    public static SettingsTask Verify(
        Task<string> target,
        string extension,
        VerifySettings? settings = null,
        [CallerFilePath] string sourceFile = "") =>
        Start(async () => await target.ConfigureAwait(false) ?? "null", extension, settings, sourceFile);

    private static SettingsTask Start(Func<Task<string>> target, string extension, VerifySettings? settings, string sourceFile)
    {
        Guard.SourceFile(sourceFile);
        Guard.TextExtension(extension, nameof(extension));
        return new(settings, copy => Run(target, extension, copy, sourceFile));
    }

    private static async Task<VerifyResult> Run(Func<Task<string>> target, string extension, VerifySettings settings, string sourceFile)
    {
        var test = RunningTest.Find();
        var typeName = SnapshotName.TypeName(test.Type);
        VerifierSettings.NoteRun($"{typeName}.{test.Method.Name}");

        var folders = ProjectFolders.Of(test.Type.Assembly);
        var path = derivePathInfo(sourceFile, folders.Project, test.Type, test.Method);
        var parameters = ParameterText.Of(test.ParameterNames, settings, test.Arguments);
        var verification = new Verification(
            settings,
            SourceDirectory.Resolve(sourceFile, settings.Directory ?? path.Directory),
            SnapshotName.Prefix(settings, path, test.Type, test.Method.Name, parameters),
            settings.typeName ?? typeName,
            settings.methodName ?? test.Method.Name,
            attach: file => TestContext.AddTestAttachment(file));
        return await verification.Run(target, extension, folders.Replacements).ConfigureAwait(false);
    }
}
