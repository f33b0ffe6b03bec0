namespace LfmSpec;

/// <summary>One change of a run, as far as what may act beside it and the laws that it is held to depend on it: the compiler's and the lab's interventions both say themselves by it.</summary>
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

    /// <summary>Whether it adds to the value, rather than put something in its place.</summary>
    public bool Adds { get; set; }

    /// <summary>Whether it promises to be nothing with scale 0.</summary>
    public bool IsScaled { get; set; }

    /// <summary>Whether it promises to look at nothing later than the position that it changes.</summary>
    public bool IsCausal { get; set; }

    /// <summary>What an ablation puts in the place of the value; null for any other kind.</summary>
    public Replacement? With { get; set; }

    /// <summary>Which run of a pair it patches; null for any other kind.</summary>
    public PatchInto? Into { get; set; }

    /// <summary>Whether it steers by a control's direction.</summary>
    public bool IsControl { get; set; }

    /// <summary>When it acts where a text is continued.</summary>
    public During During { get; set; }

    /// <summary>Whether it adds noise that is drawn for the whole run.</summary>
    public bool IsNoise { get; set; }

    /// <summary>Whether what it puts there is the same whatever the value was, and whatever came before it in the run.</summary>
    public bool ForgetsTheRun => Into is not null || With is { } with and not (Replacement.Mean or Replacement.Input);

    /// <summary>Whether some position before those that are changed is in every prompt: the model is causal, so it stays clean.</summary>
    public bool LeavesAPositionBefore => Place == LfmSpec.Place.Last || (Listed.Count > 0 && Listed[0] > 0);
}
