namespace VerifyTests;

/// <summary>
/// Decides whether two texts that are not the same characters still count as equal. It changes equality only: neither file is
/// rewritten, and it does not run when the texts are the same.
/// </summary>
public delegate Task<CompareResult> StringCompare(string received, string verified, IReadOnlyDictionary<string, object> context);
