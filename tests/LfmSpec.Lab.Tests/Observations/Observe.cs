namespace LfmSpec.Lab.Tests.Observations;

/// <summary>Reads a quantity through the lab's own door, and cells of its table by name.</summary>
internal static class Observe
{
    internal static DataTable On(Laboratory lab, ObservationSpec spec, params string[] prompts) => On(lab, spec, new PromptSpec(prompts));

    /// <summary>As an experiment has it that repeats a published table: with the rows and columns of the published method.</summary>
    internal static DataTable On(Laboratory lab, ObservationSpec spec, PromptSpec prompts, string? published = "a table")
    {
        var experiment = Experiments.Of(prompts) with { Observations = [spec], Published = published };
        return ObservationTable.Of(new CleanRuns(spec.Name, lab.Bench.Runs, lab.Prompts(experiment), published is not null), spec, experiment.Name);
    }

    internal static ObservationSpec Spec(IObservation observation) => new($"Observe_{observation.GetType().Name}", observation);

    /// <summary>The lab's kind that an enum's member names, as generated code makes it.</summary>
    internal static ObservationSpec Spec(Quantity quantity) => Spec(BuiltIn<IObservation>($"{quantity}"));

    /// <summary>A quantity with each setting that it heeds at another value than usual.</summary>
    internal static ObservationSpec Set(Quantity quantity) => quantity switch
    {
        Quantity.LogitLens => Spec(new LogitLens { Top = 3 }),
        Quantity.VocabularyContribution => Spec(new VocabularyContribution { Top = 3 }),
        Quantity.MassiveActivations => Spec(new MassiveActivations { Threshold = 4 }),
        Quantity.Cka => Spec(new Cka { Permutations = 5, Seed = 3 }),
        Quantity.EmbeddingStructure => Spec(new EmbeddingStructure { Categories = ["one: a b", "two: c d"] }),
        _ => Spec(quantity),
    };

    /// <summary>A kind of the lab's by its name.</summary>
    internal static T BuiltIn<T>(string name) => (T)Activator.CreateInstance(typeof(Laboratory).Assembly.GetType($"LfmSpec.Lab.{name}", throwOnError: true)!)!;

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
