namespace LfmSpec.Generators.Checking.Interventions;

/// <summary>Checks what a <see cref="PerturbAttribute"/> adds.</summary>
internal static class NoiseSweep
{
    /// <summary>The noise; nothing is swept if it cannot be drawn again.</summary>
    public static Sweep Of(InterventionDeclaration noise, PerturbAttribute says, Findings findings)
    {
        var sweep = Sweep.Of(noise.Site, new(noise.Word, noise.Model, Component.Block, CheckedPositions.All)
        {
            Names = ($"_S{Identifiers.Of(says.Seed)}_{Identifiers.Of(says.Scale)}", ""),
            Traits = [(nameof(PerturbAttribute.Seed), Identifiers.Plain(says.Seed)), (nameof(PerturbAttribute.Scale), CodeLiteral.Digits(says.Scale))],
        });
        if (noise.Written.Argument<double>(nameof(PerturbAttribute.Scale)) is { } scale)
        {
            ArgumentCheck.CheckScale(scale, "a finite number, such as 0.01", findings);
        }

        if (noise.Written.At(nameof(PerturbAttribute.Seed)) is not null)
        {
            return sweep;
        }

        findings.AddFixable(
            DiagnosticDescriptors.IncompleteSteering,
            noise.Site,
            nameof(PerturbAttribute.Seed),
            noise.Word,
            nameof(PerturbAttribute.Seed),
            "noise that cannot be drawn again cannot be checked; add Seed = 42");
        return sweep with { Changes = [] };
    }
}
