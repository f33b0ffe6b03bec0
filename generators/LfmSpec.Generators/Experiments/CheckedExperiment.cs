namespace LfmSpec.Generators.Experiments;

/// <summary>
/// A checked experiment, ready to be emitted. It holds lines but no spans: an edit within a line above it re-emits nothing.
/// </summary>
internal sealed record CheckedExperiment(
    ExperimentName Name,
    string Question,
    string? Published,
    string? AsPublished,
    bool IsLong,
    SourceLine Source,
    string CompiledFor,
    EquatableArray<CheckedCase> Cases,
    EquatableArray<CheckedKind> Observations,
    EquatableArray<CheckedFineTune> FineTunes,
    EquatableArray<CheckedKind> Summaries,
    string Prompts,
    EquatableArray<CheckedMeasure> Measures,
    EquatableArray<CheckedLaw> Laws)
{
    /// <summary>The capability that it scores, or null.</summary>
    public CheckedCapability? Capability { get; init; }
}

/// <summary>The tests of a capability.</summary>
/// <param name="Code">The specification as code.</param>
/// <param name="Ids">The tests, each of which is a test of NUnit's.</param>
/// <param name="Source">The attribute in the source.</param>
internal sealed record CheckedCapability(string Code, EquatableArray<string> Ids, SourceLine Source);

/// <summary>The name of an experiment's class.</summary>
/// <param name="Class">The class.</param>
/// <param name="Namespace">Its namespace as it is written in code, or an empty string.</param>
/// <param name="OnModel">The model that it names, of which this is the fixture, or null for the project's.</param>
internal sealed record ExperimentName(string Class, string Namespace, string? OnModel = null)
{
    /// <summary>The name with its namespace, and with that of the class in it that holds the tests on a model.</summary>
    public string Full => $"{(Namespace.Length == 0 ? "" : $"{Namespace}.")}{Class}{(OnModel is null ? "" : $".{FixtureNames.OnModel(OnModel)}")}";
}

/// <summary>A case: a row of the table, and a test.</summary>
internal sealed record CheckedCase(string Name, EquatableArray<CheckedIntervention> Interventions, SourceLine Source);

/// <summary>A column of the table; see <c>LfmSpec.Lab.MeasureSpec</c>.</summary>
internal sealed record CheckedMeasure(CheckedKind Kind, Reduction Over, double Within)
{
    /// <summary>The lab's kind that a word of the vocabulary names.</summary>
    public static CheckedKind BuiltIn(Metric metric) => new($"{metric}", LabNames.TypeOf(LabNames.Of(metric)), [], [], [], CheckedKind.Nowhere);
}
