using System.Globalization;
using System.Text;

namespace LfmSpec.Generators;

/// <summary>The names of cases, which are the names of their tests and the keys of their rows.</summary>
internal static class CaseNames
{
    /// <summary>The name of a single intervention, such as <c>Ablate_L05_Mlp</c>.</summary>
    public static string Of(InterventionModel intervention) => intervention switch
    {
        AblationModel { Target: Component.Block, With: Replacement.Input } => $"Skip_{Layer(intervention)}",
        AblationModel ablation =>
            $"Ablate_{Layer(ablation)}_{Part(ablation)}{(ablation.With == Replacement.Zero ? "" : $"_{ablation.With}")}",
        SteeringModel steering =>
            $"Steer_{Layer(steering)}_S{Number(steering.Seed)}_{Number(steering.Scale)}{(steering.At == Place.Last ? "" : $"_{steering.At}")}",
        _ => throw new ArgumentOutOfRangeException(nameof(intervention)),
    };

    /// <summary>A block as names and categories write it, such as <c>L05</c>.</summary>
    public static string Layer(InterventionModel intervention) => $"L{intervention.Layer.ToString("00", CultureInfo.InvariantCulture)}";

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

    private static string Part(AblationModel ablation) =>
        ablation.Head is { } head ? $"H{head.ToString("00", CultureInfo.InvariantCulture)}" : ablation.Target.ToString();

    // -4 is m4, 0.5 is 0p5, 1E+20 is 1E20: letters and digits, and different numbers have different names.
    private static string Number(IFormattable number) =>
        number.ToString("R", CultureInfo.InvariantCulture).Replace('-', 'm').Replace('.', 'p').Replace("+", "");
}
