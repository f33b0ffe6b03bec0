namespace LfmSpec.Generators;

/// <summary>
/// A checked experiment, ready to be emitted. It holds lines but no spans: an edit within a line above it re-emits nothing.
/// </summary>
internal sealed record ExperimentModel(
    ExperimentName Name,
    string Question,
    string? Published,
    SourceLine Source,
    string CompiledFor,
    EquatableArray<CaseModel> Cases,
    PromptsModel Prompts,
    EquatableArray<MeasureModel> Measures,
    EquatableArray<Law> Laws);

/// <summary>The name of an experiment's class.</summary>
/// <param name="Class">The class.</param>
/// <param name="Namespace">Its namespace as it is written in code, or an empty string.</param>
internal sealed record ExperimentName(string Class, string Namespace)
{
    /// <summary>The name with its namespace.</summary>
    public string Full => Namespace.Length == 0 ? Class : $"{Namespace}.{Class}";
}

/// <summary>A case: a row of the table, and a test.</summary>
internal sealed record CaseModel(string Name, EquatableArray<InterventionModel> Interventions, SourceLine Source);

/// <summary>One change at one block.</summary>
internal abstract record InterventionModel(int Layer);

/// <summary>An ablation; see <c>LfmSpec.Ablation</c>.</summary>
internal sealed record AblationModel(int Layer, Component Target, Replacement With, int? Head) : InterventionModel(Layer);

/// <summary>A steering; see <c>LfmSpec.Steering</c>.</summary>
internal sealed record SteeringModel(int Layer, long Seed, double Scale, Place At) : InterventionModel(Layer);

/// <summary>The prompts; see <c>LfmSpec.PromptSpec</c>.</summary>
internal sealed record PromptsModel(EquatableArray<string> Texts, Suite? Suite, string? File, int? PerFamily);

/// <summary>A column of the table; see <c>LfmSpec.MeasureSpec</c>.</summary>
internal sealed record MeasureModel(Metric Metric, Positions Over, double Within);
