namespace LfmSpec;

/// <summary>Whether two changes can act in one run. The compiler's check and the lab's are this one: the generator has it as source.</summary>
internal static class Company
{
    /// <summary>Why two changes cannot act together, as the end of a sentence about both; or null if they can.</summary>
    public static string? Problem(Change one, Change other)
    {
        if (one.Into is { } into && other.Into is { } otherInto && into != otherInto)
        {
            return "patch different runs of the pair, and a case is one run; remove one";
        }

        if (one.Layer == other.Layer)
        {
            return Overlap(one.Place, one.Listed, other.Place, other.Listed) && (IsSameSite(one, other) || Hides(one, other) || Hides(other, one))
                ? $"change the same values of block {other.Layer}, so one of them would have no effect or depend on the order; remove one"
                : null;
        }

        var (earlier, later) = one.Layer < other.Layer ? (one, other) : (other, one);
        return Forgets(later, earlier)
            ? $"cannot act together: the output of block {later.Layer} is replaced whole, by what does not depend on it, so what is changed before it, in block {earlier.Layer}, has no effect; remove one, or replace the block by its mean or its input"
            : null;
    }

    /// <summary>
    /// Whether two sets of positions may have one in common. A prompt's length is not known here, so a listed position may be the last;
    /// the first is not, as a prompt has more than its BOS.
    /// </summary>
    public static bool Overlap(Place? one, IReadOnlyList<int> oneListed, Place? other, IReadOnlyList<int> otherListed) => (one, other) switch
    {
        (Place.All, _) or (_, Place.All) => true,
        ({ } place, { } otherPlace) => place == otherPlace,
        (Place.Last, null) or (null, Place.Last) => true,
        (Place.First, null) => otherListed[0] == 0,
        (null, Place.First) => oneListed[0] == 0,
        _ => oneListed.Intersect(otherListed).Any(),
    };

    // A change of the MLP and one of the operator do not meet, nor do the factors of one convolution: each is a site of its own.
    private static bool IsSameSite(Change one, Change other) => one.Component == other.Component && one.Head == other.Head;

    // What is added to a whole leaves its parts as they are; what takes its place does not.
    private static bool Hides(Change whole, Change part) => !whole.Adds && whole.Component switch
    {
        Component.Block => part.Component != Component.Block,
        Component.Operator => part.Component is Component.Head or Component.Gate or Component.Carrier or Component.Signal or Component.OutputSlice,
        _ => false,
    };

    // Nothing passes a block whose output is replaced at every position; and nothing of the last position, which no other sees, one that is replaced there.
    private static bool Forgets(Change later, Change earlier) => later is { ForgetsTheRun: true, Component: Component.Block }
        && (later.Place == Place.All || (later.Place == Place.Last && earlier.Place == Place.Last));
}
