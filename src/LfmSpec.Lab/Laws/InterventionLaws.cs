using LfmSpec.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Lab.Laws;

/// <summary>The laws of one case's interventions on one prompt. Each answers whether it holds, what is wrong, or why there is nothing to check.</summary>
internal sealed class InterventionLaws(CausalModel model, IEditor editor, PromptSet prompts, CaseSpec @case, PromptRuns promptRuns)
{
    private const int BatchRows = 8;
    private const int CaseRow = 3;

    // A length that was multiplied and divided again in float32, over some thousand channels.
    private const double EqualNorm = 1e-5;

    private ModelShape Shape => model.Shape;

    private CleanRun Clean => promptRuns.Run;

    /// <summary>Whether a law is about a case.</summary>
    internal static bool Applies(Law law, CaseSpec @case) => CaseLaws.Applies(law, [.. @case.Interventions.Select(intervention => intervention.Change)]);

    /// <summary>Checks a law.</summary>
    /// <returns>Whether it holds.</returns>
    internal LawVerdict Check(Law law) => law switch
    {
        Law.CleanIntoCleanIsClean => CleanIntoCleanIsClean(),
        Law.ResumedEqualsFull => Differs(Full(Edits()), Resumed(Edits()), "the full forward pass", $"the pass resumed at block {@case.FirstLayer}"),
        Law.BatchedEqualsSingle => BatchedEqualsSingle(),
        Law.ScaleZeroIsClean => Differs(Clean.Distribution.Logits, Full(Edits(@case.Interventions.OfType<IScaled>().Select(scaled => scaled.WithScale(0)))), "the clean run", "the run with scale 0"),
        Law.MeanIsNotZero => MeanIsNotZero(),
        Law.SkippingEveryBlockIsTheEmbeddingLens => SkippingEveryBlock(),
        Law.NothingChangesBeforeThePosition => NothingChangesBeforeThePosition(),
        Law.ChangedRunIsCausal => ChangedRunIsCausal(),
        Law.OrderDoesNotMatter => OrderDoesNotMatter(),
        Law.ResamplingIsADerangement => ResamplingIsADerangement(),
        Law.ControlHasEqualNorm => ControlHasEqualNorm(),
        Law.PatchingFromItselfIsClean => PatchingFromItselfIsClean(),
        _ => throw new ArgumentOutOfRangeException(nameof(law), law, "There is no such law of interventions."),
    };

    // The edits are made, and then every edited value is set to its clean one: whatever they touch beside it shows.
    private LawVerdict CleanIntoCleanIsClean()
    {
        var edits = Edits().Select(edit =>
        {
            var clean = ValueAt(edit.Site);
            return edit with
            {
                Replace = (part, needed) =>
                {
                    edit.Replace(part, needed);
                    return edit.Region.ColumnsOf(clean);
                },
            };
        }).ToArray();
        return Differs(Clean.Distribution.Logits, Full(edits), "the clean run", "the run with every edited site set to its clean value");
    }

    private Tensor ValueAt(Site site)
    {
        var capturing = new CaptureVisitor([site]);
        model.Block(site.Layer, Clean.Stream(site.Layer), capturing);
        using var captured = capturing.Values[site];
        return captured.clone();
    }

    private LawVerdict BatchedEqualsSingle()
    {
        var single = Full(Edits());
        var first = @case.FirstLayer;
        var variants = Enumerable.Range(0, BatchRows).Select(row => row == CaseRow ? new Variant(Edits(), first) : new Variant([], first)).OrderBy(variant => variant.Entry).ToArray();
        var batch = model.Head(Batch.Run(model, Clean, variants, out _, CancellationToken.None));
        for (var row = 0; row < BatchRows; row++)
        {
            var (expected, name) = variants[row].Edits.Count > 0 ? (single, "the case alone") : (Clean.Distribution.Logits, "the clean run");
            if (Differs(expected, batch.narrow(0, row, 1), name, $"row {row} of a batch of {BatchRows} with the case in one row and clean runs in the others") is { Wrong: not null } broken)
            {
                return broken;
            }
        }

        return LawVerdict.Holds;
    }

    private LawVerdict MeanIsNotZero()
    {
        // The mean over one position is that position: a clean run, and rightly so.
        if (promptRuns.Positions == 1)
        {
            return LawVerdict.NothingToCheck("the prompt has one position, which is its own mean");
        }

        foreach (var ablation in @case.Interventions.OfType<Ablation>().Where(ablation => ablation.Target != Component.Block))
        {
            var zero = Full(Edits([ablation with { With = Replacement.Zero }]));
            var mean = Full(Edits([ablation with { With = Replacement.Mean }]));
            if (zero.Equals(mean))
            {
                return LawVerdict.Of("replacing by the mean over positions gives the same logits, bit for bit, as replacing by zero");
            }
        }

        return LawVerdict.Holds;
    }

    private LawVerdict OrderDoesNotMatter() =>
        Differs(Full(Edits()), Full([.. Edits(@case.Interventions.Reverse())]), "the interventions in their order", "the interventions in reverse order");

    private LawVerdict SkippingEveryBlock()
    {
        var skips = Enumerable.Range(0, Shape.Blocks.Count).Select(layer => new Ablation(layer, Component.Block, Replacement.Input));
        return Differs(model.Head(Clean.Stream(0)), Full(Edits(skips)), "the head on the embedding", "the run with every block skipped");
    }

    private LawVerdict NothingChangesBeforeThePosition()
    {
        var first = @case.Interventions.Min(intervention => intervention.At.In(promptRuns.Positions)[0]);
        return first == 0 ? LawVerdict.NothingToCheck("the first position is changed, and there is none before it") : Differs(
            Clean.Distribution.Logits.narrow(1, 0, first), Full(Edits()).narrow(1, 0, first), "the clean run", $"the changed run at the positions before {first}");
    }

    // The same change of a prompt with another token at a later position: what is before that position may not know.
    private LawVerdict ChangedRunIsCausal()
    {
        var first = @case.Interventions.Min(intervention => intervention.At.In(promptRuns.Positions)[0]);
        var positions = new[] { 1, promptRuns.Positions / 2, promptRuns.Positions - 1 }.Distinct().Where(position => position > first && position < promptRuns.Positions).ToArray();
        if (positions.Length == 0)
        {
            return LawVerdict.NothingToCheck("no position comes after the first that is changed");
        }

        var changed = Full(Edits());
        foreach (var position in positions)
        {
            using var scope = NewDisposeScope();
            int[] ids = [.. Clean.Ids];
            ids[position] = (ids[position] + 1) % Shape.Vocabulary;
            using var other = CleanRun.Of(model, Clean.Prompt, ids);
            var edits = @case.Interventions.Select(intervention => editor.Edit(intervention, new PromptRuns(promptRuns.Index, other, other), prompts));
            var logits = model.Forward(TokenIds.AsTensor(ids), new EditVisitor(edits.Select(edit => (0, edit))));
            if (SameLogits.Difference(changed.narrow(1, 0, position), logits.narrow(1, 0, position)) is { } difference)
            {
                return LawVerdict.Of($"another token at position {position} changes {difference} before it: the intervention looks at what comes later");
            }
        }

        return LawVerdict.Holds;
    }

    private LawVerdict ResamplingIsADerangement()
    {
        foreach (var ablation in @case.Interventions.OfType<Ablation>().Where(ablation => ablation.With == Replacement.Resampled))
        {
            var donors = Derangement.Donors(prompts.Count, ablation.Seed);
            if (donors.Index().Any(donor => donor.Index == donor.Item) || donors.Distinct().Count() != donors.Length)
            {
                return LawVerdict.Of($"the donors {string.Join(", ", donors)} are no derangement");
            }

            // The clean value of the prompt itself would change nothing.
            var edit = editor.Edit(ablation, promptRuns, prompts);
            if (Clean.Distribution.Logits.Equals(Full([edit])))
            {
                return LawVerdict.Of("the resampled value is the prompt's own: the run is the clean run, bit for bit");
            }
        }

        return LawVerdict.Holds;
    }

    // The vector that was added is what the edit makes of zeros, in the unit of raw lengths.
    private LawVerdict ControlHasEqualNorm()
    {
        foreach (var steering in @case.Interventions.OfType<Steering>().Where(steering => steering.Direction is RandomControl))
        {
            var control = Added(steering with { Unit = SteeringUnit.Raw });
            var vector = Added(steering with { Unit = SteeringUnit.Raw, Direction = ((RandomControl)steering.Direction).Of });
            double length = vector.norm().ToDouble(), controlled = control.norm().ToDouble();
            // Also a length that is no number is another.
            if (!(Math.Abs(length - controlled) <= EqualNorm * length))
            {
                return LawVerdict.Of($"the control is {controlled:G6} long and the vector that it is a control of {length:G6}");
            }

            if (!(Math.Abs((vector * control).sum().ToDouble()) <= 0.9 * length * controlled))
            {
                return LawVerdict.Of("the control points along the vector that it is a control of");
            }
        }

        return LawVerdict.Holds;
    }

    private Tensor Added(Steering steering)
    {
        var zero = zeros(1, 1, Shape.Hidden, dtype: ScalarType.Float32, device: model.Device);
        return editor.Edit(steering, promptRuns, prompts).Replace(zero, null);
    }

    private LawVerdict PatchingFromItselfIsClean()
    {
        var itself = promptRuns with { Reference = promptRuns.Run };
        var edits = @case.Interventions.OfType<Patching>().Select(patching => editor.Edit(patching, itself, prompts)).ToArray();
        return Differs(Clean.Distribution.Logits, Full(edits), "the clean run", "the run patched from itself");
    }

    private Edit[] Edits(IEnumerable<Intervention>? interventions = null) =>
        [.. (interventions ?? @case.Interventions).Select(intervention => editor.Edit(intervention, promptRuns, prompts))];

    private Tensor Full(IReadOnlyList<Edit> edits) =>
        model.Forward(TokenIds.AsTensor(Clean.Ids), new EditVisitor(edits.Select(edit => (0, edit))));

    private Tensor Resumed(IReadOnlyList<Edit> edits) =>
        model.Head(Batch.Run(model, Clean, [new Variant(edits, @case.FirstLayer)], out _, CancellationToken.None));

    private static LawVerdict Differs(Tensor expected, Tensor actual, string expectedName, string actualName) =>
        LawVerdict.Of(SameLogits.Difference(expected, actual) is { } difference ? $"{actualName} differs from {expectedName} in {difference}" : null);
}
