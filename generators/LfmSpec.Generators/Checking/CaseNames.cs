using System.Globalization;

namespace LfmSpec.Generators;

/// <summary>The names of cases, which are the names of their tests and the keys of their rows.</summary>
internal static class CaseNames
{
    /// <summary>The name of a run of like interventions, such as <c>Ablate_L05_Mlp</c> or, of a pair of blocks, <c>Ablate_L00_L01_Mlp</c>.</summary>
    public static string Of(EquatableArray<InterventionModel> run)
    {
        var layers = string.Join("_", run.Select(static intervention => intervention.LayerName));
        return run[0] switch
        {
            AblationModel { Target: Component.Block, With: Replacement.Input } skip => $"Skip_{layers}{Positions(skip)}",
            AblationModel ablation => $"Ablate_{layers}_{Part(ablation)}{With(ablation)}{Positions(ablation)}",
            SteeringModel steering =>
                $"Steer_{layers}_{Direction(steering.Direction)}_{Identifiers.Of(steering.Scale)}"
                + $"{Unless(steering.Unit, SteeringUnit.Length)}{Positions(steering)}",
            PatchingModel patching =>
                $"Patch_{layers}{(patching.Target == Component.Block ? "" : $"_{Part(patching)}")}{Positions(patching)}{Into(patching)}",
            PerturbationModel noise => $"Perturb_{layers}_S{Identifiers.Of(noise.Seed)}_{Identifiers.Of(noise.Scale)}{Positions(noise)}",
            OwnModel own =>
                $"{own.Word}_{layers}{(own.Component == Component.Block ? "" : $"_{Part(own)}")}{own.Label}{Positions(own)}",
            _ => throw new ArgumentOutOfRangeException(nameof(run)),
        };
    }

    private static string Part(InterventionModel intervention) => (intervention.Component, intervention.ComponentHead) switch
    {
        (Component.OutputSlice, { } head) => $"S{Index(head)}",
        (_, { } head) => $"H{Index(head)}",
        (var component, null) => $"{component}",
    };

    private static string With(AblationModel ablation) =>
        Unless(ablation.With, Replacement.Zero) + (ablation.Seed == 0 ? "" : $"_S{Identifiers.Of(ablation.Seed)}");

    private static string Into(PatchingModel patching) => patching.Into == PatchInto.Corrupt ? "" : $"_Into{patching.Into}";

    private static string Direction(DirectionModel direction) => direction switch
    {
        RandomVectorModel random => $"S{Identifiers.Of(random.Seed)}",
        DifferenceOfMeansModel => "Means",
        RandomControlModel control => $"Control{Identifiers.Of(control.Seed)}",
        _ => throw new ArgumentOutOfRangeException(nameof(direction)),
    };

    private static string Positions(InterventionModel intervention) =>
        intervention.At == intervention.DefaultAt ? ""
        : intervention.At.Place is { } place ? $"_{place}"
        : $"_P{string.Join("_", intervention.At.Listed.Select(Index))}";

    private static string Unless<T>(T value, T usual)
        where T : struct, Enum => value.Equals(usual) ? "" : $"_{value}";

    private static string Index(int number) => number.ToString("00", CultureInfo.InvariantCulture);
}
