namespace LfmSpec.Models.Tokenization;

/// <summary>A tokenizer.json is broken, or asks for something that is not supported.</summary>
/// <param name="file">The file.</param>
/// <param name="location">Where in the file, as a JSON path.</param>
/// <param name="problem">What is wrong, told of the place: what it is, and what is supported; of the whole file, a whole clause.</param>
/// <param name="remedy">What to do about it.</param>
/// <param name="cause">The exception behind it, if there is one.</param>
#pragma warning disable CA1032 // Every such error names the file, the place and the remedy, so there is no constructor without them.
public sealed class TokenizerFormatException(string file, string location, string problem, string remedy, Exception? cause = null)
    : Exception(SafeText.OneLine($"{file}: {(IsOfWhole(location, problem) ? "" : $"{SafeText.Quote(location)} ")}{problem}. {remedy}"), cause)
#pragma warning restore CA1032
{
    /// <summary>The file.</summary>
    public string File { get; } = file;

    /// <summary>Where in the file, as a JSON path such as <c>$.model.merges[7]</c>.</summary>
    public string Location { get; } = location;

    // What is wrong with the whole of it is a clause that names it.
    private static bool IsOfWhole(string location, string problem) =>
        problem.StartsWith("the file ", StringComparison.Ordinal) || (location == "$" && !problem.StartsWith("is ", StringComparison.Ordinal));
}
