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
                var dims = new long[Rank];
                for (int i = 0; i < dims.Length; i++)
                    dims[i] = dims.Length - 1 - i;
                return permute(dims);
            }
        }

        /// <summary>The last two dimensions exchanged.</summary>
        public Tensor mT => transpose(-2, -1);

        /// <summary>The same elements in the same order with another shape; one size may be -1. Copies nothing, or throws.</summary>
        public Tensor view(params long[] shape)
        {
            var sizes = Layout.InferSizes(shape, numel(), nameof(view));
            var strides = Layout.ViewStrides(Sizes, Strides, sizes)
                ?? throw new InvalidOperationException($"view: the tensor {Layout.Show(Sizes)} with strides {Layout.Show(Strides)} "
                    + "has no view of the shape "
                    + $"{Layout.Show(sizes)}. Use reshape, which copies where it must.");
            return Derivatives.Reshape(this, Window(Impl.Offset, sizes, strides), nameof(view));
        }

        /// <summary>A view with the shape of another tensor.</summary>
        public Tensor view_as(Tensor other) => view(other.Sizes);

        /// <summary>The same elements in the same order with another shape; a copy where no view exists.</summary>
        public Tensor reshape(params long[] shape)
        {
            var sizes = Layout.InferSizes(shape, numel(), nameof(reshape));
            var strides = Layout.ViewStrides(Sizes, Strides, sizes);
            if (strides is not null)
                return Derivatives.Reshape(this, Window(Impl.Offset, sizes, strides), nameof(reshape));
            using var copy = clone();
            return copy.view(sizes);
        }

        /// <summary>All elements in one dimension.</summary>
        public Tensor ravel() => reshape(-1);

        /// <summary>A run of dimensions joined into one.</summary>
        public Tensor flatten(long start_dim = 0, long end_dim = -1)
        {
            if (Rank == 0)
                return reshape(1);
            int start = Layout.Dim(start_dim, Rank, nameof(flatten)), end = Layout.Dim(end_dim, Rank, nameof(flatten));
            if (end < start)
                throw new ArgumentException($"flatten: the first dimension {start} comes after the last one {end}.");
            long joined = Layout.Count(Sizes.AsSpan(start, end - start + 1));
            return reshape([.. Sizes.AsSpan(0, start), joined, .. Sizes.AsSpan(end + 1)]);
        }

        /// <summary>One dimension cut into several; one of their sizes may be -1.</summary>
        public Tensor unflatten(long dim, params long[] sizes)
        {
            int at = Layout.Dim(dim, Rank, nameof(unflatten));
            var inner = Layout.InferSizes(sizes, Sizes[at], nameof(unflatten));
            return view([.. Sizes.AsSpan(0, at), .. inner, .. Sizes.AsSpan(at + 1)]);
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
            var sizes = size();
            var strides = stride();
            (sizes[first], sizes[second]) = (sizes[second], sizes[first]);
            (strides[first], strides[second]) = (strides[second], strides[first]);
            var result = Window(Impl.Offset, sizes, strides);
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
        public Tensor permute(params long[] permutation)
        {
            var order = Layout.Dims(permutation, Rank, nameof(permute));
            if (order.Length != Rank)
                throw new ArgumentException($"permute: {order.Length} dimensions are named for a tensor of {Rank}.");
            var sizes = new long[Rank];
            var strides = new long[Rank];
            for (int i = 0; i < order.Length; i++)
            {
                sizes[i] = Sizes[order[i]];
                strides[i] = Strides[order[i]];
            }
            var result = Window(Impl.Offset, sizes, strides);
            return Tape.Records(this) ? Derivatives.Permute(this, result, order) : result;
        }

        /// <summary>The dimensions in another order.</summary>
        public Tensor permute(IEnumerable<long> permutation) => permute(permutation.ToArray());

        /// <summary>Dimensions moved to other places; the others keep their order.</summary>
        public Tensor movedim(long[] source, long[] destination)
        {
            if (source.Length != destination.Length)
                throw new ArgumentException($"movedim: {source.Length} dimensions are to move to {destination.Length} places.");
            int[] from = Layout.Dims(source, Rank, nameof(movedim)), to = Layout.Dims(destination, Rank, nameof(movedim));
            var order = new long[Rank];
            Array.Fill(order, -1);
            for (int i = 0; i < from.Length; i++)
                order[to[i]] = from[i];
            int next = 0;
            for (int i = 0; i < Rank; i++)
            {
                if (Array.IndexOf(from, i) >= 0)
                    continue;
                while (order[next] >= 0)
                    next++;
                order[next] = i;
            }
            return permute(order);
        }

        /// <summary>Dimensions moved to other places.</summary>
        public Tensor moveaxis(long[] source, long[] destination) => movedim(source, destination);

        /// <summary>A dimension of size 1 put in.</summary>
        public Tensor unsqueeze(long dim)
        {
            int at = Layout.Dim(dim, Rank + 1, nameof(unsqueeze));
            long stride = at < Rank ? Sizes[at] * Strides[at] : 1;
            return Derivatives.Reshape(this, Window(Impl.Offset, [.. Sizes.AsSpan(0, at), 1, .. Sizes.AsSpan(at)],
                [.. Strides.AsSpan(0, at), stride, .. Strides.AsSpan(at)]), nameof(unsqueeze));
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
            var sizes = new List<long>();
            var strides = new List<long>();
            for (int i = 0; i < Rank; i++)
            {
                if (Sizes[i] == 1 && (dim is null || i == only))
                    continue;
                sizes.Add(Sizes[i]);
                strides.Add(Strides[i]);
            }
            return Derivatives.Reshape(this, Window(Impl.Offset, [.. sizes], [.. strides]), nameof(squeeze));
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
            var target = sizes.ToArray();
            int lead = target.Length - Rank;
            for (int i = 0; i < target.Length; i++)
            {
                if (target[i] == -1 && i >= lead)
                    target[i] = Sizes[i - lead];
            }
            var strides = Layout.ExpandStrides(Sizes, Strides, target)
                ?? throw new ArgumentException($"expand: the tensor {Layout.Show(Sizes)} does not expand to {Layout.Show(target)}: "
                    + "only dimensions of size 1 can grow.");
            return Derivatives.Expand(this, Window(Impl.Offset, target, strides));
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
            var result = Window(storageOffset, (long[])size.Clone(), (long[])strides.Clone());
            return Tape.Records(this) ? Derivatives.Window(this, result) : result;
        }
    }
}
