namespace LfmSpec.Testing;

/// <summary>The exit codes of <see cref="AtlasCommand"/>. Where several are due, an error comes before what moved, and that before what is unverified.</summary>
internal static class AtlasExit
{
    /// <summary>Every table is as approved; or a plan, a shard or help was asked for and given.</summary>
    internal const int AsApproved = 0;

    /// <summary>A table is not as approved, or a law does not hold.</summary>
    internal const int Moved = 1;

    /// <summary>The command line or a variable cannot be read, or something could not be run, read or written.</summary>
    internal const int Error = 2;

    /// <summary>Nothing moved, and a table has no approved one: it is unverified.</summary>
    internal const int Unverified = 3;

    /// <summary>Stopped by Ctrl-C.</summary>
    internal const int Stopped = 130;

    /// <summary>The one that is due of several.</summary>
    internal static int Worst(IEnumerable<int> codes) => codes.MaxBy(code => code switch { Error => 3, Moved => 2, Unverified => 1, _ => 0 });
}
