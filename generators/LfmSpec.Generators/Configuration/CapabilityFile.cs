using Microsoft.CodeAnalysis;

namespace LfmSpec.Generators.Configuration;

/// <summary>A file of capability tests among the additional files, and what was read from it.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="Ids">The tests' ids, in the file's order.</param>
/// <param name="Problem">What is wrong with it, or null.</param>
internal sealed record CapabilityFile(string Path, EquatableArray<string> Ids, string? Problem)
{
    // What the compiler says of one file; the next build says the rest.
    private const int MostProblems = 5;

    /// <summary>Reads an additional file if its name says that it has tests.</summary>
    public static CapabilityFile? Read(AdditionalText file, CancellationToken token)
    {
        if (!file.Path.EndsWith(CapabilitySpec.Ending, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        if (file.GetText(token)?.ToString() is not { } text)
        {
            return new(file.Path, [], "it cannot be opened");
        }

        if (!JsonReader.TryRead(text, out var root, out var problem, out var position))
        {
            return new(file.Path, [], $"it is not JSON: {problem}, in line {text.Take(position).Count(static character => character == '\n') + 1}");
        }

        var (ids, problems) = CapabilityRules.Check(root);
        return new(file.Path, [.. ids], problems.Count == 0 ? null
            : string.Join("; ", problems.Take(MostProblems)) + (problems.Count > MostProblems ? $"; and {problems.Count - MostProblems} more" : ""));
    }
}
