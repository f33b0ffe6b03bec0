using TorchSharp.Losses;
using TorchSharp.Storage;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>
            /// Cross entropy, in nats, of scores (logits) [batch, classes, ...] against class indices [batch, ...] or class probabilities
            /// of the scores' shape.
            /// </summary>
            /// <param name="input">Scores; the softmax is taken here.</param>
            /// <param name="target">Class indices (Int64) or probabilities.</param>
            /// <param name="weight">A weight for each class.</param>
            /// <param name="ignore_index">Elements with this index have no loss and do not count in the mean.</param>
            /// <param name="reduction">A mean over elements (or over their weights), a sum, or nothing.</param>
            /// <param name="label_smoothing">The share of the target that is spread over all classes.</param>
            public static Tensor cross_entropy(Tensor input, Tensor target, Tensor? weight = null, long ignore_index = -100,
                Reduction reduction = Reduction.Mean, double label_smoothing = 0.0) =>
                ClassLosses.CrossEntropy(input, target, weight, ignore_index, reduction, label_smoothing);

            /// <summary>Minus the log-probabilities [batch, classes, ...] of the target classes; -100 is ignored.</summary>
            public static Tensor nll_loss(Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean) =>
                ClassLosses.NegativeLogLikelihood(input, target, weight, -100, reduction);

            /// <summary>
            /// KL(target || input) element by element, of log-probabilities against probabilities, or log-probabilities with
            /// <paramref name="log_target"/>. The mean is over elements, not rows.
            /// </summary>
            public static Tensor kl_div(Tensor input, Tensor target, bool log_target = true, Reduction reduction = Reduction.Mean)
            {
                using var scope = NewDisposeScope();
                if (log_target)
                    return Reduce(target.exp() * (target - input), reduction).MoveToOuterDisposeScope();
                // p log p is 0 at 0, and so is its gradient.
                var zero = target.le(0);
                var logs = target.masked_fill(zero, 1).log();
                return Reduce(target * logs - target * input, reduction).MoveToOuterDisposeScope();
            }

            /// <summary>Squared difference.</summary>
            public static Tensor mse_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean)
            {
                using var scope = NewDisposeScope();
                return Reduce((input - target).square(), reduction).MoveToOuterDisposeScope();
            }

            /// <summary>Absolute difference.</summary>
            public static Tensor l1_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean)
            {
                using var scope = NewDisposeScope();
                return Reduce((input - target).abs(), reduction).MoveToOuterDisposeScope();
            }

            /// <summary>Half the square over beta where the difference is below beta, else the absolute difference less half of beta.</summary>
            public static Tensor smooth_l1_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean, double beta = 1.0)
            {
                if (beta < 0)
                    throw new ArgumentOutOfRangeException(nameof(beta), $"smooth_l1_loss: beta is {beta}; it must not be negative.");
                if (beta == 0)
                    return l1_loss(input, target, reduction);
                using var scope = NewDisposeScope();
                var distance = (input - target).abs();
                var losses = (distance.square() * (0.5 / beta)).where(distance.lt(beta), distance - 0.5 * beta);
                return Reduce(losses, reduction).MoveToOuterDisposeScope();
            }

            /// <summary>Half the square where the difference is at most delta, else delta times the difference less half of delta.</summary>
            public static Tensor huber_loss(Tensor input, Tensor target, double delta = 1.0, Reduction reduction = Reduction.Mean)
            {
                if (delta <= 0)
                    throw new ArgumentOutOfRangeException(nameof(delta), $"huber_loss: delta is {delta}; it must be positive.");
                using var scope = NewDisposeScope();
                var distance = (input - target).abs();
                var losses = (distance.square() * 0.5).where(distance.le(delta), (distance - 0.5 * delta) * delta);
                return Reduce(losses, reduction).MoveToOuterDisposeScope();
            }

            /// <summary>-(t log p + (1 - t) log(1 - p)) of probabilities; a logarithm counts for no less than -100.</summary>
            public static Tensor binary_cross_entropy(Tensor input, Tensor target, Tensor? weight = null,
                Reduction reduction = Reduction.Mean)
            {
                using var scope = NewDisposeScope();
                var losses = (target - 1) * (1 - input).log().clamp_min(-100) - target * input.log().clamp_min(-100);
                return Reduce(weight is null ? losses : losses * weight, reduction).MoveToOuterDisposeScope();
            }

            /// <summary>Binary cross entropy of scores: -(w t log sigmoid(x) + (1 - t) log sigmoid(-x)), w a weight of positives.</summary>
            public static Tensor binary_cross_entropy_with_logits(Tensor input, Tensor target, Tensor? weight = null,
                Reduction reduction = Reduction.Mean, Tensor? pos_weights = null)
            {
                using var scope = NewDisposeScope();
                var positive = pos_weights is null ? target : target * pos_weights;
                var losses = (target - 1) * (-input).log_sigmoid() - positive * input.log_sigmoid();
                return Reduce(weight is null ? losses : losses * weight, reduction).MoveToOuterDisposeScope();
            }

            /// <summary>Cosine of the angle between vectors along a dimension; a norm counts for no less than eps.</summary>
            public static Tensor cosine_similarity(Tensor x1, Tensor x2, long dim = 1, double eps = 1e-8)
            {
                using var scope = NewDisposeScope();
                return (Unit(x1, dim, eps) * Unit(x2, dim, eps)).sum(dim).MoveToOuterDisposeScope();
            }

            private static Tensor Unit(Tensor x, long dim, double eps)
            {
                var norm = TorchSharp.Reduction.Norms.Norm(x, [dim], keepdim: true, 2f);
                // A copy, since norm's backward reads its result; the bound has no gradient of its own, as in PyTorch.
                var bounded = norm.clone();
                using (no_grad())
                    bounded.clamp_min_(eps);
                return x / bounded;
            }

            private static Tensor Reduce(Tensor losses, Reduction reduction) => reduction switch
            {
                Reduction.Mean => losses.mean(),
                Reduction.Sum => losses.sum(),
                _ => losses,
            };
        }
    }
}
