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
public sealed record MeasureSpec(Metric Metric, Positions Over = Positions.Mean, double Within = Usual.Within);

/// <summary>A table that reads a quantity of the clean runs.</summary>
/// <param name="Name">The name of its test, such as <c>Observe_LogitLens</c>; unique in the experiment.</param>
/// <param name="Quantity">What is read.</param>
public sealed record ObservationSpec(string Name, Quantity Quantity)
{
    /// <summary>How many tokens a row names.</summary>
    public int Top { get; init; } = Usual.Top;

    /// <summary>The multiple of the median above which an activation is massive.</summary>
    public double Threshold { get; init; } = Usual.Threshold;

    /// <summary>The number of permutations of a null.</summary>
    public int Permutations { get; init; } = Usual.Permutations;

    /// <summary>The seed of what is random.</summary>
    public long Seed { get; init; }

    /// <summary>The categories of words, each <c>name: word word word</c>.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];
}

/// <summary>A table that is computed from the cases.</summary>
/// <param name="Summary">Which.</param>
/// <param name="Resamples">The number of resamples of a bootstrap.</param>
/// <param name="Seed">The seed of a bootstrap.</param>
public sealed record SummarySpec(Summary Summary, int Resamples = Usual.Resamples, long Seed = 0);

/// <summary>Two prompts of as many tokens and different answers.</summary>
/// <param name="Clean">The clean prompt.</param>
/// <param name="Corrupt">The corrupt prompt.</param>
public sealed record PromptPair(string Clean, string Corrupt);

/// <summary>Where an experiment's prompts come from: exactly one of texts, pairs, a suite and a file.</summary>
/// <param name="Texts">Raw texts, or none.</param>
/// <param name="Suite">A suite that comes with LfmSpec, or null.</param>
/// <param name="File">The full path of a JSON file of families, or of a file or folder of the published repository's tasks, or null.</param>
/// <param name="PerFamily">How many prompts of each family, from the first; null for all.</param>
public sealed record PromptSpec(IReadOnlyList<string> Texts, Suite? Suite = null, string? File = null, int? PerFamily = null)
{
    /// <summary>Pairs for patching, or none.</summary>
    public IReadOnlyList<PromptPair> Pairs { get; init; } = [];

    /// <summary>Which part of a suite.</summary>
    public Split Split { get; init; }

    /// <summary>Whether only prompts with a target of one token are taken.</summary>
    public bool SingleTokenTargets { get; init; }
}

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

    /// <summary>The prompts.</summary>
    public required PromptSpec Prompts { get; init; }

    /// <summary>The columns.</summary>
    public required IReadOnlyList<MeasureSpec> Measures { get; init; }

    /// <summary>The model whose configuration the attributes were checked against when the code was compiled; empty for what was not compiled.</summary>
    public required string CompiledFor { get; init; }

    /// <summary>The source file of the class.</summary>
    public string SourceFile { get; init; } = "";
}
