using TorchSharp.Autograd;
using TorchSharp.Reduction;
using TorchSharp.Storage;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Sum of all elements; integers and bools sum as int64.</summary>
        public Tensor sum(ScalarType? type = null) => Sums.Sum(this, [], false, type, nameof(sum));

        /// <summary>Sum over some dimensions.</summary>
        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null) => Sums.Sum(this, dim, keepdim, type, nameof(sum));

        /// <summary>Sum over some dimensions.</summary>
        public Tensor sum(ReadOnlySpan<long> dim, bool keepdim = false, ScalarType? type = null) =>
            Sums.Sum(this, dim, keepdim, type, nameof(sum));

        /// <summary>Sum over one dimension.</summary>
        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) => Sums.Sum(this, [dim], keepdim, type, nameof(sum));

        /// <summary>Sum over two dimensions.</summary>
        public Tensor sum(long dim0, long dim1, bool keepdim = false, ScalarType? type = null) =>
            Sums.Sum(this, [dim0, dim1], keepdim, type, nameof(sum));

        /// <summary>Sum over three dimensions.</summary>
        public Tensor sum(long dim0, long dim1, long dim2, bool keepdim = false, ScalarType? type = null) =>
            Sums.Sum(this, [dim0, dim1, dim2], keepdim, type, nameof(sum));

        /// <summary>Mean of all elements.</summary>
        public Tensor mean() => Sums.Sum(this, [], false, null, nameof(mean), mean: true);

        /// <summary>Mean over some dimensions.</summary>
        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null) =>
            Sums.Sum(this, dimensions, keepdim, type, nameof(mean), mean: true);

        /// <summary>Product of all elements.</summary>
        public Tensor prod(ScalarType? type = null)
        {
            using var flat = ravel();
            return flat.prod(0, false, type);
        }

        /// <summary>Product over one dimension.</summary>
        public Tensor prod(long dim, bool keepdim = false, ScalarType? type = null)
        {
            var target = type ?? (is_floating_point() ? dtype : ScalarType.Int64);
            using var scope = NewDisposeScope();
            int at = Layout.Dim(dim, Rank, nameof(prod));
            var source = (Rank == 0 ? view(1) : this).to_type(target);
            long[] shape = [.. source.Sizes];
            shape[at] = 1;
            var result = ones(shape, target);
            for (long i = 0; i < source.Sizes[at]; i++)
                result.mul_(source.narrow(at, i, 1));
            return (keepdim && Rank > 0 ? result : result.squeeze(at)).MoveToOuterDisposeScope();
        }

        /// <summary>Largest element.</summary>
        public Tensor max() => Extreme([], false, true, nameof(max));

        /// <summary>Smallest element.</summary>
        public Tensor min() => Extreme([], false, false, nameof(min));

        /// <summary>Largest elements over a dimension, and their first places.</summary>
        public (Tensor values, Tensor indexes) max(long dim, bool keepdim = false) =>
            Chosen(dim, keepdim, true, nameof(max));

        /// <summary>Smallest elements over a dimension, and their first places.</summary>
        public (Tensor values, Tensor indexes) min(long dim, bool keepdim = false) =>
            Chosen(dim, keepdim, false, nameof(min));

        /// <summary>Largest elements over some dimensions.</summary>
        public Tensor amax(long[] dims, bool keepdim = false, Tensor? @out = null) => amax((ReadOnlySpan<long>)dims, keepdim, @out);

        /// <summary>Largest elements over some dimensions.</summary>
        public Tensor amax(params long[] dims) => amax((ReadOnlySpan<long>)dims, false, null);

        /// <summary>Largest elements over some dimensions.</summary>
        public Tensor amax(ReadOnlySpan<long> dims, bool keepdim = false, Tensor? @out = null) =>
            Output(Extreme(dims, keepdim, true, nameof(amax)), @out, nameof(amax));

        /// <summary>Smallest elements over some dimensions.</summary>
        public Tensor amin(long[] dims, bool keepdim = false, Tensor? @out = null) => amin((ReadOnlySpan<long>)dims, keepdim, @out);

        /// <summary>Smallest elements over some dimensions.</summary>
        public Tensor amin(params long[] dims) => amin((ReadOnlySpan<long>)dims, false, null);

        /// <summary>Smallest elements over some dimensions.</summary>
        public Tensor amin(ReadOnlySpan<long> dims, bool keepdim = false, Tensor? @out = null) =>
            Output(Extreme(dims, keepdim, false, nameof(amin)), @out, nameof(amin));

        /// <summary>First place of the largest element, in row-major order.</summary>
        public Tensor argmax() => Indices(Extremes.Find(this, [], false, true, nameof(argmax)));

        /// <summary>First places of the largest elements over a dimension.</summary>
        public Tensor argmax(long dim, bool keepdim = false) => Indices(Extremes.Find(this, [dim], keepdim, true, nameof(argmax)));

        /// <summary>First place of the smallest element, in row-major order.</summary>
        public Tensor argmin() => Indices(Extremes.Find(this, [], false, false, nameof(argmin)));

        /// <summary>First places of the smallest elements over a dimension.</summary>
        public Tensor argmin(long dim, bool keepdim = false) => Indices(Extremes.Find(this, [dim], keepdim, false, nameof(argmin)));

        /// <summary>Are all elements other than zero? The answer is bool, for uint8 it is uint8 (get_result_dtype in ATen/native/ReduceOps.cpp).</summary>
        public Tensor all()
        {
            using var zeros = logical_not();
            using var any = zeros.any();
            return Answer(any.logical_not());
        }

        /// <summary>Are all elements other than zero, over a dimension? The answer is bool, for uint8 it is uint8.</summary>
        public Tensor all(long dim, bool keepdim = false)
        {
            using var zeros = logical_not();
            using var any = zeros.any(dim, keepdim);
            return Answer(any.logical_not());
        }

        /// <summary>Is any element other than zero? The answer is bool, for uint8 it is uint8.</summary>
        public Tensor any()
        {
            using var count = count_nonzero();
            return Answer(count.ne(0));
        }

        /// <summary>Is any element other than zero, over a dimension? The answer is bool, for uint8 it is uint8.</summary>
        public Tensor any(long dim, bool keepdim = false)
        {
            using var truth = ne(0);
            using var count = truth.sum(dim, keepdim);
            return Answer(count.ne(0));
        }

        /// <summary>How many elements are other than zero?</summary>
        public Tensor count_nonzero(long[]? dims = null)
        {
            using var truth = ne(0);
            return truth.sum(dims ?? []);
        }

        /// <summary>Softmax along a dimension.</summary>
        public Tensor softmax(long dim, ScalarType? dtype = null) => RowFunctions.Softmax(this, dim, dtype, logarithm: false);

        /// <summary>Logarithm of the softmax along a dimension.</summary>
        public Tensor log_softmax(long dim, ScalarType? dtype = null) => RowFunctions.Softmax(this, dim, dtype, logarithm: true);

        /// <summary>Logarithm of the sum of exponentials over a dimension.</summary>
        public Tensor logsumexp(long dim, bool keepdim = false)
        {
            using var scope = NewDisposeScope();
            var source = is_floating_point() ? this : to_type(get_default_dtype());
            if (Tape.Records(source))
            {
                using var mode = new GradMode(false);
                var result = source.logsumexp(dim, keepdim);
                mode.Dispose();
                return Derivatives.LogSumExp(source, result, Layout.Dim(dim, Rank, nameof(logsumexp)), keepdim).MoveToOuterDisposeScope();
            }
            // Of nothing: the logarithm of a sum of 0.
            if (source.numel() == 0)
                return source.exp().sum(dim, keepdim).log().MoveToOuterDisposeScope();
            var largest = source.amax([dim], keepdim: true);
            largest = largest.masked_fill(largest.isinf(), 0);
            var sum = source.sub(largest).exp().sum(dim, keepdim);
            var shift = keepdim ? largest : largest.squeeze(dim);
            return sum.log().add(shift).MoveToOuterDisposeScope();
        }

        private Tensor Answer(Tensor truth)
        {
            if (dtype != ScalarType.Byte)
                return truth;
            using (truth)
                return truth.to_type(ScalarType.Byte);
        }

        private Tensor Output(Tensor result, Tensor? target, string operation)
        {
            if (target is null)
                return result;
            using (result)
            {
                MemoryOverlap.Check(target, operation, this);
                return target.copy_(result).alias();
            }
        }

        private Tensor Extreme(ReadOnlySpan<long> dims, bool keepdim, bool largest, string name)
        {
            var result = Values(Extremes.Find(this, dims, keepdim, largest, name));
            return Tape.Records(this) ? Derivatives.Extreme(this, result, dims, name) : result;
        }

        private (Tensor, Tensor) Chosen(long dim, bool keepdim, bool largest, string name)
        {
            var (values, indices) = Extremes.Find(this, [dim], keepdim, largest, name);
            if (Tape.Records(this))
                Derivatives.Chosen(this, values, indices, Layout.Dim(dim, Rank, name), keepdim, name);
            return (values, indices);
        }

        private static Tensor Values((Tensor Values, Tensor Indices) pair)
        {
            pair.Indices.Dispose();
            return pair.Values;
        }

        private static Tensor Indices((Tensor Values, Tensor Indices) pair)
        {
            pair.Values.Dispose();
            return pair.Indices;
        }
    }
}
