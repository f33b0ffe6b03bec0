namespace LfmSpec.Models.Chat;

/// <summary>
/// Names and texts as keys. A template chooses them: to hash one costs what it takes to go through it, and so does to compare two. The hash is the runtime's of
/// this process, so that no template can have many keys of one place (.NET's dictionaries of texts begin with a hash that is the same everywhere).
/// </summary>
internal sealed class TextKeys : IEqualityComparer<string>
{
    /// <summary>The only one.</summary>
    public static readonly TextKeys Instance = new();

    private TextKeys()
    {
    }

    /// <summary>Whether two texts are the same, paid for.</summary>
    public static bool AreEqual(string? left, string? right)
    {
        if (left is not null && right is not null)
        {
            Budget.Compare(left, right);
        }

        return left == right;
    }

    /// <summary>A text's hash, paid for.</summary>
    public static int HashOf(string text)
    {
        Budget.Spend(text.Length / 64);
        return text.GetHashCode(StringComparison.Ordinal);
    }

    bool IEqualityComparer<string>.Equals(string? x, string? y) => AreEqual(x, y);

    int IEqualityComparer<string>.GetHashCode(string obj) => HashOf(obj);
}
