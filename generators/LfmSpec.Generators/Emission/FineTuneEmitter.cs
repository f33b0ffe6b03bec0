using System.Globalization;

namespace LfmSpec.Generators;

/// <summary>Writes the rows of a fine-tuning table as data, every setting of them: the generated code is the protocol.</summary>
internal static class FineTuneEmitter
{
    /// <summary>Writes the property of the experiment.</summary>
    public static void Emit(CodeWriter writer, IEnumerable<FineTuneModel> rows)
    {
        writer.Line("FineTunes = new global::LfmSpec.FineTuneSpec[]").Open();
        foreach (var row in rows)
        {
            Emit(writer, row);
        }

        writer.Close(",");
    }

    /// <summary>The traits of a row's test.</summary>
    public static IEnumerable<string> Traits(FineTuneModel row) =>
    [
        TraitEmitter.Category("Case"),
        TraitEmitter.Property("Method", $"{row.Method}"),
        TraitEmitter.Property("Rank", Number(row.Adapter.Rank)),
    ];

    private static void Emit(CodeWriter writer, FineTuneModel row) => writer
        .Line($"new global::LfmSpec.FineTuneSpec(")
        .Indent()
        .Line($"{CodeLiteral.Of(row.Name)},")
        .Line($"{Construct(row.Adapter)},")
        .Line($"{Construct(row.Training)},")
        .Line($"{CodeLiteral.Of(row.Data)})")
        .Outdent()
        .Open()
        .Line($"Method = {CodeLiteral.Of(row.Method)},")
        .Line($"Examples = {Number(row.Examples)},")
        .Line($"Loss = {CodeLiteral.Of(row.Loss)},")
        .Line($"PadTo = {Number(row.PadTo)},")
        .Line($"Seeds = new long[] {{ {string.Join(", ", row.Seeds.Select(CodeLiteral.Of))} }},")
        .Line($"EvaluateEvery = {Number(row.EvaluateEvery)},")
        .Line($"Beta = {CodeLiteral.Of(row.Beta)},")
        .Line($"Group = {Construct(row.Group)},")
        .Line($"TrainableParameters = {CodeLiteral.Of(row.TrainableParameters)},")
        .Close(",");

    private static string Construct(AdapterModel adapter) =>
        $"new global::LfmSpec.AdapterSpec({CodeLiteral.Array(adapter.Targets)}, new int[] {{ {string.Join(", ", adapter.Layers.Select(Number))} }}, "
        + $"{Number(adapter.Rank)}, {CodeLiteral.Of(adapter.Alpha)})"
        + CodeLiteral.Initialiser([$"Dropout = {CodeLiteral.Of(adapter.Dropout)}", $"Quantization = {CodeLiteral.Of(adapter.Quantization)}"]);

    private static string Construct(TrainingModel training) =>
        $"new global::LfmSpec.TrainingSpec({Number(training.Steps)}, {CodeLiteral.Of(training.LearningRate)})"
        + CodeLiteral.Initialiser(
        [
            $"BatchSize = {Number(training.BatchSize)}",
            $"Accumulate = {Number(training.Accumulate)}",
            $"Average = {CodeLiteral.Of(training.Average)}",
            $"Order = {CodeLiteral.Of(training.Order)}",
            $"Schedule = {CodeLiteral.Of(training.Schedule)}",
            $"WarmUp = {Number(training.WarmUp)}",
            $"WeightDecay = {CodeLiteral.Of(training.WeightDecay)}",
            $"MaxGradNorm = {(training.MaxGradNorm is { } norm ? CodeLiteral.Of(norm) : "null")}",
        ]);

    private static string Construct(GroupModel group) =>
        $"new global::LfmSpec.GroupSpec({Number(group.Samples)}, {Number(group.MaxNewTokens)}, {CodeLiteral.Of(group.Temperature)}, {Number(group.TopK)})"
        + CodeLiteral.Initialiser(
        [
            $"Clip = {CodeLiteral.Of(group.Clip)}",
            $"ClipHigh = {CodeLiteral.Of(group.ClipHigh)}",
            $"Ratio = {CodeLiteral.Of(group.Ratio)}",
            $"Reward = {CodeLiteral.Of(group.Reward)}",
            $"Updates = {Number(group.Updates)}",
        ]);

    private static string Number(int? number) => number is { } given ? Number(given) : "null";

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
