using LfmSpec.Generated;
using LfmSpec.Lab;
using LfmSpec.Testing;

namespace CrossModel;

/// <summary>Is a finding one of a model, of its architecture, or of language models?</summary>
public static class Comparison
{
    /// <summary>Runs the questions on each model of the project's list, one after the other.</summary>
    /// <param name="log">Told of each model.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The page, with the published table beside.</returns>
    public static ResultTable Page(TextWriter log, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(log);
        var profiles = new List<CrossModelProfile>();
        var published = "";
        foreach (var model in ExperimentSettings.ModelsOf(typeof(Comparison).Assembly))
        {
            var settings = ExperimentSettings.OnModel(typeof(Comparison).Assembly, model);
            published = settings.PublishedFolder;
            using var lab = Laboratory.Open(settings.ModelFolder, new LaboratoryOptions { Progress = new ConsoleProgress(log, terminal: false) });
            log.WriteLine($"{lab.Checkpoint.Name}: {lab.Checkpoint.Model.Parameters:N0} parameters");
            profiles.Add(CrossModelProfile.Of(lab, [.. AllExperiments.Specs.Where(experiment => experiment.OnModel == model)], cancellation));
        }

        return CrossModelTable.Of(profiles, TableFile.Read(Path.Combine(published, CrossModelTable.Name + ".md"), "Give it the form of the approved tables"));
    }
}
