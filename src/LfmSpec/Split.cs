namespace LfmSpec;

/// <summary>A part of a suite's prompts. No prompt is in two.</summary>
public enum Split
{
    /// <summary>For measuring; what an experiment runs over unless told.</summary>
    Test = 0,

    /// <summary>For fitting: directions, probes, adapters.</summary>
    Train,

    /// <summary>For choosing between fits.</summary>
    Validation,
}
