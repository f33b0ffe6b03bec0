using System.Diagnostics.Contracts;
using System.Runtime.CompilerServices;
using NUnit.Framework;
using VerifyTests;

namespace VerifyNUnit;

/// <summary>Compares a text with the snapshot that a person approved.</summary>
public static class Verifier
{
    /// <summary>Verifies a text, as <c>.txt</c>.</summary>
    [Pure]
    public static SettingsTask Verify(string? target, VerifySettings? settings = null, [CallerFilePath] string sourceFile = "") =>
        Start(SnapshotText.OfString(target), "txt", settings, sourceFile);

    /// <summary>Verifies a text with an extension of its own, as it is.</summary>
    [Pure]
    public static SettingsTask Verify(string? target, string extension, VerifySettings? settings = null, [CallerFilePath] string sourceFile = "") =>
        Start(target ?? "null", extension, settings, sourceFile);

    private static SettingsTask Start(string target, string extension, VerifySettings? settings, string sourceFile)
    {
        Guard.SourceFile(sourceFile);
        Guard.TextExtension(extension, nameof(extension));
        return new(new(settings), copy => Run(target, extension, copy, sourceFile));
    }

    private static async Task<VerifyResult> Run(string target, string extension, VerifySettings settings, string sourceFile)
    {
        var test = RunningTest.Find();
        var verification = new Verification(
            settings,
            SourceDirectory.Resolve(sourceFile, settings.Directory),
            $"{settings.TypeName ?? test.TypeName}.{settings.MethodName ?? test.Method}",
            attach: file => TestContext.AddTestAttachment(file));
        return await verification.Run(target, extension, ProjectFolders.Of(test.Type.Assembly).Replacements).ConfigureAwait(false);
    }
}
