namespace TorchSharp.Tests.Kernels;

/// <summary>Holds the committed tile kernels against what TileSource writes; with LFMSPEC_WRITE_TILES=1 it writes them first.</summary>
public sealed class TileSourceTests
{
    private const string Variable = "LFMSPEC_WRITE_TILES";

    [TestCase("Avx512Tiles")]
    [TestCase("Avx2Tiles")]
    [TestCase("Vector128Tiles")]
    public void The_committed_kernels_are_what_the_source_writes(string name)
    {
        string expected = TileSource.All.Single(source => source.Name == name).Write();
        string file = Path.Combine(Root(), "src", "embedded", "TorchSharp", "Kernels", $"{name}.g.cs");
        if (Environment.GetEnvironmentVariable(Variable) == "1")
        {
            File.WriteAllText(file, expected);
        }
        Assert.That(File.ReadAllText(file), Is.EqualTo(expected), $"""
            {name}.g.cs is not what TileSource writes. Change TileSource.cs, never the file, and write the files anew with
                {Variable}=1 dotnet test tests/TorchSharp.Tests --filter TileSourceTests
            """);
    }

    private static string Root()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "LfmSpec.sln")))
            {
                return folder.FullName;
            }
        }
        throw new FileNotFoundException($"No folder above {AppContext.BaseDirectory} has LfmSpec.sln: run the tests inside the repository.");
    }
}
