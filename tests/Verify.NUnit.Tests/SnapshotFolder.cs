using System.Text;

namespace VerifyNUnitTests;

/// <summary>A folder of one test's own, and short ways to put files in and look at them.</summary>
internal sealed class SnapshotFolder : IDisposable
{
    private static readonly UTF8Encoding Utf8WithMark = new(encoderShouldEmitUTF8Identifier: true);

    public SnapshotFolder() => Directory.CreateDirectory(Root);

    public string Root { get; } = Path.Combine(Path.GetTempPath(), $"verify-{Guid.NewGuid():N}");

    public IEnumerable<string> Files =>
        Directory.EnumerateFileSystemEntries(Root).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    /// <summary>Exactly this text, with a byte order mark, as Verify writes it.</summary>
    public void Write(string name, string text) => File.WriteAllText(PathOf(name), text, Utf8WithMark);

    public byte[] Bytes(string name) => File.ReadAllBytes(PathOf(name));

    public string Text(string name) => File.ReadAllText(PathOf(name));

    public string PathOf(string name) => Path.Combine(Root, name);

    /// <summary>Settings that name the snapshot "snap.shot" in this folder, and what else they are to say.</summary>
    public VerifySettings Settings(string method = "shot", Action<VerifySettings>? change = null)
    {
        var settings = new VerifySettings();
        settings.UseDirectory(Root);
        settings.UseTypeName("snap");
        settings.UseMethodName(method);
        change?.Invoke(settings);
        return settings;
    }

    /// <summary>Approves everything that waits for a review, as a person does: mv received verified.</summary>
    public void Accept()
    {
        foreach (var received in Directory.GetFiles(Root, "*.received.*"))
        {
            File.Move(received, received.Replace(".received.", ".verified."), overwrite: true);
        }
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    /// <summary>The exception of a verification that must fail.</summary>
    public static async Task<Exception> FailureOf(Func<SettingsTask> verify)
    {
        try
        {
            await verify();
        }
        catch (Exception exception)
        {
            return exception;
        }

        throw new AssertionException("The verification passed; it should have failed.");
    }
}
