namespace LfmSpec.Generators.Checking;

/// <summary>Warns of texts that can be run over, and hardly as they were meant: given twice, or with a space at an end.</summary>
/// <param name="findings">Where warnings go.</param>
internal sealed class PromptTextsChecker(Findings findings)
{
    private const int LongestQuote = 40;

    private const string Counts = "so that it counts twice in every mean";

    /// <summary>Checks every text of an experiment that the model reads.</summary>
    public void Check(ExperimentDeclaration experiment)
    {
        var texts = experiment.Prompts?.Texts ?? [];
        WarnOfTwins(texts);
        WarnOfSpaces(texts);
        WarnOfSpaces(experiment.Pairs.SelectMany(static pair => new[] { pair.Clean, pair.Corrupt }));
        foreach (var pair in Repeated(experiment.Pairs, static pair => (pair.Clean.Value, pair.Corrupt.Value)))
        {
            findings.Add(DiagnosticDescriptors.PromptTwice, pair.Site, $"{Quote(pair.Clean.Value)} with {Quote(pair.Corrupt.Value)}", Counts);
        }

        foreach (var steering in experiment.Interventions.Select(static intervention => intervention.Written))
        {
            var (toward, from) = (Texts(steering, nameof(SteerAttribute.Toward)), Texts(steering, nameof(SteerAttribute.From)));
            WarnOfTwins(toward);
            WarnOfTwins(from);
            WarnOfSpaces(toward.Concat(from));
            foreach (var text in from.Where(text => toward.Any(other => other.Value == text.Value)).Take(1))
            {
                findings.Add(
                    DiagnosticDescriptors.PromptTwice, text.Site, Quote(text.Value), $"in {nameof(SteerAttribute.Toward)} and in {nameof(SteerAttribute.From)}, so that it cancels");
            }
        }
    }

    // An array is one argument of the attribute: all its texts stand there.
    private static Argument<string?>[] Texts(Written<InterventionAttribute> written, string name) =>
        written.Argument<string?[]?>(name) is { Value: { } texts } argument ? [.. texts.Select(text => new Argument<string?>(text, argument.Site))] : [];

    private static IEnumerable<T> Repeated<T, TKey>(IEnumerable<T> items, Func<T, TKey> key)
    {
        var seen = new HashSet<TKey>();
        return items.Where(item => !seen.Add(key(item))).ToArray();
    }

    private void WarnOfTwins(IEnumerable<Argument<string?>> texts)
    {
        foreach (var text in Repeated(texts, static text => text.Value))
        {
            findings.Add(DiagnosticDescriptors.PromptTwice, text.Site, Quote(text.Value), Counts);
        }
    }

    private void WarnOfSpaces(IEnumerable<Argument<string?>> texts)
    {
        foreach (var text in texts.Where(static text => !string.IsNullOrWhiteSpace(text.Value)))
        {
            if (PromptText.SpaceProblem(text.Value!) is { } problem)
            {
                findings.AddFixable(DiagnosticDescriptors.SpaceAtEnd, text.Site, PromptText.WithoutSpaces(text.Value!), Quote(text.Value), problem);
            }
        }
    }

    private static string Quote(string? text) => text is null ? "null" : $"\"{(text.Length <= LongestQuote ? text : $"{text.Substring(0, LongestQuote)}...")}\"";
}
