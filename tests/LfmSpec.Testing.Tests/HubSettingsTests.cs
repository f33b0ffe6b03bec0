using LfmSpec.Models.Checkpoints;
using LfmSpec.Models.Tests;

namespace LfmSpec.Testing.Tests;

/// <summary>A checkpoint by its hub id, from the cache alone.</summary>
[TestFixture]
[NonParallelizable]
public class HubSettingsTests
{
    private const string Commit = "0123456789abcdef0123456789abcdef01234567";
    private string cache = "";

    [SetUp]
    public void MakeCache()
    {
        cache = Directory.CreateTempSubdirectory("lfmspec").FullName;
        var repository = Path.Combine(cache, "models--Org--tiny");
        var snapshot = Directory.CreateDirectory(Path.Combine(repository, "snapshots", Commit)).FullName;
        Directory.CreateDirectory(Path.Combine(repository, "refs"));
        File.WriteAllText(Path.Combine(repository, "refs", "main"), Commit);
        foreach (var file in Directory.GetFiles(RepositoryFiles.Path("models", "lfm2-atlas-tiny")))
        {
            File.Copy(file, Path.Combine(snapshot, Path.GetFileName(file)));
        }

        Environment.SetEnvironmentVariable("HF_HUB_CACHE", cache);
        Environment.SetEnvironmentVariable("HF_HUB_OFFLINE", "1");
    }

    [TearDown]
    public void DeleteCache()
    {
        Environment.SetEnvironmentVariable("HF_HUB_CACHE", null);
        Environment.SetEnvironmentVariable("HF_HUB_OFFLINE", null);
        Directory.Delete(cache, recursive: true);
    }

    [Test]
    public void An_id_is_the_snapshot_in_the_cache_and_its_tables_are_kept_under_the_id()
    {
        var settings = ExperimentSettings.Of(typeof(HubSettingsTests).Assembly, "Org/tiny");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(settings.ModelFolder, Does.EndWith(Path.Combine("models--Org--tiny", "snapshots", Commit)));
            Assert.That(Path.GetFileName(settings.SnapshotFolder), Is.EqualTo("Org--tiny"));
            Assert.That(settings.IsAnotherModel, Is.True);
        }

        using var checkpoint = Checkpoint.Load(settings.ModelFolder);
        Assert.That(checkpoint.Name, Is.EqualTo("Org/tiny"));
    }

    [Test]
    public void An_id_that_is_not_in_the_cache_is_an_error_that_says_it_is_offline() =>
        Assert.That(() => ExperimentSettings.Of(typeof(HubSettingsTests).Assembly, "Org/other"), Throws.TypeOf<CheckpointException>().With.Message.Contains("Org/other").And.Message.Contains("HF_HUB_OFFLINE"));
}
