namespace LfmSpec.Lab.Tests.Observations;

/// <summary>Reads a quantity through the lab's own door, and cells of its table by name.</summary>
internal static class Observe
{
    internal static DataTable On(Laboratory lab, ObservationSpec spec, params string[] prompts) => On(lab, spec, new PromptSpec(prompts));

    internal static DataTable On(Laboratory lab, ObservationSpec spec, PromptSpec prompts)
    {
        var experiment = Experiments.Of(prompts) with { Observations = [spec] };
        return Observing.Of(lab, experiment, spec, lab.Prompts(experiment), CancellationToken.None);
    }

    internal static ObservationSpec Spec(Quantity quantity) => new($"Observe_{quantity}", quantity);

    internal static Cell At(this DataTable table, string row, string column) =>
        table.Rows.Single(candidate => candidate.Name == row).Cells[table.Columns.Skip(1).ToList().IndexOf(column)];

    internal static double Number(this DataTable table, string row, string column) => table.At(row, column).Number;

    /// <summary>A JSON file of families.</summary>
    internal static PromptSpec Families(string json)
    {
        var path = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"{Guid.NewGuid()}.json");
        File.WriteAllText(path, $$"""{ "families": {{json}} }""");
        return new PromptSpec([], File: path);
    }
}
