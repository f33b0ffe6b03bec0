using System.Collections.Immutable;

namespace LfmSpec.Generators.Checking.FineTuning;

/// <summary>Checks where an adapter stands and how large it is.</summary>
/// <param name="shape">The model, or null: then only what does not depend on it is checked.</param>
/// <param name="findings">Where mistakes go.</param>
internal sealed class AdapterChecker(ModelShape? shape, Findings findings)
{
    private const string Example = "such as q_proj v_proj, or all-linear";

    private readonly BlockSelection _blocks = new(shape, findings);

    /// <summary>The blocks of the adapter, and the number of its parameters.</summary>
    public (ImmutableArray<int> Blocks, long Parameters) Check(Written<FineTuneAttribute> fineTune)
    {
        ImmutableArray<string> targets = [.. (fineTune.Says.Targets ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)];
        var blocks = _blocks.Named(fineTune.Argument<string?>(nameof(FineTuneAttribute.Layers)));
        var site = fineTune.At(nameof(FineTuneAttribute.Targets)) ?? fineTune.Site;
        if (targets.IsEmpty)
        {
            findings.Add(DiagnosticDescriptors.UnusableTarget, site, $"Targets is missing; name linear modules, {Example}");
            return (blocks, 0);
        }

        if (targets.Length > 1 && targets.Contains(TargetList.AllLinear))
        {
            findings.AddFixable(
                DiagnosticDescriptors.UnusableTarget, site, TargetList.AllLinear, $"{TargetList.AllLinear} names every linear module already; give it alone");
            return (blocks, 0);
        }

        if (shape is null || blocks.IsEmpty)
        {
            return (blocks, 0);
        }

        var list = new TargetList(shape, blocks);
        if (!AreNames(shape, list, targets, site) || !AreApart(list, targets, site))
        {
            return (blocks, 0);
        }

        ImmutableArray<PlacedModule> modules = [.. list.InBlocks.Where(module => targets.Any(module.IsNamed))];
        CheckBlocks(shape, fineTune, blocks, modules);
        CheckRank(fineTune, modules);
        return (blocks, modules.Sum(module => module.Module.AdapterParameters(fineTune.Says.Rank)));
    }

    private bool AreNames(ModelShape shape, TargetList list, ImmutableArray<string> targets, Site site)
    {
        var unknown = targets.Where(target => !list.InModel.Any(module => module.IsNamed(target))).Distinct().ToArray();
        if (unknown.Length > 0)
        {
            ReportUnknown(shape, list, targets, unknown, site);
            return false;
        }

        var elsewhere = targets.FirstOrDefault(target => list.Of(target).IsEmpty);
        if (elsewhere is null)
        {
            return true;
        }

        ImmutableArray<int> home = [.. list.InModel.Where(module => module.IsNamed(elsewhere)).Select(static module => module.Block).Distinct()];
        findings.Add(
            DiagnosticDescriptors.UnusableTarget,
            site,
            $"only {BlockSelection.Describe(home)} of {shape.Name} {(home.Length == 1 ? "has" : "have")} {elsewhere}, and Layers names none of them");
        return false;
    }

    private void ReportUnknown(ModelShape shape, TargetList list, ImmutableArray<string> targets, string[] unknown, Site site)
    {
        var meant = unknown.ToDictionary(static target => target, list.Suggest);
        var problem = $"no linear module of {shape.Name} is named {WordList.Join(unknown, "or")}";
        if (meant.Values.Any(static name => name is null))
        {
            findings.Add(DiagnosticDescriptors.UnusableTarget, site, $"{problem}; its blocks have {WordList.Join(list.ShortNames, "and")}");
            return;
        }

        var repaired = targets.Select(target => meant.TryGetValue(target, out var name) ? name! : target).Distinct();
        findings.AddFixable(
            DiagnosticDescriptors.UnusableTarget,
            site,
            string.Join(" ", repaired),
            $"{problem}; did you mean {WordList.Join(meant.Values.Distinct()!, "and")}?");
    }

    // A target is the end of a path, so of two that name a module in common, one names all that the other does.
    private bool AreApart(TargetList list, ImmutableArray<string> targets, Site site)
    {
        for (var second = 1; second < targets.Length; second++)
        {
            for (var first = 0; first < second; first++)
            {
                var (wide, narrow) = list.Of(targets[first]).Length < list.Of(targets[second]).Length ? (second, first) : (first, second);
                if (!list.Of(targets[narrow]).Any(module => module.IsNamed(targets[wide])))
                {
                    continue;
                }

                findings.AddFixable(
                    DiagnosticDescriptors.UnusableTarget,
                    site,
                    string.Join(" ", targets.Where((_, index) => index != narrow)),
                    targets[first] == targets[second]
                        ? $"{targets[first]} is given twice; remove one"
                        : $"{targets[wide]} names what {targets[narrow]} does; remove one of them");
                return false;
            }
        }

        return true;
    }

    // A block that is named by its number and stays as it was is the mistake that no one sees; of all blocks, some lack a module as a rule.
    private void CheckBlocks(ModelShape shape, Written<FineTuneAttribute> fineTune, ImmutableArray<int> blocks, ImmutableArray<PlacedModule> modules)
    {
        if (fineTune.Argument<string?>(nameof(FineTuneAttribute.Layers)) is not { Value: { } layers } written || !layers.Any(char.IsDigit))
        {
            return;
        }

        foreach (var block in blocks.Where(block => modules.All(module => module.Block != block)).Take(1))
        {
            findings.Add(
                DiagnosticDescriptors.ComponentNotOnBlock,
                written.Site,
                $"Block {block} of {shape.Name}",
                "module that Targets names",
                $"it is {BlockSelection.Describe(shape.Blocks[block])} with {WordList.Join(shape.ModulesOf(block).Select(static module => module.Name), "and")}, so it would stay as it is");
        }
    }

    private void CheckRank(Written<FineTuneAttribute> fineTune, ImmutableArray<PlacedModule> modules)
    {
        var rank = fineTune.Says.Rank;
        var site = fineTune.At(nameof(FineTuneAttribute.Rank));
        var smallest = modules.OrderBy(static module => module.Module.LargestRank).First().Module;
        if (rank <= smallest.LargestRank)
        {
            return;
        }

        var problem = $"{smallest.Name} has {smallest.Inputs} inputs and {smallest.Outputs} outputs, so no change of it has a rank above {smallest.LargestRank}";
        findings.Add(
            DiagnosticDescriptors.UnusableSetting,
            site ?? fineTune.Site,
            nameof(FineTuneAttribute.Rank),
            $"{rank}",
            site is null ? $"it is the rank unless told, and {problem}; give Rank = {smallest.LargestRank} or less" : problem);
    }
}
