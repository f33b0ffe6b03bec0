using LfmSpec.Lab;
using LfmSpec.Testing;

namespace CrossModel;

/// <summary>Is a finding one of a model, of its architecture, or of language models?</summary>
public static class Comparison
{
    /// <summary>The models that come with LfmSpec.</summary>
    public static IReadOnlyList<string> Embedded { get; } = ["lfm2-atlas-tiny", "qwen2-atlas-tiny", "llama-atlas-tiny"];

    /// <summary>Measures models, one after the other.</summary>
    /// <param name="models">Names in the models folder, paths of checkpoints, or ids on the hub.</param>
    /// <param name="log">Told of each model.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The page, with the published table beside.</returns>
    public static ResultTable Page(IReadOnlyList<string> models, TextWriter log, CancellationToken cancellation = default)
    {
        var profiles = new List<CrossModelProfile>();
        var published = "";
        foreach (var model in models)
        {
            var settings = ExperimentSettings.Of(typeof(Comparison).Assembly, model);
            published = settings.PublishedFolder;
            using var lab = Laboratory.Open(settings.ModelFolder, new LaboratoryOptions { Progress = new ConsoleProgress(log, terminal: false) });
            log.WriteLine($"{lab.Checkpoint.Name}: {lab.Checkpoint.Model.Parameters:N0} parameters");
            profiles.Add(CrossModelProfile.Of(lab, cancellation: cancellation));
        }

        return CrossModelTable.Of(profiles, TableFile.Read(Path.Combine(published, CrossModelTable.Name + ".md"), "Give it the form of the approved tables"));
    }
}
