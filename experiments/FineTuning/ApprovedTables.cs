using LfmSpec.Generated;
using LfmSpec.Testing;

namespace FineTuning;

/// <summary>The approved tables as a whole.</summary>
[TestFixture]
public class ApprovedTables
{
    [Test]
    public void Every_approved_table_belongs_to_an_experiment()
    {
        var folder = ExperimentSettings.Current().SnapshotFolder;
        var files = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.verified.md").Select(file => Path.GetFileName(file)) : [];
        var known = AllExperiments.Specs.Select(experiment => $"{experiment.Name}.{ApprovedTable.Method}.verified.md");
        Assert.That(files.Except(known), Is.Empty, $"These tables in {folder} belong to no experiment of this assembly. Delete them, or bring the experiment back.");
    }
}
