using LfmSpec.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Lab;

/// <summary>
/// The laws of what is read of clean runs. Each takes what it checks as a function, so that a test can hand it a broken one.
/// Each answers whether it holds, what is wrong, or why there is nothing to check.
/// </summary>
internal static class ObservationLaws
{
    // Sums of float32 weights over as many keys as a context has.
    private const double WeightTolerance = 1e-5;

    // Double precision: rotating d columns rounds each by some 1e-16 d.
    private const double CkaTolerance = 1e-9;

    /// <summary>Whether a law is one of the clean runs and of what is read of them, whatever the cases are.</summary>
    internal static bool Has(Law law) =>
        law is Law.LaterTokensChangeNothingBefore or Law.LensAfterTheLastBlockIsTheModel or Law.CkaOfItselfIsOne or Law.AttentionIsADistribution;

    /// <summary>Whether an experiment reads, or changes, what a law is about.</summary>
    internal static bool Applies(Law law, ExperimentSpec experiment)
    {
        bool Reads(params Quantity[] quantities) => experiment.Observations.Any(observation => quantities.Contains(observation.Quantity));
        return law switch
        {
            Law.LaterTokensChangeNothingBefore => Reads(Quantity.ConvTaps) || experiment.Cases.Any(@case =>
                @case.Interventions.Any(intervention => intervention.Component is Component.Gate or Component.Carrier or Component.Signal)),
            Law.LensAfterTheLastBlockIsTheModel => Reads(Quantity.LogitLens, Quantity.VocabularyContribution),
            Law.CkaOfItselfIsOne => Reads(Quantity.Cka),
            Law.AttentionIsADistribution => Reads(Quantity.AttentionStatistics),
            _ => false,
        };
    }

    /// <summary>Checks a law on one clean run.</summary>
    /// <param name="lab">The laboratory.</param>
    /// <param name="experiment">The experiment, for messages.</param>
    /// <param name="law">The law.</param>
    /// <param name="clean">The clean run.</param>
    /// <returns>Whether it holds.</returns>
    internal static Verdict Check(Laboratory lab, ExperimentSpec experiment, Law law, CleanRun clean)
    {
        using var nothingToLearn = no_grad();
        using var scope = NewDisposeScope();
        var model = lab.Checkpoint.Model;
        return law switch
        {
            Law.LaterTokensChangeNothingBefore => LaterTokensChangeNothingBefore(ids => model.Forward(ids), clean.Ids, model.Shape.Vocabulary),
            Law.LensAfterTheLastBlockIsTheModel => LensAfterTheLastBlockIsTheModel(place => LogitLens.Lens(model, clean.Residual(place)), clean, model.Shape),
            Law.CkaOfItselfIsOne => CkaOfItselfIsOne(Similarity, clean, model.Shape),
            Law.AttentionIsADistribution => AttentionIsADistribution(layer => AttentionStatistics.Weights(model, clean, layer), model.Shape),
            _ => throw new ArgumentOutOfRangeException(nameof(law), law, $"{experiment.Name}: this is no law of an observation."),
        };
    }

    /// <param name="forward">From ids, int64, [1, positions], to logits.</param>
    /// <param name="ids">The prompt's ids.</param>
    /// <param name="vocabulary">The number of tokens.</param>
    internal static Verdict LaterTokensChangeNothingBefore(Func<Tensor, Tensor> forward, IReadOnlyList<int> ids, int vocabulary)
    {
        if (ids.Count < 2)
        {
            return Verdict.NothingToCheck("the prompt has one position, and no later token");
        }

        using var scope = NewDisposeScope();
        var original = forward(TokenIds.AsTensor(ids));
        foreach (var position in new[] { 1, ids.Count / 2, ids.Count - 1 }.Distinct().Where(position => position > 0 && position < ids.Count))
        {
            int[] other = [.. ids];
            other[position] = (other[position] + 1) % vocabulary;
            var changed = forward(TokenIds.AsTensor(other));
            if (SameLogits.Difference(original.narrow(1, 0, position), changed.narrow(1, 0, position)) is { } difference)
            {
                return Verdict.Of($"another token at position {position} changes {difference} before it");
            }
        }

        return Verdict.Holds;
    }

    /// <param name="lens">From a place to the lens there at the last position, [1, 1, vocabulary].</param>
    /// <param name="clean">The clean run.</param>
    /// <param name="shape">The model's sizes.</param>
    internal static Verdict LensAfterTheLastBlockIsTheModel(Func<int, Tensor> lens, CleanRun clean, ModelShape shape)
    {
        using var scope = NewDisposeScope();
        return Verdict.Of(SameLogits.Difference(clean.Logits.narrow(1, clean.Ids.Count - 1, 1), lens(shape.Blocks.Count)) is { } difference
            ? $"the lens after the last block differs from the model's own prediction in {difference}"
            : null);
    }

    /// <param name="similarity">CKA of two matrices, float64, [n, d], by the unbiased estimator or the biased one.</param>
    /// <param name="clean">The clean run.</param>
    /// <param name="shape">The model's sizes.</param>
    internal static Verdict CkaOfItselfIsOne(Func<Tensor, Tensor, bool, double> similarity, CleanRun clean, ModelShape shape)
    {
        if (clean.Ids.Count < 2)
        {
            return Verdict.NothingToCheck("the prompt has one position, and CKA compares positions");
        }

        // The unbiased estimator needs four rows, the biased one two.
        bool[] estimators = clean.Ids.Count >= 4 ? [false, true] : [false];
        for (var place = 0; place <= shape.Blocks.Count; place++)
        {
            using var scope = NewDisposeScope();
            var rows = clean.Residual(place).squeeze(0).to(ScalarType.Float64);
            var turned = Reflected(rows) * 3;
            foreach (var unbiased in estimators)
            {
                foreach (var (other, what) in new[] { (rows, "itself"), (turned, "itself, rotated and scaled by 3") })
                {
                    var value = similarity(rows, other, unbiased);
                    if (!(Math.Abs(value - 1) <= CkaTolerance))
                    {
                        return Verdict.Of($"{(unbiased ? "unbiased" : "biased")} CKA of {ResidualStream.Name(place)} with {what} is {value:G9}, off 1 by {Math.Abs(value - 1):G3}");
                    }
                }
            }
        }

        return Verdict.Holds;
    }

    /// <param name="attention">From an attention block to its weights, float32, [1, heads, query positions, key positions].</param>
    /// <param name="shape">The model's sizes.</param>
    internal static Verdict AttentionIsADistribution(Func<int, Tensor> attention, ModelShape shape)
    {
        var layers = AttentionStatistics.Layers(shape).ToArray();
        var longest = 0;
        foreach (var layer in layers)
        {
            using var scope = NewDisposeScope();
            using var weights = attention(layer);
            int positions = (int)weights.shape[^1], wrongSums = 0, ahead = 0, negative = 0;
            double furthest = 0;
            longest = Math.Max(longest, positions);
            foreach (var (row, query) in HostArray.Of(weights).Chunk(positions).Index())
            {
                var off = Math.Abs(query.Aggregate(0.0, (sum, weight) => sum + weight) - 1);
                wrongSums += off <= WeightTolerance ? 0 : 1;
                furthest = Math.Max(furthest, off);
                negative += query.Count(weight => !(weight >= 0));
                ahead += query.Skip(row % positions + 1).Count(weight => weight != 0);
            }

            if (wrongSums + ahead + negative > 0)
            {
                return Verdict.Of($"attention weights of L{layer:00}: {wrongSums} queries do not sum to 1 (off by up to {furthest:G3}), " +
                    $"{ahead} weights on later positions are not 0, {negative} are negative or no number");
            }
        }

        return layers.Length == 0 ? Verdict.NothingToCheck("the model has no attention block")
            : longest < 2 ? Verdict.NothingToCheck("the prompt has one position, which a query gives its whole weight whatever it computes")
            : Verdict.Holds;
    }

    private static double Similarity(Tensor one, Tensor other, bool unbiased)
    {
        double[] Centred(Tensor rows) => unbiased ? LinearCka.UnbiasedCentring(LinearCka.Gram(rows), (int)rows.shape[0]) : LinearCka.Gram(rows);
        return LinearCka.Similarity(Centred(one), Centred(other));
    }

    // Two Householder reflections make a rotation: x - 2 (x.v) v for unit vectors v.
    private static Tensor Reflected(Tensor rows)
    {
        using var generator = new Generator(0);
        for (var reflection = 0; reflection < 2; reflection++)
        {
            var drawn = randn(rows.shape[1], 1, dtype: ScalarType.Float64, generator: generator).to(rows.device);
            var mirror = drawn / drawn.norm();
            rows = rows - matmul(matmul(rows, mirror), mirror.transpose(0, 1)) * 2;
        }

        return rows;
    }
}
