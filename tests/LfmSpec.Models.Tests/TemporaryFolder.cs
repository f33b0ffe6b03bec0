namespace LfmSpec.Models.Tests;

/// <summary>A folder of a test's own, gone when the test is over.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    internal string Path { get; } = Directory.CreateTempSubdirectory("lfmspec-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
