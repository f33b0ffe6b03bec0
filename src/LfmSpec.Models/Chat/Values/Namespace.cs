namespace LfmSpec.Models.Chat;

/// <summary>What <c>namespace()</c> makes: variables that a loop's body can change for what comes after it.</summary>
internal sealed class Namespace
{
    public Dictionary<string, object?> Attributes { get; } = new(StringComparer.Ordinal);
}
