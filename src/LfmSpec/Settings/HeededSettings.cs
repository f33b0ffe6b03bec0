namespace LfmSpec;

/// <summary>The settings that one kind of an attribute heeds; any other says what nothing does.</summary>
/// <param name="Kind">The kind, as a sentence begins with it.</param>
/// <param name="All">The settings.</param>
internal sealed record HeededSettings(string Kind, params Setting[] All)
{
    /// <summary>The kind and the names of its settings, as a sentence: <c>Cka heeds Permutations and Seed</c>.</summary>
    public string Words => $"{Kind} heeds {Names}";

    private string Names => All.Length switch
    {
        0 => "no setting",
        1 => $"{All[0].Name} alone",
        _ => $"{string.Join(", ", All.Take(All.Length - 1).Select(static setting => setting.Name))} and {All[All.Length - 1].Name}",
    };

    /// <summary>The setting of a name, or null if the kind does not heed it.</summary>
    public Setting? Find(string name) => All.FirstOrDefault(setting => setting.Name == name);
}
