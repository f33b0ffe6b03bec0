namespace LfmSpec.Models.Generation;

/// <summary>Prompts are equal if their tokens are.</summary>
internal sealed class PromptComparer : IEqualityComparer<IReadOnlyList<int>>
{
    internal static PromptComparer Instance { get; } = new();

    public bool Equals(IReadOnlyList<int>? one, IReadOnlyList<int>? other) => ReferenceEquals(one, other) || (one is not null && other is not null && one.SequenceEqual(other));

    public int GetHashCode(IReadOnlyList<int> prompt)
    {
        var hash = new HashCode();
        foreach (var id in prompt)
        {
            hash.Add(id);
        }

        return hash.ToHashCode();
    }
}
