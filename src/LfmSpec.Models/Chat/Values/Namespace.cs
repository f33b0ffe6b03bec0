namespace LfmSpec.Models.Chat;

/// <summary>What <c>namespace()</c> makes: variables that a loop's body can change for what comes after it.</summary>
internal sealed class Namespace
{
    private readonly Dictionary<string, object?> attributes = new(TextKeys.Instance);

    public Namespace() => Budget.Keep(160);

    public object? this[string name]
    {
        set
        {
            var count = attributes.Count;
            attributes[name] = value;
            Budget.Keep(attributes.Count > count ? 120 : 0);
        }
    }

    public bool TryGet(string name, out object? value) => attributes.TryGetValue(name, out value);
}
