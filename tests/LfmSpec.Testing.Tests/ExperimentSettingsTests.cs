using LfmSpec.Lab;
using LfmSpec.Models.Tests;

namespace LfmSpec.Testing.Tests;

[TestFixture]
public class ExperimentSettingsTests
{
    private static System.Reflection.Assembly Here => typeof(ExperimentSettingsTests).Assembly;

    [Test]
    public void Without_a_variable_the_model_is_the_one_of_the_build()
    {
        var settings = ExperimentSettings.Of(Here, null);
        Assert.That(settings.ModelFolder, Is.EqualTo(RepositoryFiles.Path("models", "lfm2-atlas-tiny")));
        Assert.That(Path.GetFullPath(settings.SnapshotFolder), Is.EqualTo(RepositoryFiles.Path("snapshots", "lfm2-atlas-tiny")));
    }

    [Test]
    public void A_name_is_a_folder_among_the_models() =>
        Assert.That(ExperimentSettings.Of(Here, "qwen2-atlas-tiny").ModelFolder, Is.EqualTo(RepositoryFiles.Path("models", "qwen2-atlas-tiny")));

    [Test]
    public void A_path_is_a_checkpoint_anywhere()
    {
        using var copy = new CheckpointCopy();
        var settings = ExperimentSettings.Of(Here, copy.Folder + Path.DirectorySeparatorChar);
        Assert.That(settings.ModelFolder, Is.EqualTo(copy.Folder));
        Assert.That(Path.GetFileName(settings.SnapshotFolder), Is.EqualTo("lfm2-atlas-tiny"), "approved tables go by the checkpoint's name");
    }

    [Test]
    public void An_assembly_without_the_props_is_an_error() =>
        Assert.That(() => ExperimentSettings.Of(typeof(object).Assembly, null), Throws.TypeOf<LabException>().With.Message.Contains("Experiments.props"));
}
