namespace LfmSpec.Generators.Basics;

/// <summary>Words as a sentence lists them.</summary>
internal static class WordList
{
    /// <summary>The words with commas between them, and a conjunction before the last: <c>a, b and c</c>.</summary>
    public static string Join(IEnumerable<string> words, string conjunction)
    {
        var all = words.ToArray();
        return all.Length < 2 ? string.Concat(all) : $"{string.Join(", ", all.Take(all.Length - 1))} {conjunction} {all[all.Length - 1]}";
    }
}
