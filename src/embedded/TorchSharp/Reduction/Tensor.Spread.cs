using TorchSharp.Reduction;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Standard deviation of all elements.</summary>
        public Tensor std(bool unbiased = true) => Sums.Variance(this, [], false, unbiased, true, nameof(std));

        /// <summary>Standard deviation over some dimensions.</summary>
        public Tensor std(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Sums.Variance(this, dimensions, keepdim, unbiased, true, nameof(std));

        /// <summary>Standard deviation over some dimensions.</summary>
        public Tensor std(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Sums.Variance(this, dimensions, keepdim, unbiased, true, nameof(std));

        /// <summary>Standard deviation over some dimensions.</summary>
        public Tensor std(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Sums.Variance(this, [dim], keepdim, unbiased, true, nameof(std));

        /// <summary>Standard deviation over some dimensions.</summary>
        public Tensor std((long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Sums.Variance(this, [dim.Item1, dim.Item2], keepdim, unbiased, true, nameof(std));

        /// <summary>Standard deviation over some dimensions.</summary>
        public Tensor std((long, long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Sums.Variance(this, [dim.Item1, dim.Item2, dim.Item3], keepdim, unbiased, true, nameof(std));

        /// <summary>Variance of all elements.</summary>
        public Tensor var(bool unbiased = true) => Sums.Variance(this, [], false, unbiased, false, nameof(var));

        /// <summary>Variance over some dimensions.</summary>
        public Tensor var(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Sums.Variance(this, dimensions, keepdim, unbiased, false, nameof(var));

        /// <summary>Variance over some dimensions.</summary>
        public Tensor var(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Sums.Variance(this, dimensions, keepdim, unbiased, false, nameof(var));

        /// <summary>Variance over some dimensions.</summary>
        public Tensor var(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Sums.Variance(this, [dim], keepdim, unbiased, false, nameof(var));

        /// <summary>Variance over some dimensions.</summary>
        public Tensor var((long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Sums.Variance(this, [dim.Item1, dim.Item2], keepdim, unbiased, false, nameof(var));

        /// <summary>Variance over some dimensions.</summary>
        public Tensor var((long, long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Sums.Variance(this, [dim.Item1, dim.Item2, dim.Item3], keepdim, unbiased, false, nameof(var));

        /// <summary>Standard deviation and mean of all elements.</summary>
        public (Tensor std, Tensor mean) std_mean(bool unbiased = true) => (std(unbiased), mean());

        /// <summary>Variance and mean of all elements.</summary>
        public (Tensor @var, Tensor mean) var_mean(bool unbiased = true) => (var(unbiased), mean());

        /// <summary>The p-norm of all elements.</summary>
        public Tensor norm(float p = 2.0f) => Norms.Norm(this, [], false, p);

        /// <summary>The p-norm over one dimension.</summary>
        public Tensor norm(int dim, bool keepdim = false, float p = 2.0f) => Norms.Norm(this, [dim], keepdim, p);

        /// <summary>The p-norm of the difference to another tensor.</summary>
        public Tensor dist(Tensor other, float p = 2.0f)
        {
            using var difference = sub(other);
            return difference.norm(p);
        }
    }
}
