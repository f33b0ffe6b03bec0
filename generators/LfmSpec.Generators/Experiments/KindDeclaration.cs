namespace LfmSpec.Generators.Experiments;

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
    /// <summary>What names the kind in the source: the enum's member, or the attribute's name.</summary>
    public Site Named { get; init; }

    /// <summary>The number that stands in a member's place and is none, or null.</summary>
    public UnknownValue? Unknown { get; init; }

    /// <summary>The attribute in the source.</summary>
    public Site Site => Origin.Site;

    /// <summary>The kind as generated code makes it.</summary>
    public CheckedKind Model => new(
        Name,
        Type,
        [.. Settings.Where(static setting => setting.Code is not null && !setting.IsParameter).Select(static setting => $"{setting.Name} = {setting.Code}")],
        Components,
        Laws,
        Origin.Source)
    {
        Words = string.Concat(Settings.Select(static setting => setting.Word is null ? "" : $"_{setting.Word}")),
        Promises = Promises,
        Arguments = [.. Settings.Where(static setting => setting.Code is not null && setting.IsParameter).Select(static setting => $"{setting.Name}: {setting.Code}")],
    };

    /// <summary>What the attribute sets of a name, or null.</summary>
    public KindSetting? Find(string name) => Settings.FirstOrDefault(setting => setting.Name == name);

    /// <summary>Whether it is a type of the lab's own, of a name.</summary>
    public bool IsBuiltIn(string name) => Type == $"global::LfmSpec.Lab.{name}";
}

/// <summary>A setting of a kind as an attribute gives it.</summary>
/// <param name="Name">The property.</param>
/// <param name="Code">The value as C# writes it, or null where the attribute says that it is left out.</param>
/// <param name="Site">The whole argument.</param>
/// <param name="Problem">Why the value cannot be used, as a sentence, or null.</param>
internal sealed record KindSetting(string Name, string? Code, Site Site, string? Problem)
{
    /// <summary>The value, if it is a number or an enum's member.</summary>
    public double? Number { get; init; }

    /// <summary>The value in a name, such as <c>Factor0p5</c>; null for what is too long for one.</summary>
    public string? Word { get; init; }

    /// <summary>Whether the type's constructor takes it beside the layer.</summary>
    public bool IsParameter { get; init; }

    /// <summary>The value, if it is an array of texts.</summary>
    public EquatableArray<string?> Texts { get; init; }
}

/// <summary>A number that stands for an enum's member and is none.</summary>
/// <param name="Site">The argument.</param>
/// <param name="Name">The argument's name.</param>
/// <param name="Value">The number.</param>
/// <param name="Enum">The enum.</param>
/// <param name="Members">Its members.</param>
internal sealed record UnknownValue(Site Site, string Name, string Value, string Enum, string Members)
{
    /// <summary>What to say of an argument that is none of its enum's values; null if it is one.</summary>
    public static UnknownValue? Of<T>(string name, Argument<T> argument)
        where T : struct, System.Enum => Of(name, typeof(T), argument.Value, argument.Site);

    /// <summary>The same, of a type that may be no enum: null then.</summary>
    public static UnknownValue? Of(string name, Type type, object? value, Site site) =>
        !type.IsEnum || System.Enum.IsDefined(type, value) ? null : new(
            site,
            name,
            ((System.Enum)value!).ToString("D"),
            type.Name,
            WordList.Join(System.Enum.GetNames(type).Where(static member => member != nameof(Component.Unspecified)), "or"));
}

/// <summary>A kind, ready to be emitted.</summary>
/// <param name="Name">The type's name.</param>
/// <param name="Type">The type as generated code writes it.</param>
/// <param name="Assignments">What is set of it.</param>
/// <param name="Components">The components that it reads or acts on.</param>
/// <param name="Laws">The names of its own laws.</param>
/// <param name="Source">Where its test comes from.</param>
internal sealed record CheckedKind(
    string Name,
    string Type,
    EquatableArray<string> Assignments,
    EquatableArray<Component> Components,
    EquatableArray<string> Laws,
    SourceLine Source)
{
    /// <summary>The source of what is no test of its own: a line above it that is added re-emits nothing.</summary>
    public static SourceLine Nowhere { get; } = new("", 0);

    /// <summary>Its settings in a name.</summary>
    public string Words { get; init; } = "";

    /// <summary>The lab's interfaces that it implements, by name.</summary>
    public EquatableArray<string> Promises { get; init; }

    /// <summary>What its constructor is given by name.</summary>
    public EquatableArray<string> Arguments { get; init; }

    /// <summary>The name of an observation's test.</summary>
    public string TestName => FixtureNames.ObservationPrefix + Name;

    /// <summary>The expression that makes it.</summary>
    public string Code => Make([], []);

    /// <summary>The expression that makes it.</summary>
    /// <param name="first">What its constructor is given before its settings.</param>
    /// <param name="more">What else is set of it; null for what keeps its value.</param>
    public string Make(IEnumerable<string> first, IEnumerable<string?> more) =>
        $"new {Type}({string.Join(", ", first.Concat(Arguments))}){CodeLiteral.Initialiser(Assignments.Concat(more))}";
}

/// <summary>A law that an experiment is held to: a test.</summary>
/// <param name="Name">The law's name.</param>
/// <param name="Code">The law as generated code writes it.</param>
internal sealed record CheckedLaw(string Name, string Code)
{
    /// <summary>The name of its test.</summary>
    public string TestName => FixtureNames.LawPrefix + Name;
}
