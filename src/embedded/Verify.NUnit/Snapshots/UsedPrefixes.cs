using System.Collections.Concurrent;

namespace VerifyTests;

/// <summary>One verification a prefix and run: two would fight over one file, and the second would hide what the first one found.</summary>
internal static class UsedPrefixes
{
    // Ignoring case, since Windows and macOS do: a snapshot folder has to work on every system.
    private static readonly ConcurrentDictionary<string, byte> Used = new(StringComparer.OrdinalIgnoreCase);

    public static void Claim(string prefix)
    {
        if (!Used.TryAdd(prefix, 0))
        {
            throw new InvalidOperationException(
                $"""
                 The prefix has already been used: {prefix}
                 Every Verify of a run needs a file of its own (names that differ in case only count as the same). Usual causes:
                  * Two calls of Verify in one test: name the second with UseMethodName("Test_2").
                  * [Retry] or [Repeat] on the test: remove it, a snapshot has one right answer.
                  * UseDirectory, UseTypeName or UseMethodName send two tests to one name.
                 If sharing is meant, call DisableRequireUniquePrefix().
                 """);
        }
    }
}
