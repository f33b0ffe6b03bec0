namespace LfmSpec.Generators;

/// <summary>Whether two interventions can act in one run.</summary>
internal static class Conflict
{
    /// <summary>Why two interventions cannot act together, or null if they can.</summary>
    public static string? Between(InterventionModel one, InterventionModel other)
    {
        if (one is PatchingModel a && other is PatchingModel b && a.Into != b.Into)
        {
            return "patch different runs of the pair, and a case is one run; remove one";
        }

        return one.Layer == other.Layer && one.At.Overlaps(other.At) && (IsSameSite(one, other) || Hides(one, other) || Hides(other, one))
            ? $"change the same values of block {other.Layer}, so one of them would have no effect or depend on the order; remove one"
            : null;
    }

    // A change of the MLP and one of the operator do not meet, nor do the factors of one convolution: each is a site of its own.
    private static bool IsSameSite(InterventionModel one, InterventionModel other) =>
        one.Component == other.Component && one.ComponentHead == other.ComponentHead;

    // What is added to a whole leaves its parts as they are; what takes its place does not.
    private static bool Hides(InterventionModel whole, InterventionModel part) => whole.Replaces && whole.Component switch
    {
        Component.Block => part.Component != Component.Block,
        Component.Operator => part.Component is Component.Head or Component.Gate or Component.Carrier or Component.Signal or Component.OutputSlice,
        _ => false,
    };
}
