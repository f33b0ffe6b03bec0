namespace LfmSpec.Generators.Experiments;

/// <summary>What the user wrote: a class with its attributes, not yet checked. Values only, so that it can be cached.</summary>
/// <param name="Name">The class's name.</param>
/// <param name="Namespace">Its namespace as it is written in code, or an empty string.</param>
/// <param name="Question">Its documentation summary as plain text.</param>
/// <param name="Published">The published table that it repeats, or null.</param>
/// <param name="AsPublished">What of the table repeats the published method, or null.</param>
/// <param name="IsLong">Whether it is run only when asked for.</param>
/// <param name="Source">The file and the line of <c>[Experiment]</c>.</param>
/// <param name="Identifier">The class's name in the source.</param>
/// <param name="Attribute"><c>[Experiment]</c> in the source.</param>
/// <param name="IsPartial">Whether every part of the class is partial.</param>
/// <param name="Unsuited">Why NUnit cannot run the class as a fixture of its own, such as <c>static</c>, or null.</param>
/// <param name="HasErrors">Whether an attribute does not compile: the compiler's own error then says enough.</param>
/// <param name="Members">The names that the class already uses.</param>
/// <param name="Interventions">The interventions in the order of the attributes.</param>
/// <param name="Observations">The observations in the order of the attributes.</param>
/// <param name="FineTunes">The fine-tunings in the order of the attributes.</param>
/// <param name="Summaries">The summaries in the order of the attributes.</param>
/// <param name="Prompts">The prompts, or null.</param>
/// <param name="Pairs">The pairs of prompts in the order of the attributes.</param>
/// <param name="Measures">The measures in the order of the attributes.</param>
internal sealed record ExperimentDeclaration(
    string Name,
    string Namespace,
    string Question,
    Argument<string?>? Published,
    Argument<string?>? AsPublished,
    bool IsLong,
    SourceLine Source,
    Site Identifier,
    Site Attribute,
    bool IsPartial,
    string? Unsuited,
    bool HasErrors,
    EquatableArray<string> Members,
    EquatableArray<InterventionDeclaration> Interventions,
    EquatableArray<KindDeclaration> Observations,
    EquatableArray<Written<FineTuneAttribute>> FineTunes,
    EquatableArray<KindDeclaration> Summaries,
    PromptsDeclaration? Prompts,
    EquatableArray<PairDeclaration> Pairs,
    EquatableArray<MeasureDeclaration> Measures)
{
    /// <summary>The models that it names, or null for the project's.</summary>
    public OnModelsDeclaration? OnModels { get; init; }

    /// <summary>The capability that it scores, or null.</summary>
    public CapabilityDeclaration? Capability { get; init; }

    /// <summary>The arguments of bundles, which nothing reads.</summary>
    public EquatableArray<Argument<string>> Unheeded { get; init; }
}

/// <summary><see cref="OnModelsAttribute"/> as written; without a name, all that the project lists.</summary>
internal sealed record OnModelsDeclaration(Site Site, EquatableArray<Argument<string?>> Names)
{
    /// <summary>Where models are named once more, by a bundle or beside it; or null.</summary>
    public Site? Again { get; init; }
}

/// <summary><see cref="CapabilityAttribute"/> as written.</summary>
internal sealed record CapabilityDeclaration(Site Site, SourceLine Source, Argument<string?> Tests, Argument<int>? Seeds)
{
    /// <summary>Where a capability is named once more, by a bundle or beside it; or null.</summary>
    public Site? Again { get; init; }
}

/// <summary>Where a test is shown to come from.</summary>
/// <param name="File">The path as the compiler has it.</param>
/// <param name="Line">The line, from 1.</param>
internal sealed record SourceLine(string File, int Line);

/// <summary><see cref="PromptsAttribute"/> as written.</summary>
internal sealed record PromptsDeclaration(
    Site Site,
    EquatableArray<Argument<string?>> Texts,
    Argument<Suite>? Suite,
    Argument<string?>? File,
    Argument<int>? PerFamily,
    Argument<Split>? Split,
    Argument<bool>? SingleTokenTargets)
{
    /// <summary>Where prompts are given once more, by a bundle or beside it; or null.</summary>
    public Site? Again { get; init; }

    /// <summary>Whether the prompts are one text, so that there is no other to take a value from.</summary>
    public bool IsOneText => Texts.Count == 1 && Suite is null && File is null;
}

/// <summary><see cref="PairAttribute"/> as written.</summary>
internal sealed record PairDeclaration(Site Site, Argument<string?> Clean, Argument<string?> Corrupt);

/// <summary><see cref="MeasureAttribute"/> as written, or an attribute of a kind of the user's own.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Metric">The word that names the kind, or null for a user's own.</param>
/// <param name="Ways">The ways in which the kind makes one number of positions, the usual first.</param>
/// <param name="Otherwise">Why another way cannot be used, or null.</param>
/// <param name="Over">How positions become one number.</param>
/// <param name="Within">The difference that is accepted.</param>
internal sealed record MeasureDeclaration(
    KindDeclaration Kind,
    Argument<Metric>? Metric,
    EquatableArray<Reduction> Ways,
    string? Otherwise,
    Argument<Reduction>? Over,
    Argument<double>? Within)
{
    /// <summary>The attribute in the source.</summary>
    public Site Site => Kind.Origin.Site;

    /// <summary>Which of the lab's kinds it is, whichever way it is named; null for a user's own.</summary>
    public Metric? BuiltIn => Enum.TryParse<Metric>(Kind.Name, out var metric) && Kind.Type == LabNames.TypeOf(LabNames.Of(metric)) ? metric : null;
}
