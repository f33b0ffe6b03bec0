namespace LfmSpec.Models.Tests;

/// <summary>Finds the repository's files from wherever the tests run: its root is the folder above that has LfmSpec.sln.</summary>
internal static class RepositoryFiles
{
    private static readonly string s_root = FindRoot();

    public static string Path(params string[] parts) => System.IO.Path.Combine([s_root, .. parts]);

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "LfmSpec.sln")))
            {
                return folder.FullName;
            }
        }

        throw new FileNotFoundException(
            $"No folder above {AppContext.BaseDirectory} has LfmSpec.sln: run the tests inside the repository.");
    }
}
