namespace VerifyTests;

/// <summary>What a comparer found: equal, or not equal with an optional explanation.</summary>
public readonly struct CompareResult
{
    /// <summary>A result without a message.</summary>
    public CompareResult(in bool isEqual)
        : this(isEqual, null)
    {
    }

    private CompareResult(bool isEqual, string? message)
    {
        IsEqual = isEqual;
        Message = message;
    }

    /// <summary>The two texts count as equal.</summary>
    public static CompareResult Equal { get; } = new(true);

    /// <summary>Whether the two texts count as equal.</summary>
    public bool IsEqual { get; }

    /// <summary>Why they differ; printed under <c>Compare Result:</c> in place of the two texts.</summary>
    public string? Message { get; }

    /// <summary>The two texts differ.</summary>
    public static CompareResult NotEqual(in string? message = null) => new(false, message);
}
