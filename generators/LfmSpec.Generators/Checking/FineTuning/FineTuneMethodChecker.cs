using System.Collections.Immutable;

namespace LfmSpec.Generators.Checking.FineTuning;

/// <summary>Warns of mistakes of method in a fine-tuning table.</summary>
/// <param name="findings">Where warnings go.</param>
internal sealed class FineTuneMethodChecker(Findings findings)
{
    /// <summary>Checks the rows.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="shape">The model.</param>
    public void Check(ImmutableArray<FineTuneRow> rows, ModelShape shape)
    {
        foreach (var row in rows)
        {
            WarnOfTwoKinds(row, shape);
        }

        // An adapter that is not trained is the base model: it has no loss to fall, no seed that matters, and nothing to match.
        var trained = rows.Where(static row => row.Spec.Training.Steps > 0).ToArray();
        foreach (var row in trained)
        {
            WarnOfSettings(row);
        }

        WarnOfUnmatchedLoss(trained);
    }

    private void WarnOfSettings(FineTuneRow row)
    {
        var (written, spec) = (row.Written, row.Spec);
        if (spec.Loss == LossOver.Padding)
        {
            findings.Add(DiagnosticDescriptors.LossOverPadding, written.At(nameof(FineTuneAttribute.Loss))!.Value);
        }

        if (spec.Seeds.Count == 1)
        {
            findings.Add(DiagnosticDescriptors.SingleSeed, written.At(nameof(FineTuneAttribute.Seeds))!.Value);
        }

        if (spec.Method.IsOfRewards() && spec.Group.Ratio == PolicyRatio.Base)
        {
            findings.Add(DiagnosticDescriptors.RatioToBase, written.At(nameof(FineTuneAttribute.Ratio))!.Value);
        }
    }

    private void WarnOfUnmatchedLoss(FineTuneRow[] trained)
    {
        var differences = new (string What, Func<FineTuneSpec, object?> Of)[]
        {
            ("trainable parameters", static row => row.TrainableParameters),
            ("learning rate", static row => row.Training.LearningRate),
            ("steps", static row => row.Training.Steps),
        };
        var differing = Array.FindAll(differences, difference => trained.Select(row => difference.Of(row.Spec)).Distinct().Skip(1).Any());
        if (differing.Length == 0)
        {
            return;
        }

        var words = WordList.Join(differing.Select(static difference => difference.What), "and");
        foreach (var row in trained.Where(static row => row.Spec.EvaluateEvery is null))
        {
            // Ten measurements tell where a loss was passed; a single step has none along the way.
            var steps = row.Spec.Training.Steps;
            if (steps > 1)
            {
                findings.AddFixable(DiagnosticDescriptors.UnmatchedLoss, row.Written.Site, $"{Math.Max(1, steps / 10)}", words);
            }
            else
            {
                findings.Add(DiagnosticDescriptors.UnmatchedLoss, row.Written.Site, words);
            }
        }
    }

    private void WarnOfTwoKinds(FineTuneRow row, ModelShape shape)
    {
        var targets = row.Spec.Adapter.Targets;
        var list = new TargetList(shape, [.. row.Spec.Adapter.Layers]);
        foreach (var target in targets.Where(static target => target != TargetList.AllLinear))
        {
            var paths = list.Of(target).Select(static placed => placed.Module.Name).Distinct().ToArray();
            if (paths.Length > 1)
            {
                var spelt = targets.SelectMany(other => other == target ? paths : [other]);
                findings.AddFixable(
                    DiagnosticDescriptors.TargetOfTwoKinds,
                    row.Written.At(nameof(FineTuneAttribute.Targets))!.Value,
                    string.Join(" ", spelt),
                    target,
                    WordList.Join(paths, "and"));
            }
        }
    }
}
