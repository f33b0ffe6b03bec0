using System.Collections.Immutable;

namespace LfmSpec.Generators;

/// <summary>Collects the cases of an experiment, and checks their names and their company.</summary>
/// <param name="experiment">The experiment.</param>
/// <param name="findings">Where mistakes go.</param>
internal sealed class CaseList(ExperimentDeclaration experiment, Findings findings)
{
    private sealed record Draft(
        string Name, InterventionDeclaration Origin, List<(InterventionDeclaration Origin, InterventionModel Intervention)> Members);

    private readonly List<Draft> _drafts = [];
    private readonly Dictionary<string, Draft> _groups = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Draft> _byName = new(StringComparer.Ordinal);
    private readonly HashSet<(InterventionDeclaration, InterventionDeclaration)> _reported = [];

    /// <summary>Adds what an attribute stands for.</summary>
    public void Add(InterventionDeclaration origin, ImmutableArray<InterventionModel> interventions)
    {
        if (origin.Together is { } together)
        {
            AddToGroup(origin, together, interventions);
            return;
        }

        foreach (var intervention in interventions)
        {
            Register(new(CaseNames.Of(intervention), origin, [(origin, intervention)]), origin.Site);
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
    public ImmutableArray<CaseModel> ToImmutable() =>
        [.. _drafts.Select(static draft =>
            new CaseModel(draft.Name, [.. draft.Members.Select(static member => member.Intervention)], draft.Origin.Source))];

    private void AddToGroup(InterventionDeclaration origin, Argument<string?> together, ImmutableArray<InterventionModel> interventions)
    {
        var key = together.Value ?? "";
        if (!_groups.TryGetValue(key, out var group))
        {
            if (CaseNames.Identifier(key) is not { } name)
            {
                findings.Add(
                    DiagnosticDescriptors.UnusableName,
                    together.Site,
                    key,
                    "a test is named after it, so it needs a letter or a digit");
                return;
            }

            group = new(name, origin, []);
            _groups.Add(key, group);
            Register(group, together.Site);
        }

        if (interventions.Length > 1)
        {
            findings.Add(
                DiagnosticDescriptors.CannotActTogether,
                together.Site,
                key,
                $"[{origin.Text}] sweeps over {interventions.Length} cases; name one block, with one head or one scale");
            return;
        }

        foreach (var intervention in interventions)
        {
            foreach (var member in group.Members)
            {
                if (Fight(member.Intervention, intervention))
                {
                    findings.Add(
                        DiagnosticDescriptors.CannotActTogether,
                        origin.Site,
                        key,
                        $"[{member.Origin.Text}] and [{origin.Text}] change the same values of block {intervention.Layer}, "
                        + "so one of them would have no effect or depend on the order; remove one");
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

    private static bool IsFixtureName(string name) =>
        name is FixtureNames.Spec or FixtureNames.Baseline || Enum.GetNames(typeof(Law)).Any(law => name == FixtureNames.LawPrefix + law);

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
        else if (_reported.Add((first.Origin, second.Origin)))
        {
            var twice = first.Origin.Equals(second.Origin) && second.Origin is SteerDeclaration { Scales: { } scales }
                ? scales.Site : second.Origin.Site;
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

    // Two changes of one block fight if one overwrites what the other writes. A change of the MLP and one of the operator do not,
    // nor do the factors of one convolution: each is a site of its own.
    private static bool Fight(InterventionModel one, InterventionModel other)
    {
        if (one.Layer != other.Layer)
        {
            return false;
        }

        return (one, other) switch
        {
            (SteeringModel a, SteeringModel b) => a.At == b.At || a.At == Place.All || b.At == Place.All,
            (AblationModel a, AblationModel b) =>
                a.Target == b.Target ? a.Head == b.Head : Contains(a.Target, b.Target) || Contains(b.Target, a.Target),
            (AblationModel a, SteeringModel) => a.Target == Component.Block,
            (SteeringModel, AblationModel b) => b.Target == Component.Block,
            _ => false,
        };
    }

    private static bool Contains(Component whole, Component part) => whole switch
    {
        Component.Block => true,
        Component.Operator => part is Component.Head or Component.Gate or Component.Carrier or Component.Signal,
        _ => false,
    };
}
