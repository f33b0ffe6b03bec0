using System.Globalization;

namespace LfmSpec.Generators;

/// <summary>Writes an experiment as data; what has its usual value is left out.</summary>
internal static class SpecEmitter
{
    /// <summary>Writes the property that holds the experiment.</summary>
    public static void Emit(CodeWriter writer, ExperimentModel experiment)
    {
        writer.Line("/// <summary>The experiment as data.</summary>")
            .Line(FixtureEmitter.GeneratedCode)
            .Line($"public static global::LfmSpec.Lab.ExperimentSpec {FixtureNames.Spec} {{ get; }} = new global::LfmSpec.Lab.ExperimentSpec")
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
            FineTuneEmitter.Emit(writer, experiment.FineTunes);
        }

        if (experiment.Summaries.Count > 0)
        {
            EmitList(writer, "Summaries", "Lab.SummarySpec", experiment.Summaries.Select(static kind => $"new global::LfmSpec.Lab.SummarySpec({kind.Code})"));
        }

        writer.Line($"Prompts = {Construct(experiment.Prompts)},");
        EmitList(writer, "Measures", "Lab.MeasureSpec", experiment.Measures.Select(Construct));
        writer.Line($"CompiledFor = {CodeLiteral.Of(experiment.CompiledFor)},")
            .Line($"SourceFile = {CodeLiteral.Path(experiment.Source.File)},")
            .Close(";");
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

    private static string Construct(CaseModel item)
    {
        var interventions = string.Join(", ", item.Interventions.Select(InterventionEmitter.Construct));
        return $"new global::LfmSpec.Lab.CaseSpec({CodeLiteral.Of(item.Name)}, new global::LfmSpec.Lab.Intervention[] {{ {interventions} }})";
    }

    private static string Observation(KindModel kind) => $"new global::LfmSpec.Lab.ObservationSpec({CodeLiteral.Of(kind.TestName)}, {kind.Code})";

    private static string Construct(MeasureModel measure) =>
        $"new global::LfmSpec.Lab.MeasureSpec({measure.Kind.Code}, {CodeLiteral.Of(measure.Over)}, {CodeLiteral.Of(measure.Within)})";

    private static string Construct(PromptsModel prompts)
    {
        var suite = prompts.Suite is { } known ? CodeLiteral.Of(known) : "null";
        var file = prompts.File is { } path ? CodeLiteral.Path(path) : "null";
        var perFamily = prompts.PerFamily is { } count ? Number(count) : "null";
        var pairs = prompts.Pairs.Select(static pair =>
            $"new global::LfmSpec.PromptPair({CodeLiteral.Of(pair.Clean)}, {CodeLiteral.Of(pair.Corrupt)})");
        var properties = CodeLiteral.Initialiser(
        [
            prompts.Pairs.Count > 0 ? $"Pairs = new global::LfmSpec.PromptPair[] {{ {string.Join(", ", pairs)} }}" : null,
            prompts.Split == Split.Test ? null : $"Split = {CodeLiteral.Of(prompts.Split)}",
            prompts.SingleTokenTargets ? "SingleTokenTargets = true" : null,
        ]);
        return $"new global::LfmSpec.PromptSpec({CodeLiteral.Array(prompts.Texts)}, Suite: {suite}, File: {file}, PerFamily: {perFamily}){properties}";
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
