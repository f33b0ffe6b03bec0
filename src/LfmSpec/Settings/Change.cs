namespace LfmSpec;

/// <summary>One change of a run, as far as it matters to whether another can act beside it.</summary>
internal sealed class Change
{
    /// <summary>The block, from 0.</summary>
    public int Layer { get; set; }

    /// <summary>The component that is changed.</summary>
    public Component Component { get; set; }

    /// <summary>The head, or null.</summary>
    public int? Head { get; set; }

    /// <summary>The place, or null if the positions are listed.</summary>
    public Place? Place { get; set; }

    /// <summary>The listed positions, ascending.</summary>
    public IReadOnlyList<int> Listed { get; set; } = [];

    /// <summary>Whether it puts something in the place of the value, rather than add to it.</summary>
    public bool Replaces { get; set; }

    /// <summary>Whether what it puts there is the same whatever the value was, and whatever came before it in the run.</summary>
    public bool ForgetsTheRun { get; set; }

    /// <summary>Which run of a pair it patches, or null.</summary>
    public PatchInto? Into { get; set; }
}
