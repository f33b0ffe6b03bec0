namespace LfmSpec.Lab;

/// <summary>An experiment as data: what the attributes of its class say. Generated code makes it; the lab runs it.</summary>
public sealed record ExperimentSpec
{
    /// <summary>The experiment's name: its class's.</summary>
    public required string Name { get; init; }

    /// <summary>The question that it answers: the summary of its class, or an empty string.</summary>
    public string Question { get; init; } = "";

    /// <summary>The published table that it repeats or corrects, or null.</summary>
    public string? Published { get; init; }

    /// <summary>What of the table repeats the published method where that is otherwise than LfmSpec's, or null.</summary>
    public string? AsPublished { get; init; }

    /// <summary>The cases, in the order of the attributes, blocks ascending.</summary>
    public required IReadOnlyList<CaseSpec> Cases { get; init; }

    /// <summary>The quantities that are read of the clean runs.</summary>
    public IReadOnlyList<ObservationSpec> Observations { get; init; } = [];

    /// <summary>The adapters that are trained, in the order of the attributes.</summary>
    public IReadOnlyList<FineTuneSpec> FineTunes { get; init; } = [];

    /// <summary>The tables that are computed from the cases.</summary>
    public IReadOnlyList<SummarySpec> Summaries { get; init; } = [];

    /// <summary>The capability that is scored, on the clean model and under each case; null for none.</summary>
    public CapabilitySpec? Capability { get; init; }

    /// <summary>The prompts.</summary>
    public required PromptSpec Prompts { get; init; }

    /// <summary>The columns.</summary>
    public required IReadOnlyList<MeasureSpec> Measures { get; init; }

    /// <summary>The model whose configuration the attributes were checked against when the code was compiled; empty for what was not compiled.</summary>
    public required string CompiledFor { get; init; }

    /// <summary>The model that it is run on whatever the project's is, one of those that <see cref="OnModelsAttribute"/> names; null for the project's.</summary>
    public string? OnModel { get; init; }

    /// <summary>The source file of the class.</summary>
    public string SourceFile { get; init; } = "";

    /// <summary>What its columns and summaries need of a changed run.</summary>
    internal KeptMeasures KeptMeasures() => LfmSpec.Lab.Measures.KeptMeasures.Of(Measures, Summaries.Any(summary => summary.Summary.ReadsEveryPosition));
}
