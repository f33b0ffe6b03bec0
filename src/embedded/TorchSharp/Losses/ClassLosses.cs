using TorchSharp.Storage;
using static TorchSharp.torch;

namespace TorchSharp.Losses;

/// <summary>Losses of log-probabilities against classes, which stand in dimension 1 (0 for a single example).</summary>
internal static class ClassLosses
{
    public static Tensor CrossEntropy(Tensor input, Tensor target, Tensor? weight, long ignored, nn.Reduction reduction, double smoothing)
    {
        if (!input.is_floating_point() || input.Rank == 0)
            throw new ArgumentException($"cross_entropy: the scores are {input.dtype} {Layout.Show(input.Sizes)}; they must be floating-"
                + "point numbers [batch, classes, ...] or [classes].");
        if (smoothing is not (>= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(smoothing), $"cross_entropy: label_smoothing is {smoothing}; it lies from 0 to 1.");
        CheckWeight(input, weight, "cross_entropy");
        using var scope = NewDisposeScope();
        var logs = input.log_softmax(ClassDim(input));
        var loss = target.is_floating_point() ? Distribution(logs, target, weight, reduction, smoothing)
            : smoothing == 0 ? Classes(logs, target, weight, ignored, reduction, "cross_entropy")
            : Smoothed(logs, target, weight, ignored, reduction, smoothing);
        return loss.MoveToOuterDisposeScope();
    }

    public static Tensor NegativeLogLikelihood(Tensor input, Tensor target, Tensor? weight, long ignored, nn.Reduction reduction)
    {
        CheckWeight(input, weight, "nll_loss");
        using var scope = NewDisposeScope();
        return Classes(input, target, weight, ignored, reduction, "nll_loss").MoveToOuterDisposeScope();
    }

    private static Tensor Classes(Tensor logs, Tensor target, Tensor? weight, long ignored, nn.Reduction reduction, string operation)
    {
        var (classes, mask) = Known(logs, target, ignored, operation);
        int dim = ClassDim(logs);
        var losses = -logs.gather(dim, classes.unsqueeze(dim)).squeeze(dim);
        var weights = weight?.index_select(0, classes.view(-1)).view(classes.Sizes).masked_fill(mask, 0);
        if (weights is not null)
            losses = losses * weights;
        return Reduced(losses.masked_fill(mask, 0), mask, weights, reduction);
    }

    /// <summary>The target's probability mixed with an equal one for every class.</summary>
    private static Tensor Smoothed(Tensor logs, Tensor target, Tensor? weight, long ignored, nn.Reduction reduction, double smoothing)
    {
        var (classes, mask) = Known(logs, target, ignored, "cross_entropy");
        int dim = ClassDim(logs);
        var chosen = -logs.gather(dim, classes.unsqueeze(dim)).squeeze(dim);
        var weights = weight?.index_select(0, classes.view(-1)).view(classes.Sizes).masked_fill(mask, 0);
        if (weights is not null)
            chosen = chosen * weights;
        var equal = -Weighted(logs, weight).sum(dim);
        var losses = chosen * (1 - smoothing) + equal * (smoothing / logs.Sizes[dim]);
        return Reduced(losses.masked_fill(mask, 0), mask, weights, reduction);
    }

    private static Tensor Distribution(Tensor logs, Tensor target, Tensor? weight, nn.Reduction reduction, double smoothing)
    {
        if (!target.Sizes.AsSpan().SequenceEqual(logs.Sizes))
            throw new ArgumentException($"cross_entropy: class probabilities {Layout.Show(target.Sizes)} do not fit scores "
                + $"{Layout.Show(logs.Sizes)}.");
        int dim = ClassDim(logs);
        if (smoothing > 0)
            target = target * (1 - smoothing) + smoothing / logs.Sizes[dim];
        var losses = -(Weighted(logs, weight) * target).sum(dim);
        return reduction switch
        {
            nn.Reduction.Mean => losses.sum() / Math.Max(losses.numel(), 1),
            nn.Reduction.Sum => losses.sum(),
            _ => losses,
        };
    }

    private static Tensor Weighted(Tensor logs, Tensor? weight)
    {
        if (weight is null)
            return logs;
        var shape = Enumerable.Repeat(1L, logs.Rank).ToArray();
        shape[ClassDim(logs)] = -1;
        return logs * weight.view(shape);
    }

    private static Tensor Reduced(Tensor losses, Tensor mask, Tensor? weights, nn.Reduction reduction) => reduction switch
    {
        // A mean over nothing is NaN, as in PyTorch: a batch without a target must not look like a loss of 0.
        nn.Reduction.Mean => losses.sum() / (weights is not null ? weights.sum() : mask.logical_not().sum().to_type(losses.dtype)),
        nn.Reduction.Sum => losses.sum(),
        _ => losses,
    };

    /// <summary>The classes with those to be ignored replaced by class 0, and where these are.</summary>
    private static (Tensor Classes, Tensor Ignored) Known(Tensor logs, Tensor target, long ignored, string operation)
    {
        if (target.dtype != ScalarType.Int64)
            throw new ArgumentException($"{operation}: the target is {target.dtype}; class indices are Int64.");
        int dim = ClassDim(logs);
        if (!target.Sizes.AsSpan().SequenceEqual([.. logs.Sizes.AsSpan(0, dim), .. logs.Sizes.AsSpan(dim + 1)]))
            throw new ArgumentException($"{operation}: a target {Layout.Show(target.Sizes)} does not fit an input "
                + $"{Layout.Show(logs.Sizes)}, whose dimension {dim} holds the classes.");
        var mask = target.eq(ignored);
        var classes = target.masked_fill(mask, 0);
        if (classes.numel() > 0 && (classes.min().ToInt64() < 0 || classes.max().ToInt64() >= logs.Sizes[dim]))
            throw new ArgumentOutOfRangeException(nameof(target), $"{operation}: the targets lie from {classes.min().ToInt64()} to "
                + $"{classes.max().ToInt64()}; there are {logs.Sizes[dim]} classes, and only {ignored} is ignored.");
        return (classes, mask);
    }

    private static void CheckWeight(Tensor input, Tensor? weight, string operation)
    {
        if (weight is not null && (weight.Rank != 1 || weight.Sizes[0] != input.Sizes[ClassDim(input)]))
            throw new ArgumentException($"{operation}: the weight {Layout.Show(weight.Sizes)} must have one number for each of "
                + $"{input.Sizes[ClassDim(input)]} classes.");
    }

    private static int ClassDim(Tensor logs) => logs.Rank == 1 ? 0 : 1;
}
