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

    /// <summary>Why it could not be made, as a kind of its own threw when it was made; null if it was.</summary>
    public string? Problem { get; private init; }

    /// <summary>Makes an experiment, for generated code. One that a kind's constructor or setting lets fail fails when it is run, and stops no other.</summary>
    /// <param name="name">The experiment's name.</param>
    /// <param name="onModel">The model that it is run on, or null for the project's.</param>
    /// <param name="make">Makes it.</param>
    /// <returns>The experiment, or one that says why there is none.</returns>
    public static ExperimentSpec Made(string name, string? onModel, Func<ExperimentSpec> make)
    {
        try
        {
            return make();
        }
        catch (Exception error)
        {
            // What a constructor throws may come wrapped, where a field of its type did.
            var cause = error.GetBaseException();
            return new()
            {
                Name = name, OnModel = onModel, Cases = [], Prompts = new PromptSpec([]), Measures = [], CompiledFor = "",
                Problem = $"{name}: one of its kinds cannot be made: {cause.GetType().Name}: {cause.Message} ({cause.TargetSite?.DeclaringType?.Name}). Correct the constructor or the setting.",
            };
        }
    }

    /// <summary>Lets one that could not be made fail.</summary>
    /// <exception cref="LabException">It could not be made.</exception>
    public void MustBeMade()
    {
        if (Problem is not null)
        {
            throw new LabException(Problem);
        }
    }

    /// <summary>What its columns and summaries need of a changed run.</summary>
    internal KeptMeasures KeptMeasures() => LfmSpec.Lab.Measures.KeptMeasures.Of(Measures, Summaries.Any(summary => summary.Summary.ReadsEveryPosition));
}
