using TorchSharp.Autograd;
using TorchSharp.Storage;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>One index of a dimension, which disappears.</summary>
        public Tensor select(long dim, long index)
        {
            if (Rank == 0)
                throw new InvalidOperationException("select: a tensor without dimensions has nothing to select from. Use item<T>() "
                    + "for its value.");
            int at = Layout.Dim(dim, Rank, nameof(select));
            long place = index < 0 ? index + Sizes[at] : index;
            if (place < 0 || place >= Sizes[at])
                throw new ArgumentOutOfRangeException(nameof(index),
                    $"select: index {index} does not exist in dimension {at} of size {Sizes[at]}.");
            var sizes = new Dimensions(Sizes);
            var strides = new Dimensions(Strides);
            sizes.RemoveAt(at);
            strides.RemoveAt(at);
            var result = Window(Impl.Offset + place * Strides[at], sizes.Values, strides.Values);
            return Tape.Records(this) ? Derivatives.Select(this, result, at, place) : result;
        }

        /// <summary>A range of one dimension, in steps; bounds may be negative and are cut to the size.</summary>
        public Tensor slice(long dim, long start, long finish, long step)
        {
            int at = Layout.Dim(dim, Rank, nameof(slice));
            if (step <= 0)
                throw new ArgumentOutOfRangeException(nameof(step), $"slice: the step {step} must be 1 or more.");
            long length = Sizes[at];
            long from = Math.Clamp(start < 0 ? start + length : start, 0, length);
            long to = Math.Clamp(finish < 0 ? finish + length : finish, from, length);
            var sizes = new Dimensions(Sizes);
            var strides = new Dimensions(Strides);
            sizes[at] = (to - from + step - 1) / step;
            strides[at] *= step;
            var result = Window(Impl.Offset + from * Strides[at], sizes.Values, strides.Values);
            return Tape.Records(this) ? Derivatives.Slice(this, result, at, from, to, step) : result;
        }

        /// <summary>A range of one dimension, by its start and length.</summary>
        public Tensor narrow(long dim, long start, long length)
        {
            int at = Layout.Dim(dim, Rank, nameof(narrow));
            long from = start < 0 ? start + Sizes[at] : start;
            if (from < 0 || length < 0 || from + length > Sizes[at])
                throw new ArgumentOutOfRangeException(nameof(start),
                    $"narrow: {length} indices from {start} on do not exist in dimension {at} of size {Sizes[at]}.");
            return slice(at, from, from + length, 1);
        }

        /// <summary>The diagonal of two dimensions, as a last dimension.</summary>
        public Tensor diagonal(long offset = 0L, long dim1 = 0L, long dim2 = 1L)
        {
            int first = Layout.Dim(dim1, Rank, nameof(diagonal)), second = Layout.Dim(dim2, Rank, nameof(diagonal));
            if (first == second)
                throw new ArgumentException($"diagonal: needs two dimensions, {first} is named twice.");
            long rowStart = Math.Max(-offset, 0), columnStart = Math.Max(offset, 0);
            long length = Math.Max(0, Math.Min(Sizes[first] - rowStart, Sizes[second] - columnStart));
            long start = length == 0 ? 0 : rowStart * Strides[first] + columnStart * Strides[second];
            int high = Math.Max(first, second), low = Math.Min(first, second);
            var sizes = new Dimensions(Sizes);
            var strides = new Dimensions(Strides);
            foreach (int dim in (ReadOnlySpan<int>)[high, low])
            {
                sizes.RemoveAt(dim);
                strides.RemoveAt(dim);
            }
            sizes.Add(length);
            strides.Add(Strides[first] + Strides[second]);
            var result = Window(Impl.Offset + start, sizes.Values, strides.Values);
            return Tape.Records(this) ? Derivatives.Diagonal(this, result, offset, first, second) : result;
        }

        /// <summary>Cut into a number of pieces along a dimension; the last may be smaller.</summary>
        public Tensor[] chunk(long chunks, long dim = 0L)
        {
            if (chunks < 1)
                throw new ArgumentOutOfRangeException(nameof(chunks), $"chunk: {chunks} pieces cannot be made; give 1 or more.");
            int at = Layout.Dim(dim, Rank, nameof(chunk));
            return split(Math.Max((Sizes[at] + chunks - 1) / chunks, 1), at);
        }

        /// <summary>Cut into pieces of one size along a dimension; the last may be smaller.</summary>
        public Tensor[] split(long size, int dim = 0)
        {
            if (size < 1)
                throw new ArgumentOutOfRangeException(nameof(size), $"split: pieces of size {size} cannot be cut; give 1 or more.");
            int at = Layout.Dim(dim, Rank, nameof(split));
            var pieces = new Tensor[Math.Max((Sizes[at] + size - 1) / size, 1)];
            for (int i = 0; i < pieces.Length; i++)
                pieces[i] = slice(at, i * size, Math.Min((i + 1) * size, Sizes[at]), 1);
            return pieces;
        }

        /// <summary>Cut into pieces of given sizes along a dimension.</summary>
        public Tensor[] split(ReadOnlySpan<long> sizes, long dim = 0)
        {
            int at = Layout.Dim(dim, Rank, nameof(split));
            long total = 0;
            foreach (long piece in sizes)
                total += piece;
            if (total != Sizes[at])
                throw new ArgumentException($"split: the pieces {Layout.Show(sizes)} add up to {total}, dimension {at} has size "
                    + $"{Sizes[at]}.");
            var pieces = new Tensor[sizes.Length];
            long start = 0;
            for (int i = 0; i < pieces.Length; i++)
            {
                pieces[i] = narrow(at, start, sizes[i]);
                start += sizes[i];
            }
            return pieces;
        }

        /// <summary>Cut into pieces of given sizes along a dimension.</summary>
        public Tensor[] split(long[] sizes, long dim = 0) => split((ReadOnlySpan<long>)sizes, dim);

        /// <summary>Cut into pieces of given sizes along the first dimension.</summary>
        public Tensor[] split(params long[] sizes) => split((ReadOnlySpan<long>)sizes, 0);

        /// <summary>One tensor for each index of a dimension.</summary>
        public Tensor[] unbind(long dimension = 0L)
        {
            int at = Layout.Dim(dimension, Rank, nameof(unbind));
            var pieces = new Tensor[Sizes[at]];
            for (int i = 0; i < pieces.Length; i++)
                pieces[i] = select(at, i);
            return pieces;
        }

        /// <summary>Overlapping windows of a dimension, as a last dimension.</summary>
        public Tensor unfold(long dimension, long size, long step)
        {
            int at = Layout.Dim(dimension, Rank, nameof(unfold));
            if (size > Sizes[at] || size < 0 || step <= 0)
                throw new ArgumentException($"unfold: windows of {size} in steps of {step} do not fit into dimension {at} of size "
                    + $"{Sizes[at]}.");
            var sizes = new Dimensions(Sizes);
            var strides = new Dimensions(Strides);
            sizes[at] = (Sizes[at] - size) / step + 1;
            strides[at] *= step;
            sizes.Add(size);
            strides.Add(Strides[at]);
            var result = Window(Impl.Offset, sizes.Values, strides.Values);
            return Tape.Records(this) ? Derivatives.Unfold(this, result, at, step) : result;
        }
    }
}
