namespace VerifyTests;

/// <summary>Where a scrubber joins those that are there already.</summary>
public enum ScrubberLocation
{
    /// <summary>Before them.</summary>
    First,

    /// <summary>After them.</summary>
    Last,
}
