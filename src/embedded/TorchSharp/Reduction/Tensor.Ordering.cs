using TorchSharp.Autograd;
using TorchSharp.Reduction;
using TorchSharp.Storage;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>
        /// The elements of a dimension in order, and the places that they had; equal elements keep their order, not a number counts
        /// as largest.
        /// </summary>
        public (Tensor Values, Tensor Indices) sort(long dim = -1, bool descending = false, bool stable = false) =>
            Sorting.Sort(this, dim, Rank == 0 ? 1 : size((int)dim), descending, nameof(sort));

        /// <summary>The places that the elements of a dimension have in order.</summary>
        public Tensor argsort(long dim = -1, bool descending = false) => Indices(sort(dim, descending));

        /// <summary>The k largest (or smallest) elements of a dimension in order, and their places.</summary>
        public (Tensor values, Tensor indexes) topk(int k, int dim = -1, bool largest = true, bool sorted = true)
        {
            long available = Rank == 0 ? 1 : size(dim);
            if (k < 0 || k > available)
                throw new ArgumentOutOfRangeException(nameof(k), $"topk: {k} elements of a dimension of size {available} do not exist.");
            return Sorting.Sort(this, dim, k, largest, nameof(topk));
        }

        /// <summary>Running sums along a dimension.</summary>
        public Tensor cumsum(long dim, ScalarType? type = null) =>
            Derivatives.CumulativeSum(this, Running.CumulativeSum(this, dim, type), dim);

        /// <summary>The distinct elements in ascending order, where each element went, and how often each occurs.</summary>
        public (Tensor output, Tensor? inverse_indices, Tensor? counts) unique(bool sorted = true, bool return_inverse = false,
            bool return_counts = false, int? dim = null)
        {
            if (dim is not null)
                throw new ArgumentException("unique: distinct slices along a dimension are not part of the embedded TorchSharp; dim "
                    + "must be null.", nameof(dim));
            return Sorting.Unique(this, return_inverse, return_counts);
        }

        /// <summary>The places of elements other than zero, a row each, in row-major order.</summary>
        public unsafe Tensor nonzero()
        {
            using var truth = ne(0);
            long count = 0, total = truth.numel();
            byte* flags = truth.Pointer<byte>();
            for (long i = 0; i < total; i++)
                count += flags[i];
            var result = New([count, Rank], ScalarType.Int64);
            long* to = result.Pointer<long>();
            for (long i = 0; i < total; i++)
            {
                if (flags[i] == 0)
                    continue;
                long rest = i;
                for (int d = Rank - 1; d >= 0; d--)
                    (rest, to[d]) = Math.DivRem(rest, Sizes[d]);
                to += Rank;
            }
            return result;
        }

        /// <summary>The places of elements other than zero, a tensor for each dimension.</summary>
        public IList<Tensor> nonzero_as_list()
        {
            using var places = nonzero();
            return places.unbind(1);
        }

        /// <summary>The places of elements other than zero, a row each.</summary>
        public Tensor argwhere() => nonzero();
    }
}
