namespace LfmSpec.Generators.Checking.Interventions;

/// <summary>Checks what a <see cref="PatchAttribute"/> takes from one run of a pair to the other.</summary>
internal static class PairSweep
{
    /// <summary>The patching, or null if it cannot be swept.</summary>
    public static Sweep? Of(InterventionDeclaration patching, PatchAttribute says, Findings findings)
    {
        var target = patching.Written.At(nameof(PatchAttribute.Target));
        if (says.Target is not (Component.Block or Component.Operator or Component.Mlp or Component.Head))
        {
            findings.Add(DiagnosticDescriptors.UnusablePatch, target!.Value, $"Target = {says.Target} is not patched; use Block, Operator, Mlp or Head");
            return null;
        }

        return Sweep.Of(target ?? patching.Site, new(patching.Word, patching.Model, says.Target, CheckedPositions.All)
        {
            Names = ("", says.Into == PatchInto.Corrupt ? "" : $"_Into{says.Into}"),
            Traits = [(nameof(PatchAttribute.Target), $"{says.Target}")],
            Into = says.Into,
        }) with
        {
            AtEveryPosition = says.Target == Component.Block
                ? (DiagnosticDescriptors.WholeStreamPatched, patching.Written.At(nameof(PatchAttribute.At)) ?? target ?? patching.Site)
                : null,
        };
    }
}
