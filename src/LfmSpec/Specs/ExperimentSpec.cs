namespace LfmSpec;

/// <summary>One row of an experiment's table: the interventions of one changed run.</summary>
/// <param name="Name">The name of the row and of its test, such as <c>Ablate_L05_Mlp</c>; unique in the experiment.</param>
/// <param name="Interventions">What is changed, in one run.</param>
public sealed record CaseSpec(string Name, IReadOnlyList<Intervention> Interventions)
{
    /// <summary>The first block that the case changes: everything before it is the clean run.</summary>
    public int FirstLayer => Interventions.Min(intervention => intervention.Layer);

    /// <inheritdoc/>
    public override string ToString() => string.Join(" and ", Interventions);
}

/// <summary>A column of an experiment's table.</summary>
/// <param name="Metric">What is measured.</param>
/// <param name="Over">How a prompt's positions become one number.</param>
/// <param name="Within">The relative difference that is accepted on an engine other than the embedded one.</param>
public sealed record MeasureSpec(Metric Metric, Positions Over = Positions.Mean, double Within = 1e-3);

/// <summary>Where an experiment's prompts come from: exactly one of the three.</summary>
/// <param name="Texts">Raw texts, or none.</param>
/// <param name="Suite">A suite that comes with LfmSpec, or null.</param>
/// <param name="File">The full path of a JSON file of families, or null.</param>
/// <param name="PerFamily">How many prompts of each family, from the first; null for all.</param>
public sealed record PromptSpec(IReadOnlyList<string> Texts, Suite? Suite = null, string? File = null, int? PerFamily = null);

/// <summary>An experiment as data: what the attributes of its class say. Generated code makes it; the lab runs it.</summary>
public sealed record ExperimentSpec
{
    /// <summary>The experiment's name: its class's.</summary>
    public required string Name { get; init; }

    /// <summary>The question that it answers: the summary of its class, or an empty string.</summary>
    public string Question { get; init; } = "";

    /// <summary>The published table that it repeats or corrects, or null.</summary>
    public string? Published { get; init; }

    /// <summary>The cases, in the order of the attributes, blocks ascending.</summary>
    public required IReadOnlyList<CaseSpec> Cases { get; init; }

    /// <summary>The prompts.</summary>
    public required PromptSpec Prompts { get; init; }

    /// <summary>The columns.</summary>
    public required IReadOnlyList<MeasureSpec> Measures { get; init; }

    /// <summary>The model whose configuration the attributes were checked against when the code was compiled.</summary>
    public required string CompiledFor { get; init; }

    /// <summary>The source file of the class.</summary>
    public string SourceFile { get; init; } = "";
}
