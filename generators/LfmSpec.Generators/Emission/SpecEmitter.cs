namespace LfmSpec.Generators.Emission;

/// <summary>Writes an experiment as data.</summary>
internal static class SpecEmitter
{
    /// <summary>Writes the property that holds the experiment.</summary>
    public static void Emit(CodeWriter writer, CheckedExperiment experiment)
    {
        writer.Line("/// <summary>The experiment as data.</summary>")
            .Line(FixtureEmitter.GeneratedCode)
            .Line($"public static global::LfmSpec.Lab.ExperimentSpec {FixtureNames.Spec} {{ get; }} = global::LfmSpec.Lab.ExperimentSpec.Made({CodeLiteral.Of(experiment.Name.Class)}, {CodeLiteral.Of(experiment.Name.OnModel)}, static () => new global::LfmSpec.Lab.ExperimentSpec")
            .Open()
            .Line($"Name = {CodeLiteral.Of(experiment.Name.Class)},")
            .Line($"Question = {CodeLiteral.Of(experiment.Question)},")
            .Line($"Published = {CodeLiteral.Of(experiment.Published)},");
        if (experiment.AsPublished is not null)
        {
            writer.Line($"AsPublished = {CodeLiteral.Of(experiment.AsPublished)},");
        }

        EmitList(writer, "Cases", "Lab.CaseSpec", experiment.Cases.Select(Construct));
        if (experiment.Observations.Count > 0)
        {
            EmitList(writer, "Observations", "Lab.ObservationSpec", experiment.Observations.Select(Observation));
        }

        if (experiment.FineTunes.Count > 0)
        {
            EmitList(writer, "FineTunes", "FineTuneSpec", experiment.FineTunes.Select(static row => row.Code));
        }

        if (experiment.Summaries.Count > 0)
        {
            EmitList(writer, "Summaries", "Lab.SummarySpec", experiment.Summaries.Select(static kind => $"new global::LfmSpec.Lab.SummarySpec({kind.Code})"));
        }

        if (experiment.Capability is { } capability)
        {
            writer.Line($"Capability = {capability.Code},");
        }

        if (experiment.Name.OnModel is not null)
        {
            writer.Line($"OnModel = {CodeLiteral.Of(experiment.Name.OnModel)},");
        }

        writer.Line($"Prompts = {experiment.Prompts},");
        EmitList(writer, "Measures", "Lab.MeasureSpec", experiment.Measures.Select(Construct));
        writer.Line($"CompiledFor = {CodeLiteral.Of(experiment.CompiledFor)},")
            .Line($"SourceFile = {CodeLiteral.Path(experiment.Source.File)},")
            .Close(");");
    }

    private static void EmitList(CodeWriter writer, string property, string type, IEnumerable<string> items)
    {
        writer.Line($"{property} = new global::LfmSpec.{type}[]").Open();
        foreach (var item in items)
        {
            writer.Line($"{item},");
        }

        writer.Close(",");
    }

    private static string Construct(CheckedCase item)
    {
        var interventions = string.Join(", ", item.Interventions.Select(InterventionEmitter.Construct));
        return $"new global::LfmSpec.Lab.CaseSpec({CodeLiteral.Of(item.Name)}, new global::LfmSpec.Lab.Intervention[] {{ {interventions} }})";
    }

    private static string Observation(CheckedKind kind) => $"new global::LfmSpec.Lab.ObservationSpec({CodeLiteral.Of(kind.TestName)}, {kind.Code})";

    private static string Construct(CheckedMeasure measure) =>
        $"new global::LfmSpec.Lab.MeasureSpec({measure.Kind.Code}, {CodeLiteral.Of(measure.Over)}, {CodeLiteral.Of(measure.Within)})";
}
