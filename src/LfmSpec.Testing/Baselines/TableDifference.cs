using System.Globalization;
using System.Text;
using LfmSpec.Lab;

namespace LfmSpec.Testing;

/// <summary>How far a number may be from the approved one.</summary>
/// <param name="Relative">The relative difference that is accepted.</param>
/// <param name="Absolute">The absolute difference that is always accepted.</param>
public readonly record struct Tolerance(double Relative, double Absolute)
{
    /// <summary>The printed texts must be equal.</summary>
    public static Tolerance Exact => default;

    // Student's t for two seeds, 12.7, by the rounding of a mean of float32 losses: 16 units in the last place, 1e-6 of it.
    private const double SpreadOfMean = 1.3e-5;

    /// <summary>What is accepted of a half-width: it is a small difference of numbers as large as the mean beside it, and rounds as they do.</summary>
    internal Tolerance OfSpread(string mean) =>
        this != Exact && Number(mean) is { } around ? this with { Absolute = Math.Max(Absolute, SpreadOfMean * Math.Abs(around)) } : this;

    internal bool Accepts(string approved, string received) =>
        approved == received
        || (this != Exact && Number(approved) is { } before && Number(received) is { } after
            && Math.Abs(after - before) <= Math.Max(Absolute, Relative * Math.Abs(before)));

    /// <summary>The number of a cell; null for a text, and for what is no finite number.</summary>
    internal static double? Number(string cell) =>
        double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
}

/// <summary>One number that moved.</summary>
/// <param name="Case">The row.</param>
/// <param name="Column">The column.</param>
/// <param name="Approved">The approved text.</param>
/// <param name="Received">The new text.</param>
public sealed record MovedNumber(string Case, string Column, string Approved, string Received)
{
    /// <summary>How far it moved, in shares of the approved number; infinite for what was no number or 0.</summary>
    internal double Relative => Tolerance.Number(Approved) is { } before && Tolerance.Number(Received) is { } after && before != 0
        ? Math.Abs(after - before) / Math.Abs(before)
        : double.PositiveInfinity;

    internal string ToRow()
    {
        var (change, relative) = Tolerance.Number(Approved) is { } before && Tolerance.Number(Received) is { } after
            ? (Signed(after - before), before == 0 ? "" : Signed(100 * (after - before) / Math.Abs(before)) + " %")
            : ("", "");
        return MarkdownText.Row(new[] { Case, Column, Approved, Received }.Select(TableDifference.Clipped).Concat([change, relative]));
    }

    // Three digits: a difference of two numbers of six has no more to say.
    private static string Signed(double value) => !double.IsFinite(value) ? "beyond a double" : (value < 0 ? "-" : "+") + ResultTable.Print(double.Parse(Math.Abs(value).ToString("G3", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));
}

/// <summary>What differs between an approved table and a new one, in words and as a table of just what moved; of much the worst, and how many more there are.</summary>
public sealed record TableDifference
{
    // What one screen shows; the received file has the rest.
    private const int NumbersShown = 20, LinesShown = 10, CharactersShown = 100;

    /// <summary>The experiment.</summary>
    public required string Title { get; init; }

    /// <summary>Facts that are approved and no longer hold.</summary>
    public required IReadOnlyList<string> FactsBefore { get; init; }

    /// <summary>Facts that hold now and are not approved.</summary>
    public required IReadOnlyList<string> FactsAfter { get; init; }

    /// <summary>Columns that are approved and gone, then columns that are new.</summary>
    public required (IReadOnlyList<string> Gone, IReadOnlyList<string> Added) Columns { get; init; }

    /// <summary>The numbers that moved, in rows that both have.</summary>
    public required IReadOnlyList<MovedNumber> Moved { get; init; }

    /// <summary>Rows that are not approved yet.</summary>
    public required IReadOnlyList<string> Added { get; init; }

    /// <summary>Approved rows that the experiment no longer has.</summary>
    public required IReadOnlyList<string> Gone { get; init; }

    /// <summary>Whether nothing differs by more than is accepted.</summary>
    public bool IsEmpty => Moved.Count + Added.Count + Gone.Count + FactsBefore.Count + FactsAfter.Count + Columns.Gone.Count + Columns.Added.Count == 0;

    /// <summary>Compares two tables of one experiment.</summary>
    /// <param name="before">The approved one.</param>
    /// <param name="after">The new one.</param>
    /// <param name="tolerances">What is accepted, one a column of the new one; a column that has none must be equal.</param>
    /// <param name="sectionTolerance">What is accepted in the tables below.</param>
    /// <returns>The difference.</returns>
    public static TableDifference Between(ResultTable before, ResultTable after, IReadOnlyList<Tolerance> tolerances, Tolerance sectionTolerance = default)
    {
        var own = BetweenRows(before, after, tolerances);
        var sections = after.Sections
            .Join(before.Sections, section => section.Name, section => section.Name, (section, approved) =>
                BetweenRows(approved.On(before), section.On(after), [.. section.Columns.Skip(1).Select(_ => sectionTolerance)]).In(section.Name))
            .ToArray();
        return own with
        {
            FactsBefore = [.. own.FactsBefore, .. sections.SelectMany(section => section.FactsBefore)],
            FactsAfter = [.. own.FactsAfter, .. sections.SelectMany(section => section.FactsAfter)],
            Columns = ([.. own.Columns.Gone, .. sections.SelectMany(section => section.Columns.Gone)], [.. own.Columns.Added, .. sections.SelectMany(section => section.Columns.Added)]),
            Moved = [.. own.Moved, .. sections.SelectMany(section => section.Moved)],
            Added = [.. own.Added, .. sections.SelectMany(section => section.Added), .. Names(after).Except(Names(before))],
            Gone = [.. own.Gone, .. sections.SelectMany(section => section.Gone), .. Names(before).Except(Names(after))],
        };
    }

    private static IEnumerable<string> Names(ResultTable page) => page.Sections.Select(section => $"the table '{section.Name}'");

    private TableDifference In(string section) => this with
    {
        Moved = [.. Moved.Select(moved => moved with { Case = $"{section}: {moved.Case}" })],
        Added = [.. Added.Select(row => $"{section}: {row}")],
        Gone = [.. Gone.Select(row => $"{section}: {row}")],
    };

    private static TableDifference BetweenRows(ResultTable before, ResultTable after, IReadOnlyList<Tolerance> tolerances)
    {
        var approvedRows = before.Rows.ToLookup(row => row.Case);
        var moved =
            from row in after.Rows
            let approved = approvedRows[row.Case].FirstOrDefault()
            where approved is not null
            from column in after.Columns.Index()
            let place = before.Columns.Index().Where(candidate => candidate.Item == column.Item).Select(candidate => (int?)candidate.Index).FirstOrDefault()
            let old = place is { } at ? approved.Values.ElementAtOrDefault(at) : null
            let value = row.Values.ElementAtOrDefault(column.Index) ?? ""
            where old is not null && !Of(column.Item, place, approved.Values, tolerances.ElementAtOrDefault(column.Index)).Accepts(old, value)
            select new MovedNumber(row.Case, column.Item, old, value);
        return new TableDifference
        {
            Title = after.Title,
            FactsBefore = [.. before.Facts.Except(after.Facts)],
            FactsAfter = [.. after.Facts.Except(before.Facts)],
            Columns = ([.. before.Columns.Except(after.Columns)], [.. after.Columns.Except(before.Columns)]),
            Moved = [.. moved],
            Added = [.. after.Rows.Select(row => row.Case).Except(before.Rows.Select(row => row.Case))],
            Gone = [.. before.Rows.Select(row => row.Case).Except(after.Rows.Select(row => row.Case))],
        };
    }

    /// <summary>A column "± ..." is the half-width of the column before it.</summary>
    private static Tolerance Of(string column, int? place, IReadOnlyList<string> approved, Tolerance tolerance) =>
        place > 0 && column.StartsWith('±') && place <= approved.Count ? tolerance.OfSpread(approved[place.Value - 1]) : tolerance;

    /// <summary>The difference for a reader who does not know the experiment.</summary>
    /// <returns>Text and Markdown.</returns>
    public override string ToString()
    {
        var text = new StringBuilder();
        if (Moved.Count > 0)
        {
            text.Append($"{Title}: {Counted(Moved.Count, "number")} moved in {Counted(Moved.Select(moved => moved.Case).Distinct().Count(), "row")}.\n\n");
            text.Append("| case | column | approved | received | change | relative |\n|:--|:--|--:|--:|--:|--:|\n");
            var shown = Moved.Count <= NumbersShown ? Moved : [.. Moved.OrderByDescending(moved => moved.Relative).Take(NumbersShown)];
            text.AppendJoin('\n', shown.Select(moved => moved.ToRow())).Append('\n');
            text.Append(Moved.Count > NumbersShown ? $"These moved furthest; {Moved.Count - NumbersShown} more are in the received file.\n" : "").Append('\n');
        }

        Append(text, "Rows that are not approved yet:", "+", Added);
        Append(text, "Approved rows that the experiment no longer has:", "-", Gone);
        Append(text, "Columns that are not approved yet:", "+", Columns.Added);
        Append(text, "Approved columns that the experiment no longer has:", "-", Columns.Gone);
        if (FactsBefore.Count + FactsAfter.Count > 0)
        {
            text.Append("What the numbers depend on is not what was approved:\n");
            AppendLines(text, "-", FactsBefore);
            AppendLines(text, "+", FactsAfter);
        }

        return text.Append(Cause()).ToString();
    }

    private static void Append(StringBuilder text, string heading, string sign, IReadOnlyList<string> lines)
    {
        if (lines.Count > 0)
        {
            AppendLines(text.Append(heading).Append('\n'), sign, lines);
        }
    }

    private static void AppendLines(StringBuilder text, string sign, IReadOnlyList<string> lines)
    {
        text.AppendJoin("", lines.Take(LinesShown).Select(line => $"  {sign} {MarkdownText.Line(Clipped(line))}\n"));
        text.Append(lines.Count > LinesShown ? $"  {sign} ... and {lines.Count - LinesShown} more\n" : "");
    }

    internal static string Clipped(string text) => text.Length <= CharactersShown ? text : text[..(CharactersShown - 3)] + "...";

    private string Cause()
    {
        string[] causes =
        [
            .. Changed("model:") ? ["The model is not the approved one (other weights or another checkpoint)."] : Array.Empty<string>(),
            .. Changed("tokenizer:") ? ["The tokenizer is not the approved one."] : Array.Empty<string>(),
            .. Changed("prompts:") ? ["The prompts are not the approved ones."] : Array.Empty<string>(),
        ];
        return causes.Length > 0 ? string.Join(' ', causes)
            : Moved.Count > 0 ? "Model, tokenizer and prompts are the approved ones, so the method changed: the experiment's attributes, or LfmSpec."
            : "The experiment's attributes changed.";
    }

    private bool Changed(string fact) => FactsBefore.Any(line => line.StartsWith(fact, StringComparison.Ordinal));

    private static string Counted(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";
}
