namespace LfmSpec.Generators;

/// <summary>A kind that an attribute names, of the lab's or of a user's own project, and what the attribute sets of it.</summary>
/// <param name="Origin">The attribute in the source.</param>
/// <param name="Name">The type's name, which the test of the kind has.</param>
/// <param name="Type">The type as generated code writes it.</param>
/// <param name="Problem">Why it cannot be used, or null.</param>
/// <param name="Components">The components that it reads or acts on.</param>
/// <param name="Heeds">The names of its settings.</param>
/// <param name="Settings">What the attribute sets.</param>
/// <param name="Laws">The names of its own laws.</param>
/// <param name="Promises">The lab's interfaces that it implements, by name.</param>
internal sealed record KindDeclaration(
    AttributeOrigin Origin,
    string Name,
    string Type,
    string? Problem,
    EquatableArray<Component> Components,
    EquatableArray<string> Heeds,
    EquatableArray<KindSetting> Settings,
    EquatableArray<string> Laws,
    EquatableArray<string> Promises)
{
    /// <summary>The kind as generated code makes it.</summary>
    public KindModel Model => new(
        Name,
        Type,
        [.. Settings.Select(static setting => $"{setting.Name} = {setting.Code}")],
        string.Concat(Settings.Select(static setting => setting.Word is null ? "" : $"_{setting.Word}")),
        Laws,
        Promises);
}

/// <summary>A setting of a kind as an attribute gives it.</summary>
/// <param name="Name">The property.</param>
/// <param name="Code">The value as C# writes it.</param>
/// <param name="Site">The whole argument.</param>
/// <param name="Number">The value as a number, an enum's too; null for what is none.</param>
/// <param name="Word">The value in a name, such as <c>Factor0p5</c>; null for what is too long for one.</param>
/// <param name="Problem">Why the value cannot be used, as a sentence, or null.</param>
internal sealed record KindSetting(string Name, string Code, Site Site, double? Number, string? Word, string? Problem);

/// <summary>A kind, ready to be emitted.</summary>
/// <param name="Name">The type's name.</param>
/// <param name="Type">The type as generated code writes it.</param>
/// <param name="Assignments">What is set of it.</param>
/// <param name="Words">Its settings in a name.</param>
/// <param name="Laws">The names of its own laws.</param>
/// <param name="Promises">The lab's interfaces that it implements, by name.</param>
internal sealed record KindModel(
    string Name, string Type, EquatableArray<string> Assignments, string Words, EquatableArray<string> Laws, EquatableArray<string> Promises)
{
    /// <summary>The expression that makes it.</summary>
    public string Code => $"new {Type}(){CodeLiteral.Initialiser(Assignments)}";
}
