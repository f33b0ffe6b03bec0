using System.Globalization;
using System.Text;

namespace LfmSpec.Generators;

/// <summary>The names of cases, which are the names of their tests and the keys of their rows.</summary>
internal static class CaseNames
{
    /// <summary>The name of a run of like interventions, such as <c>Ablate_L05_Mlp</c> or, of a pair of blocks, <c>Ablate_L00_L01_Mlp</c>.</summary>
    public static string Of(EquatableArray<InterventionModel> run)
    {
        var layers = string.Join("_", run.Select(Layer));
        return run[0] switch
        {
            AblationModel { Target: Component.Block, With: Replacement.Input } skip => $"Skip_{layers}{Positions(skip)}",
            AblationModel ablation => $"Ablate_{layers}_{Part(ablation)}{With(ablation)}{Positions(ablation)}",
            SteeringModel steering =>
                $"Steer_{layers}_{Direction(steering.Direction)}_{Number(steering.Scale)}"
                + $"{Unless(steering.Unit, SteeringUnit.Length)}{Positions(steering)}",
            PatchingModel patching =>
                $"Patch_{layers}{(patching.Target == Component.Block ? "" : $"_{Part(patching)}")}{Positions(patching)}{Into(patching)}",
            PerturbationModel noise => $"Perturb_{layers}_S{Number(noise.Seed)}_{Number(noise.Scale)}{Positions(noise)}",
            OwnModel own =>
                $"{own.Word}_{layers}{(own.Component == Component.Block ? "" : $"_{Part(own)}")}{own.Label}{Positions(own)}",
            _ => throw new ArgumentOutOfRangeException(nameof(run)),
        };
    }

    /// <summary>A block as names and categories write it, such as <c>L05</c>.</summary>
    public static string Layer(InterventionModel intervention) => $"L{Index(intervention.Layer)}";

    /// <summary>A name of the user's as an identifier, or null if nothing of it can stand in one.</summary>
    public static string? Identifier(string? text)
    {
        var builder = new StringBuilder();
        foreach (var character in text ?? "")
        {
            if (char.IsLetterOrDigit(character))
            {
                builder.Append(character);
            }
            else if (builder.Length > 0 && builder[builder.Length - 1] != '_')
            {
                builder.Append('_');
            }
        }

        var name = builder.ToString().TrimEnd('_');
        return name.Length == 0 ? null : char.IsDigit(name[0]) ? $"_{name}" : name;
    }

    private static string Part(InterventionModel intervention) => (intervention.Component, intervention.ComponentHead) switch
    {
        (Component.OutputSlice, { } head) => $"S{Index(head)}",
        (_, { } head) => $"H{Index(head)}",
        (var component, null) => $"{component}",
    };

    private static string With(AblationModel ablation) =>
        Unless(ablation.With, Replacement.Zero) + (ablation.Seed == 0 ? "" : $"_S{Number(ablation.Seed)}");

    private static string Into(PatchingModel patching) => patching.Into == PatchInto.Corrupt ? "" : $"_Into{patching.Into}";

    private static string Direction(DirectionModel direction) => direction switch
    {
        RandomVectorModel random => $"S{Number(random.Seed)}",
        DifferenceOfMeansModel => "Means",
        RandomControlModel control => $"Control{Number(control.Seed)}",
        _ => throw new ArgumentOutOfRangeException(nameof(direction)),
    };

    private static string Positions(InterventionModel intervention) =>
        intervention.At == intervention.DefaultAt ? ""
        : intervention.At.Place is { } place ? $"_{place}"
        : $"_P{string.Join("_", intervention.At.Listed.Select(Index))}";

    private static string Unless<T>(T value, T usual)
        where T : struct, Enum => value.Equals(usual) ? "" : $"_{value}";

    private static string Index(int number) => number.ToString("00", CultureInfo.InvariantCulture);

    // -4 is m4, 0.5 is 0p5, 1E+20 is 1E20: letters and digits, and different numbers have different names.
    /// <summary>A number as a part of a name.</summary>
    public static string Number(IFormattable number) =>
        number.ToString("R", CultureInfo.InvariantCulture).Replace('-', 'm').Replace('.', 'p').Replace("+", "");
}
