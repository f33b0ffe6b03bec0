using TorchSharp.Autograd;
using TorchSharp.Storage;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The two dimensions of a matrix exchanged.</summary>
        public Tensor T
        {
            get
            {
                var dims = new Dimensions(Rank);
                for (int i = 0; i < Rank; i++)
                    dims[i] = Rank - 1 - i;
                return Permuted(dims.Values);
            }
        }

        /// <summary>The last two dimensions exchanged.</summary>
        public Tensor mT => transpose(-2, -1);

        /// <summary>The same elements in the same order with another shape; one size may be -1. Copies nothing, or throws.</summary>
        public Tensor view(params long[] shape) => Viewed(shape);

        /// <summary>A view with the shape of another tensor.</summary>
        public Tensor view_as(Tensor other) => Viewed(other.Sizes);

        /// <summary>The same elements in the same order with another shape; a copy where no view exists.</summary>
        public Tensor reshape(params long[] shape) => Reshaped(shape);

        internal Tensor Viewed(ReadOnlySpan<long> shape)
        {
            var sizes = Layout.InferSizes(shape, numel(), nameof(view));
            if (!Layout.HasView(Sizes, Strides, sizes.Values, out var strides))
                throw new InvalidOperationException($"view: the tensor {Layout.Show(Sizes)} with strides {Layout.Show(Strides)} "
                    + "has no view of the shape "
                    + $"{Layout.Show(sizes.Values)}. Use reshape, which copies where it must.");
            return Derivatives.Reshape(this, Window(Impl.Offset, sizes.Values, strides.Values), nameof(view));
        }

        internal Tensor Reshaped(ReadOnlySpan<long> shape)
        {
            var sizes = Layout.InferSizes(shape, numel(), nameof(reshape));
            if (Layout.HasView(Sizes, Strides, sizes.Values, out var strides))
                return Derivatives.Reshape(this, Window(Impl.Offset, sizes.Values, strides.Values), nameof(reshape));
            using var copy = clone();
            return copy.Viewed(sizes.Values);
        }

        /// <summary>All elements in one dimension.</summary>
        public Tensor ravel() => Reshaped([-1]);

        /// <summary>A run of dimensions joined into one.</summary>
        public Tensor flatten(long start_dim = 0, long end_dim = -1)
        {
            if (Rank == 0)
                return Reshaped([1]);
            int start = Layout.Dim(start_dim, Rank, nameof(flatten)), end = Layout.Dim(end_dim, Rank, nameof(flatten));
            if (end < start)
                throw new ArgumentException($"flatten: the first dimension {start} comes after the last one {end}.");
            var sizes = new Dimensions(Sizes.AsSpan(0, start));
            sizes.Add(Layout.Count(Sizes.AsSpan(start, end - start + 1)));
            sizes.Add(Sizes.AsSpan(end + 1));
            return Reshaped(sizes.Values);
        }

        /// <summary>One dimension cut into several; one of their sizes may be -1.</summary>
        public Tensor unflatten(long dim, params long[] sizes)
        {
            int at = Layout.Dim(dim, Rank, nameof(unflatten));
            var parts = Layout.InferSizes(sizes, Sizes[at], nameof(unflatten));
            var shape = new Dimensions(Sizes.AsSpan(0, at));
            shape.Add(parts.Values);
            shape.Add(Sizes.AsSpan(at + 1));
            return Viewed(shape.Values);
        }

        /// <summary>A matrix with its dimensions exchanged.</summary>
        public Tensor t() => Rank <= 2 ? (Rank == 2 ? transpose(0, 1) : alias())
            : throw new InvalidOperationException($"t: the tensor {Layout.Show(Sizes)} has more than two dimensions. Use transpose.");

        /// <summary>Two dimensions exchanged.</summary>
        public Tensor transpose(long dim0, long dim1)
        {
            int first = Layout.Dim(dim0, Rank, nameof(transpose)), second = Layout.Dim(dim1, Rank, nameof(transpose));
            if (Rank == 0)
                return alias();
            var sizes = new Dimensions(Sizes);
            var strides = new Dimensions(Strides);
            (sizes[first], sizes[second]) = (sizes[second], sizes[first]);
            (strides[first], strides[second]) = (strides[second], strides[first]);
            var result = Window(Impl.Offset, sizes.Values, strides.Values);
            return Tape.Records(this) ? Derivatives.Transpose(this, result, first, second) : result;
        }

        /// <summary>Two dimensions exchanged in this tensor itself.</summary>
        public Tensor transpose_(long dim0, long dim1)
        {
            Tape.CheckWrite(this, nameof(transpose_));
            using var view = transpose(dim0, dim1);
            Impl.SetLayout(view.Sizes, view.Strides);
            return this;
        }

        /// <summary>Two dimensions exchanged.</summary>
        public Tensor swapdims(long dim0, long dim1) => transpose(dim0, dim1);

        /// <summary>Two dimensions exchanged.</summary>
        public Tensor swapaxes(long dim0, long dim1) => transpose(dim0, dim1);

        /// <summary>The dimensions in another order.</summary>
        public Tensor permute(params long[] permutation) => Permuted(permutation);

        /// <summary>The dimensions in another order.</summary>
        public Tensor permute(IEnumerable<long> permutation) => permute(permutation.ToArray());

        internal Tensor Permuted(ReadOnlySpan<long> permutation)
        {
            var order = Layout.Dims(permutation, Rank, nameof(permute));
            if (permutation.Length != Rank)
                throw new ArgumentException($"permute: {permutation.Length} dimensions are named for a tensor of {Rank}.");
            var sizes = new Dimensions(Rank);
            var strides = new Dimensions(Rank);
            for (int i = 0; i < Rank; i++)
            {
                sizes[i] = Sizes[order[i]];
                strides[i] = Strides[order[i]];
            }
            var result = Window(Impl.Offset, sizes.Values, strides.Values);
            return Tape.Records(this) ? Derivatives.Permute(this, result, order.Values) : result;
        }

        /// <summary>Dimensions moved to other places; the others keep their order.</summary>
        public Tensor movedim(long[] source, long[] destination)
        {
            if (source.Length != destination.Length)
                throw new ArgumentException($"movedim: {source.Length} dimensions are to move to {destination.Length} places.");
            var from = Layout.Dims(source, Rank, nameof(movedim));
            var to = Layout.Dims(destination, Rank, nameof(movedim));
            var order = new Dimensions(Rank);
            order.Values.Fill(-1);
            for (int i = 0; i < source.Length; i++)
                order[(int)to[i]] = from[i];
            int next = 0;
            for (int i = 0; i < Rank; i++)
            {
                if (from.Values.Contains(i))
                    continue;
                while (order[next] >= 0)
                    next++;
                order[next] = i;
            }
            return Permuted(order.Values);
        }

        /// <summary>Dimensions moved to other places.</summary>
        public Tensor moveaxis(long[] source, long[] destination) => movedim(source, destination);

        /// <summary>A dimension of size 1 put in.</summary>
        public Tensor unsqueeze(long dim)
        {
            int at = Layout.Dim(dim, Rank + 1, nameof(unsqueeze));
            var sizes = new Dimensions(Sizes.AsSpan(0, at));
            var strides = new Dimensions(Strides.AsSpan(0, at));
            sizes.Add(1);
            strides.Add(at < Rank ? Sizes[at] * Strides[at] : 1);
            sizes.Add(Sizes.AsSpan(at));
            strides.Add(Strides.AsSpan(at));
            return Derivatives.Reshape(this, Window(Impl.Offset, sizes.Values, strides.Values), nameof(unsqueeze));
        }

        /// <summary>A dimension of size 1 put into this tensor itself.</summary>
        public Tensor unsqueeze_(long dim)
        {
            Tape.CheckWrite(this, nameof(unsqueeze_));
            using var view = unsqueeze(dim);
            Impl.SetLayout(view.Sizes, view.Strides);
            return this;
        }

        /// <summary>A dimension of size 1 taken out, or all of them.</summary>
        public Tensor squeeze(long? dim = null)
        {
            int only = dim is { } given ? Layout.Dim(given, Rank, nameof(squeeze)) : -1;
            var sizes = new Dimensions(0);
            var strides = new Dimensions(0);
            for (int i = 0; i < Rank; i++)
            {
                if (Sizes[i] == 1 && (dim is null || i == only))
                    continue;
                sizes.Add(Sizes[i]);
                strides.Add(Strides[i]);
            }
            return Derivatives.Reshape(this, Window(Impl.Offset, sizes.Values, strides.Values), nameof(squeeze));
        }

        /// <summary>Dimensions of size 1 taken out of this tensor itself.</summary>
        public Tensor squeeze_(long? dim = null)
        {
            Tape.CheckWrite(this, nameof(squeeze_));
            using var view = squeeze(dim);
            Impl.SetLayout(view.Sizes, view.Strides);
            return this;
        }

        /// <summary>Dimensions of size 1 repeated, and new ones in front, without a copy; -1 keeps a size.</summary>
        public Tensor expand(ReadOnlySpan<long> sizes, bool isImplicit = false)
        {
            var target = new Dimensions(sizes);
            int lead = sizes.Length - Rank;
            for (int i = 0; i < sizes.Length; i++)
            {
                if (target[i] == -1 && i >= lead)
                    target[i] = Sizes[i - lead];
            }
            var strides = Layout.ExpandStrides(Sizes, Strides, target.Values)
                ?? throw new ArgumentException($"expand: the tensor {Layout.Show(Sizes)} does not expand to {Layout.Show(target.Values)}: "
                    + "only dimensions of size 1 can grow.");
            return Derivatives.Expand(this, Window(Impl.Offset, target.Values, strides));
        }

        /// <summary>Dimensions of size 1 repeated, without a copy.</summary>
        public Tensor expand(long[] sizes, bool isImplicit = false) => expand((ReadOnlySpan<long>)sizes, isImplicit);

        /// <summary>Dimensions of size 1 repeated, without a copy.</summary>
        public Tensor expand(params long[] sizes) => expand((ReadOnlySpan<long>)sizes, false);

        /// <summary>Expanded to the shape of another tensor.</summary>
        public Tensor expand_as(Tensor other) => expand(other.Sizes);

        /// <summary>Expanded to a shape.</summary>
        public Tensor broadcast_to(params long[] shape) => expand(shape);

        /// <summary>A window with any sizes and strides on the storage of this tensor.</summary>
        public Tensor as_strided(long[] size, long[] strides, long storageOffset = 0L)
        {
            long last = storageOffset;
            for (int i = 0; i < size.Length; i++)
                last += Math.Max(size[i] - 1, 0) * strides[i];
            if (size.Length != strides.Length || last * ElementSize >= Impl.Storage.Bytes || storageOffset < 0 || strides.Any(s => s < 0))
                throw new ArgumentException($"as_strided: sizes {Layout.Show(size)} with strides {Layout.Show(strides)} from "
                    + $"{storageOffset} on "
                    + $"leave the storage of {Impl.Storage.Bytes / ElementSize} elements.");
            var result = Window(storageOffset, size, strides);
            return Tape.Records(this) ? Derivatives.Window(this, result) : result;
        }
    }
}
