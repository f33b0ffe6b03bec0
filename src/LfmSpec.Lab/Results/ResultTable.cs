using System.Globalization;
using System.Text;

namespace LfmSpec.Lab;

/// <summary>One row of a result table.</summary>
/// <param name="Case">The case's name, as its test is called.</param>
/// <param name="What">What it changes, in words.</param>
/// <param name="Values">The cells, as printed.</param>
public sealed record ResultRow(string Case, string What, IReadOnlyList<string> Values);

/// <summary>
/// A result as a Markdown page: what a reviewer reads and what a snapshot holds. Numbers have six significant digits; on the
/// embedded engine they are the same on every machine.
/// </summary>
public sealed record ResultTable
{
    /// <summary>The relative difference that is accepted in a section on an engine other than the embedded one.</summary>
    public const double SectionTolerance = 1e-3;

    private const int HashDigits = 16;

    /// <summary>The experiment's name.</summary>
    public required string Title { get; init; }

    /// <summary>Its question, or an empty string.</summary>
    public required string Question { get; init; }

    /// <summary>What the numbers depend on and mean, a line each, as <c>name: value</c>.</summary>
    public required IReadOnlyList<string> Facts { get; init; }

    /// <summary>The names of the columns of values.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>The rows.</summary>
    public required IReadOnlyList<ResultRow> Rows { get; init; }

    /// <summary>What is written between the facts and the table of the cases, as Markdown; empty for a page that was just computed.</summary>
    public string Notes { get; init; } = "";

    /// <summary>What is written after the table of the cases, as Markdown; empty for a page that was just computed.</summary>
    public string Remarks { get; init; } = "";

    /// <summary>The tables below: observations and summaries.</summary>
    public IReadOnlyList<ResultSection> Sections { get; init; } = [];

    /// <summary>The table of a result.</summary>
    /// <param name="result">The result.</param>
    /// <returns>The table.</returns>
    /// <exception cref="LabException">A number is none, or cannot be. The message says of what.</exception>
    public static ResultTable Of(ExperimentResult result) => new()
    {
        Title = result.Spec.Name,
        Question = result.Spec.Question,
        Facts = [.. FactsOf(result.Spec, result.Provenance), .. result.FineTunes.Select(DataOf).Distinct(), .. TestsOf(result.Capability)],
        Columns = [.. result.Spec.Measures.Select(NameOf)],
        Rows = [.. result.Cases.Select(@case => RowOf(result.Spec, @case))],
        Sections = [.. result.Observations.Concat(result.Summaries).Concat(FineTuneTables.Of(result.Spec, result.FineTunes)).Concat(CapabilityTables.Of(result.Capability)).Select(ResultSection.Of)],
    };

    /// <summary>One row of an experiment's table.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="case">The result of one of its cases.</param>
    /// <returns>The row. A recovery is <c>undefined</c> where no pair has two answers.</returns>
    /// <exception cref="LabException">A number is none, or cannot be: a KL below 0. The message names case, prompt and measure.</exception>
    public static ResultRow RowOf(ExperimentSpec experiment, CaseResult @case)
    {
        ResultCheck.Check(experiment, @case);
        return new(@case.Case.Name, @case.Case.ToString(), [.. experiment.Measures.Select(measure => Printed(measure, @case.Mean(measure)))]);
    }

    // A KL of 0 may be rounded to less.
    private static string Printed(MeasureSpec measure, double mean) =>
        CaseResult.IsWithoutAnswer(measure, mean) ? Cell.Undefined : Print(Math.Max(measure.Measure.Least, mean));

    /// <summary>What an experiment's numbers depend on and mean.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="provenance">The checkpoint and the prompts.</param>
    /// <returns>A line each.</returns>
    public static IReadOnlyList<string> FactsOf(ExperimentSpec experiment, Provenance provenance) => [.. ListFacts(experiment, provenance)];

    /// <summary>The name of a measure's column.</summary>
    /// <param name="measure">The measure.</param>
    /// <returns>The name, with what positions it is over.</returns>
    public static string NameOf(MeasureSpec measure) => measure.Column;

    /// <summary>The page.</summary>
    /// <returns>Markdown, lines ended by a line feed, none after the last.</returns>
    public string ToMarkdown()
    {
        var page = new StringBuilder();
        page.Append("# ").Append(MarkdownText.Line(Title)).Append("\n\n");
        if (Question.Length > 0)
        {
            page.Append(MarkdownText.Block(Question)).Append("\n\n");
        }

        foreach (var fact in Facts)
        {
            page.Append("- ").Append(MarkdownText.Item(fact)).Append('\n');
        }

        page.Append(Notes.Length > 0 ? $"\n{Notes}\n" : "");
        if (Rows.Count > 0)
        {
            page.Append('\n').Append(MarkdownText.Row([.. ResultPage.CaseColumns, .. Columns])).Append("\n|:--|:--|").Insert(page.Length, "--:|", Columns.Count).Append('\n');
            page.AppendJoin('\n', Rows.Select(row => MarkdownText.Row([row.Case, row.What, .. row.Values]))).Append('\n');
        }

        page.Append(Remarks.Length > 0 ? $"\n{Remarks}\n" : "");
        foreach (var section in Sections)
        {
            section.AppendTo(page.Append('\n'));
            page.Append('\n');
        }

        return page.ToString().TrimEnd('\n');
    }

    /// <summary>Reads a page that <see cref="ToMarkdown"/> wrote, or that is written by hand in its form.</summary>
    /// <param name="markdown">The page.</param>
    /// <returns>The table, or null if the text is not such a page.</returns>
    public static ResultTable? Parse(string markdown) => Parse(markdown, out _);

    /// <summary>Reads a page that <see cref="ToMarkdown"/> wrote, or that is written by hand in its form.</summary>
    /// <param name="markdown">The page.</param>
    /// <param name="problem">What is wrong, with its line, if the text is not such a page; otherwise null.</param>
    /// <returns>The table, or null if the text is not such a page.</returns>
    public static ResultTable? Parse(string markdown, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(markdown);
        try
        {
            problem = null;
            return ResultPage.Read(markdown);
        }
        catch (FormatException error)
        {
            problem = error.Message;
            return null;
        }
    }

    /// <summary>A number as the tables print it: six significant digits, invariant.</summary>
    /// <param name="value">The number.</param>
    /// <returns>The text.</returns>
    /// <exception cref="LabException">It is not a number, or infinite.</exception>
    public static string Print(double value) =>
        !double.IsFinite(value) ? throw new LabException($"A table has numbers, and {value.ToString(CultureInfo.InvariantCulture)} is none. Look at the run that it is of.")
        : (value == 0 ? 0 : value).ToString("G6", CultureInfo.InvariantCulture).Replace("E-0", "e-", StringComparison.Ordinal).Replace("E-", "e-", StringComparison.Ordinal).Replace("E+0", "e+", StringComparison.Ordinal).Replace("E+", "e+", StringComparison.Ordinal);

    private static string DataOf(FineTuneResult result) => $"data: {Path.GetFileName(result.Spec.Data)}, sha256 {result.DataSha256[..HashDigits]}";

    private static string[] TestsOf(CapabilityResult? result) =>
        result is null ? [] : [$"tests: {Path.GetFileName(result.Spec.Tests)}, category {result.Category}, sha256 {result.Sha256[..HashDigits]}"];

    private static IEnumerable<string> ListFacts(ExperimentSpec experiment, Provenance provenance)
    {
        var prompts = provenance.Prompts.Prompts;
        var families = prompts.Select(prompt => prompt.Family).Distinct().ToArray();
        var kind = experiment.Prompts.Pairs.Count > 0 ? "pairs" : "prompts";
        yield return $"model: {provenance.Model}, {Count(provenance.Parameters)} parameters, sha256 {provenance.ModelSha256[..HashDigits]}{(provenance.IsRounded ? ", rounded to bfloat16" : "")}";
        yield return $"tokenizer: sha256 {provenance.TokenizerSha256[..HashDigits]}";
        if (experiment.Cases.Count + experiment.Observations.Count + experiment.FineTunes.Count == 0)
        {
            yield break; // a capability alone: it runs over its tests
        }

        yield return $"{kind}: {prompts.Count}{(families is [""] ? "" : $" in {families.Length} families")}, {Count(provenance.Positions)} positions, sha256 {provenance.Prompts.Sha256[..HashDigits]}";
        if (experiment.Cases.Count > 0 && families is not [""])
        {
            yield return "average: over the prompts of a family, then over families";
        }
        else if (experiment.Cases.Count > 0 && prompts.Count > 1)
        {
            yield return $"average: over {kind}";
        }

        foreach (var meaning in Meanings(experiment, of => KeptMeasures.Fused.Contains(of)))
        {
            yield return meaning;
        }

        if (experiment.Prompts.Pairs.Count > 0)
        {
            yield return "KL and top-1 compare the patched run with the run that the value comes from";
        }

        foreach (var meaning in Meanings(experiment, of => !KeptMeasures.Fused.Contains(of)))
        {
            yield return meaning;
        }

        if (experiment.Published is { } published)
        {
            yield return $"published as: {published}";
        }

        if (experiment.AsPublished is { } method)
        {
            yield return $"computed as published: {method}";
        }

        var within = experiment.Measures.Select(measure => measure.Within).DefaultIfEmpty(SectionTolerance).Distinct();
        yield return $"tolerance: none on the embedded engine; on another, relative {string.Join(", ", within.Select(Print))}";
    }

    // The lab's own in the order of the words of the language, then a user's in the order of the attributes.
    private static IEnumerable<string> Meanings(ExperimentSpec experiment, Func<IMeasure, bool> isAsked) => experiment.Measures
        .Select(measure => measure.Measure)
        .Where(isAsked)
        .OrderBy(measure => measure.IsOfTheLab() ? (int)Enum.Parse<Metric>(measure.GetType().Name) : int.MaxValue)
        .Select(measure => measure.Meaning)
        .OfType<string>()
        .Distinct();

    private static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
