using System.Collections.Immutable;

namespace LfmSpec.Generators.Checking.Interventions;

/// <summary>Collects the cases of an experiment, and checks their names and their company.</summary>
/// <param name="experiment">The experiment.</param>
/// <param name="findings">Where mistakes go.</param>
internal sealed class CaseList(ExperimentDeclaration experiment, Findings findings)
{
    private sealed record Draft(
        string Name, InterventionDeclaration Origin, List<(InterventionDeclaration Origin, CheckedIntervention Intervention)> Members);

    private readonly List<Draft> _drafts = [];
    private readonly Dictionary<string, Draft> _groups = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Draft> _byName = new(StringComparer.Ordinal);
    private readonly HashSet<(InterventionDeclaration, InterventionDeclaration)> _reported = [];

    /// <summary>Adds what an attribute stands for.</summary>
    public void Add(Expansion expansion)
    {
        var (origin, runs) = expansion;
        if (origin.Together is { } together)
        {
            AddToGroup(origin, together, runs);
            return;
        }

        if (origin.Written.At(nameof(AblateAttribute.Pairs)) is { } pairs && runs.Select(ConflictOfPair).FirstOrDefault(static conflict => conflict is not null) is { } problem)
        {
            findings.Add(DiagnosticDescriptors.UnusablePairs, pairs, $"the blocks of a pair {problem}");
        }

        foreach (var run in runs)
        {
            Register(new(CaseNames.Of(run), origin, [.. run.Select(intervention => (origin, intervention))]), origin.Site);
        }
    }

    /// <summary>Checks the names of the tests that are not cases, once all cases are in.</summary>
    public void CheckFixtureNames(IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            if (name == experiment.Name)
            {
                findings.Add(
                    DiagnosticDescriptors.UnusableName,
                    experiment.Identifier,
                    name,
                    "a generated member of the class has it; rename the class");
            }
            else if (experiment.Members.Contains(name))
            {
                findings.Add(
                    DiagnosticDescriptors.UnusableName,
                    experiment.Identifier,
                    name,
                    $"{experiment.Name} declares or inherits a member of this name, which the generator needs; rename the member");
            }
        }
    }

    /// <summary>The cases in the order of the attributes; a group stands where its first attribute does.</summary>
    public ImmutableArray<CheckedCase> ToImmutable() =>
        [.. _drafts.Select(static draft =>
            new CheckedCase(draft.Name, [.. draft.Members.Select(static member => member.Intervention)], draft.Origin.Source))];

    private static string? ConflictOfPair(EquatableArray<CheckedIntervention> run) => run.Count == 2 ? Company.Problem(run[0].Change, run[1].Change) : null;

    private void AddToGroup(InterventionDeclaration origin, Argument<string?> together, ImmutableArray<EquatableArray<CheckedIntervention>> runs)
    {
        var key = together.Value ?? "";
        if (!_groups.TryGetValue(key, out var group))
        {
            if (Identifiers.Of(key) is not { } name)
            {
                findings.Add(
                    DiagnosticDescriptors.UnusableName,
                    together.Site,
                    key,
                    "a test is named after it, so it needs a letter or a digit");
                return;
            }

            PageTextCheck.Check(nameof(InterventionAttribute.Together), key, together.Site, findings);
            group = new(name, origin, []);
            _groups.Add(key, group);
            Register(group, together.Site);
        }

        if (runs.Length > 1)
        {
            findings.Add(
                DiagnosticDescriptors.CannotActTogether,
                together.Site,
                key,
                $"[{origin.Text}] sweeps over {runs.Length} cases; name one block, one head, one scale and one position, and no control");
            return;
        }

        foreach (var intervention in runs.SelectMany(static run => run))
        {
            foreach (var member in group.Members)
            {
                if (Company.Problem(member.Intervention.Change, intervention.Change) is { } conflict)
                {
                    findings.Add(DiagnosticDescriptors.CannotActTogether, origin.Site, key, $"[{member.Origin.Text}] and [{origin.Text}] {conflict}");
                    break;
                }
            }

            group.Members.Add((origin, intervention));
        }
    }

    private void Register(Draft draft, Site site)
    {
        if (draft.Name == experiment.Name)
        {
            findings.Add(DiagnosticDescriptors.UnusableName, site, draft.Name, "it is the name of the class; rename one of them");
        }
        else if (IsFixtureName(draft.Name))
        {
            findings.Add(DiagnosticDescriptors.UnusableName, site, draft.Name, "a generated member of the class has it; choose another");
        }
        else if (experiment.Members.Contains(draft.Name))
        {
            findings.Add(
                DiagnosticDescriptors.UnusableName,
                site,
                draft.Name,
                $"{experiment.Name} declares or inherits a member of this name; choose another");
        }
        else if (_byName.TryGetValue(draft.Name, out var first))
        {
            ReportSame(first, draft);
        }
        else
        {
            _byName.Add(draft.Name, draft);
        }

        _drafts.Add(draft);
    }

    private bool IsFixtureName(string name) =>
        name is FixtureNames.Spec or FixtureNames.Baseline || Enum.GetNames(typeof(Law)).Any(law => name == FixtureNames.LawPrefix + law)
        || Enum.GetNames(typeof(Quantity)).Any(quantity => name == FixtureNames.ObservationPrefix + quantity)
        || experiment.Observations.Any(kind => name == FixtureNames.ObservationPrefix + kind.Name)
        || experiment.Observations.Concat(experiment.Summaries).SelectMany(static kind => kind.Laws).Any(law => name == FixtureNames.LawPrefix + law);

    private void ReportSame(Draft first, Draft second)
    {
        var group = second.Origin.Together ?? first.Origin.Together;
        if (group is not null)
        {
            findings.Add(
                DiagnosticDescriptors.UnusableName,
                second.Origin.Together?.Site ?? second.Origin.Site,
                second.Name,
                $"[{first.Origin.Text}] on line {first.Origin.Source.Line} gives a case of this name; choose another for Together");
        }
        else if (second.Origin.Written.Says is InterveneAttribute<object> && first.Origin.Text != second.Origin.Text)
        {
            findings.Add(
                DiagnosticDescriptors.UnusableName,
                second.Origin.Site,
                second.Name,
                $"[{first.Origin.Text}] on line {first.Origin.Source.Line} gives a case of this name; tell them apart by Case = \"...\"");
        }
        else if (_reported.Add((first.Origin, second.Origin)))
        {
            var twice = first.Origin.Equals(second.Origin) && second.Origin.Written.At(nameof(SteerAttribute.Scales)) is { } scales ? scales : second.Origin.Site;
            findings.Add(
                DiagnosticDescriptors.SameCase,
                twice,
                second.Name,
                first.Origin.Text,
                $"{first.Origin.Source.Line}",
                second.Origin.Text,
                $"{second.Origin.Source.Line}");
        }
    }
}
