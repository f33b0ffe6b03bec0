namespace LfmSpec.Models.Files;

/// <summary>A kind of file that is read: how large it may be, what to do about one that is missing or broken, and which exception says so.</summary>
/// <param name="LargestBytes">The largest size that is read, in bytes.</param>
/// <param name="Error">Makes the exception of a fault.</param>
/// <param name="Repair">What to do about a broken file, by its path; without a full stop.</param>
internal sealed record FileKind(int LargestBytes, Func<FileFault, Exception> Error, Func<string, string> Repair)
{
    /// <summary>The most values, names and brackets of its JSON: many small ones take more time and memory than their bytes tell.</summary>
    public int MostValues { get; init; } = int.MaxValue;

    /// <summary>What errors call the whole of it.</summary>
    public string Whole { get; init; } = "the file";

    /// <summary>What to do about a file that is missing or cannot be opened; without a full stop.</summary>
    public string Find { get; init; } = "Check the path";

    /// <summary>The exception for a whole file.</summary>
    public Exception Broken(string file, string what, Exception? cause = null) => Error(new FileFault(file, "", what, Repair(file), cause));
}

/// <summary>What is wrong with a file. What it quotes of the file is cut, and shows nothing that a terminal obeys.</summary>
/// <param name="File">The file, as errors name it.</param>
/// <param name="Place">Where in it, such as <c>examples[3].prompt</c>; empty for the whole file.</param>
/// <param name="What">What is wrong, told of the place ("is 7, not a text"), or a whole clause where there is none ("there is no such file").</param>
/// <param name="Remedy">What to do; without a full stop.</param>
/// <param name="Cause">The exception behind it, if there is one.</param>
internal sealed record FileFault(string File, string Place, string What, string Remedy, Exception? Cause = null)
{
    private const int Longest = 1_000;

    /// <summary>What is wrong.</summary>
    public string What { get; } = SafeText.Quote(What, Longest);

    /// <summary>The fault as a message: file, place, what is wrong and what to do.</summary>
    public override string ToString() => $"{SafeText.OneLine(File)}: {(Place.Length == 0 ? "" : $"{Place} ")}{What}. {Remedy}.";
}
