namespace LfmSpec.Lab.Tables;

/// <summary>The mean over the prompts of a family, then over families, so that each family counts alike: as a case's effect is averaged.</summary>
internal static class FamilyMean
{
    /// <summary>The mean of a number a prompt.</summary>
    internal static double Of(PromptSet prompts, IEnumerable<double> values)
    {
        double[] families = [.. prompts.Prompts.Zip(values, (prompt, value) => (prompt.Family, value))
            .GroupBy(row => row.Family, row => row.value)
            .Select(Descriptive.Mean)];
        return Descriptive.Mean(families);
    }

    /// <summary>The means of a table of numbers a prompt, cell by cell; the tables have the same rows.</summary>
    internal static IReadOnlyList<DataRow> Of(PromptSet prompts, IReadOnlyList<IReadOnlyList<DataRow>> tables) =>
        [.. tables[0].Select((first, row) => DataRow.Of(
            first.Name,
            first.Cells.Select((_, column) => Of(prompts, tables.Select(table => table[row].Cells[column].Number)))))];
}
