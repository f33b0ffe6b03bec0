namespace LfmSpec.Generators;

/// <summary>Whether two interventions can act in one run.</summary>
internal static class Conflict
{
    /// <summary>Why two interventions cannot act together, or null if they can.</summary>
    public static string? Between(InterventionModel one, InterventionModel other) => Company.Problem(Change(one), Change(other));

    private static Change Change(InterventionModel intervention) => new()
    {
        Layer = intervention.Layer,
        Component = intervention.Component,
        Head = intervention.ComponentHead,
        Place = intervention.At.Place,
        Listed = intervention.At.Listed,
        Replaces = intervention.Replaces,
        ForgetsTheRun = intervention.ForgetsTheRun,
        Into = (intervention as PatchingModel)?.Into,
    };
}
