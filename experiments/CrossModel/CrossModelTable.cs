using LfmSpec.Lab;

namespace CrossModel;

/// <summary>Models side by side, and beside them what was published of some.</summary>
public static class CrossModelTable
{
    /// <summary>The name of the table.</summary>
    public const string Name = "CrossModel";

    /// <summary>The page.</summary>
    /// <param name="profiles">The models, in the order of their columns.</param>
    /// <param name="published">A page whose first section has a column a published model and rows named as here, or null.</param>
    /// <returns>The page.</returns>
    /// <exception cref="ArgumentException">There is no model, or two have one name.</exception>
    public static ResultTable Of(IReadOnlyList<CrossModelProfile> profiles, ResultTable? published = null)
    {
        if (profiles.Count == 0 || profiles.DistinctBy(profile => profile.Model).Count() < profiles.Count)
        {
            throw new ArgumentException("A table of models needs one at least, and each once.", nameof(profiles));
        }

        var names = profiles[0].Rows.Select(row => row.Quantity);
        var beside = published is { Sections: [var first, ..] } ? first : null;
        return new ResultTable
        {
            Title = Name,
            Question = "Is a finding one of this model, of its architecture, or of language models: the hub, conv against attention, where it can be steered, how few heads matter, what it can do?",
            Facts =
            [
                .. profiles.Select(profile => FormattableString.Invariant($"model: {profile.Model}, {profile.Parameters:N0} parameters, sha256 {profile.Sha256[..16]}")),
                "KL: KL(clean ‖ changed) of the next token over the whole vocabulary, in nats; means over the prompts of a family, then over families",
                .. published?.Facts.Select(fact => $"published: {fact}") ?? [],
            ],
            Columns = [],
            Rows = [],
            Sections =
            [
                new ResultSection(
                    "Models",
                    "A column a model. Numbers of models with other tokenizers are of other tokens: compare shares, places and ratios, not sums over positions.",
                    ["quantity", .. profiles.Select(profile => profile.Model), .. beside?.Columns.Skip(1).Select(model => $"published: {model}") ?? []],
                    [.. names.Select(name => new ResultRow(name, "", [.. profiles.Select(profile => Text(profile, name)), .. Published(beside, name)]))]),
            ],
        };
    }

    private static string Text(CrossModelProfile profile, string quantity) =>
        profile.Rows.Single(row => row.Quantity == quantity).Value is var cell && cell.IsNumber ? ResultTable.Print(cell.Number) : cell.Text;

    private static IEnumerable<string> Published(ResultSection? section, string quantity) =>
        section is null ? [] : section.Rows.FirstOrDefault(row => row.Case == quantity)?.Values ?? [.. section.Columns.Skip(1).Select(_ => "")];
}
