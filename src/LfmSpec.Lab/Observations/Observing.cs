using static TorchSharp.torch;

namespace LfmSpec.Lab;

/// <summary>Reads a quantity of the clean runs of an experiment's prompts: each has a file of its own beside this one.</summary>
internal static class Observing
{
    /// <summary>The table of a quantity.</summary>
    /// <param name="lab">The laboratory.</param>
    /// <param name="experiment">The experiment, for messages.</param>
    /// <param name="observation">What is asked for.</param>
    /// <param name="prompts">The experiment's prompts.</param>
    /// <param name="cancellation">Stops between two prompts.</param>
    /// <returns>The table.</returns>
    /// <exception cref="LabException">The quantity cannot be read of this model or of these prompts.</exception>
    internal static DataTable Of(Laboratory lab, ExperimentSpec experiment, ObservationSpec observation, PromptSet prompts, CancellationToken cancellation)
    {
        using var nothingToLearn = no_grad();
        using var scope = NewDisposeScope();
        var observed = new Observed(lab, observation, prompts, experiment.Published is not null, cancellation);
        try
        {
            SettingsCheck.Check(observation, observed.Shape.Vocabulary);
            return observation.Quantity switch
            {
                Quantity.ResidualNorms => ResidualNorms.Table(observed),
                Quantity.ResidualNormsByPosition => ResidualNormsByPosition.Table(observed),
                Quantity.MassiveActivations => MassiveActivations.Table(observed),
                Quantity.LogitLens => LogitLens.Table(observed),
                Quantity.Cka => Cka.Table(observed),
                Quantity.ConvTaps => ConvTaps.Table(observed),
                Quantity.TokenLoss => TokenLoss.Table(observed),
                Quantity.VocabularyContribution => VocabularyContribution.Table(observed),
                Quantity.EmbeddingStructure => EmbeddingStructure.Table(observed),
                Quantity.AttentionStatistics => AttentionStatistics.Table(observed),
                Quantity.GradientSensitivity => GradientSensitivity.Table(observed),
                Quantity.ParameterGradients => ParameterGradients.Table(observed),
                _ => throw new ArgumentOutOfRangeException(nameof(observation), observation.Quantity, "There is no such quantity."),
            };
        }
        catch (LabException error) when (error is not LawException)
        {
            throw new LabException($"{experiment.Name}.{observation.Name}: {error.Message}");
        }
    }
}
