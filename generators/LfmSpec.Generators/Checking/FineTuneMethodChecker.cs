using System.Collections.Immutable;

namespace LfmSpec.Generators;

/// <summary>Warns of mistakes of method in a fine-tuning table.</summary>
/// <param name="findings">Where warnings go.</param>
internal sealed class FineTuneMethodChecker(Findings findings)
{
    private sealed record Row(FineTuneDeclaration Written, FineTuneModel Model);

    /// <summary>Checks the rows.</summary>
    /// <param name="written">The attributes.</param>
    /// <param name="rows">What they stand for, in the same order and without one left out.</param>
    /// <param name="shape">The model.</param>
    public void Check(EquatableArray<FineTuneDeclaration> written, ImmutableArray<FineTuneModel> rows, ModelShape shape)
    {
        var all = written.Zip(rows, static (attribute, row) => new Row(attribute, row)).ToArray();
        foreach (var row in all)
        {
            WarnOfTwoKinds(row, shape);
        }

        // An adapter that is not trained is the base model: it has no loss to fall, no seed that matters, and nothing to match.
        var trained = Array.FindAll(all, static row => row.Model.Training.Steps > 0);
        foreach (var row in trained)
        {
            WarnOfSettings(row);
        }

        WarnOfUnmatchedLoss(trained);
    }

    private void WarnOfSettings(Row row)
    {
        var (written, model) = (row.Written, row.Model);
        if (model.Loss == LossOver.Padding)
        {
            findings.Add(DiagnosticDescriptors.LossOverPadding, written.Loss!.Site);
        }

        if (model.Seeds.Count == 1)
        {
            findings.Add(DiagnosticDescriptors.SingleSeed, written.Seeds!.Site);
        }

        if (TuningKinds.IsOfRewards(model.Method) && model.Group.Ratio == PolicyRatio.Base)
        {
            findings.Add(DiagnosticDescriptors.RatioToBase, written.Group.Ratio!.Site);
        }
    }

    private void WarnOfUnmatchedLoss(Row[] trained)
    {
        var differences = new (string What, Func<FineTuneModel, object> Of)[]
        {
            ("trainable parameters", static row => row.TrainableParameters),
            ("learning rate", static row => row.Training.LearningRate),
            ("steps", static row => row.Training.Steps),
        };
        var differing = Array.FindAll(differences, difference => trained.Select(row => difference.Of(row.Model)).Distinct().Skip(1).Any());
        if (differing.Length == 0)
        {
            return;
        }

        var words = WordList.Join(differing.Select(static difference => difference.What), "and");
        foreach (var row in trained.Where(static row => row.Model.EvaluateEvery is null))
        {
            // Ten measurements tell where a loss was passed; a single step has none along the way.
            var steps = row.Model.Training.Steps;
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

    private void WarnOfTwoKinds(Row row, ModelShape shape)
    {
        var targets = row.Model.Adapter.Targets;
        var list = new TargetList(shape, [.. row.Model.Adapter.Layers]);
        foreach (var target in targets.Where(static target => target != TargetList.AllLinear))
        {
            var paths = list.Of(target).Select(static placed => placed.Module.Name).Distinct().ToArray();
            if (paths.Length > 1)
            {
                var spelt = targets.SelectMany(other => other == target ? paths : [other]);
                findings.AddFixable(
                    DiagnosticDescriptors.TargetOfTwoKinds,
                    row.Written.Adapter.Targets!.Site,
                    string.Join(" ", spelt),
                    target,
                    WordList.Join(paths, "and"));
            }
        }
    }
}
