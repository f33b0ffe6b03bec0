using TorchSharp.Autograd;
using TorchSharp.Indexing;
using TorchSharp.Storage;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Some indices of a dimension.</summary>
    public static Tensor index_select(Tensor input, long dim, Tensor index) => input.index_select(dim, index);

    /// <summary>One element of a dimension for each element of the index.</summary>
    public static Tensor gather(Tensor input, long dim, Tensor index) => input.gather(dim, index);

    /// <summary>As gather, with the index broadcast.</summary>
    public static Tensor take_along_dim(Tensor input, Tensor indices, long dim = 0L) => input.take_along_dim(indices, dim);

    /// <summary>Elements written along a dimension.</summary>
    public static Tensor scatter(Tensor input, long dim, Tensor index, Tensor src) => input.scatter(dim, index, src);

    /// <summary>Elements written along a dimension, in place.</summary>
    public static Tensor scatter_(Tensor input, long dim, Tensor index, Tensor src) => input.scatter_(dim, index, src);

    /// <summary>Elements added along a dimension.</summary>
    public static Tensor scatter_add(Tensor input, long dim, Tensor index, Tensor src) => input.scatter_add(dim, index, src);

    /// <summary>Elements added along a dimension, in place.</summary>
    public static Tensor scatter_add_(Tensor input, long dim, Tensor index, Tensor src) => input.scatter_add_(dim, index, src);

    /// <summary>Slices added at indices of a dimension.</summary>
    public static Tensor index_add(Tensor input, long dim, Tensor index, Tensor source, Scalar alpha) =>
        input.index_add(dim, index, source, alpha);

    /// <summary>Slices added at indices of a dimension, in place.</summary>
    public static Tensor index_add_(Tensor input, long dim, Tensor index, Tensor source, Scalar alpha) =>
        input.index_add_(dim, index, source, alpha);

    /// <summary>Elements of x where the condition holds, of y elsewhere.</summary>
    public static Tensor where(Tensor condition, Tensor x, Tensor y) => x.where(condition, y);

    /// <summary>The elements that a mask names, in one dimension.</summary>
    public static Tensor masked_select(Tensor input, Tensor mask) => input.masked_select(mask);

    public partial class Tensor
    {
        /// <summary>Some indices of a dimension, in their order.</summary>
        public Tensor index_select(long dim, Tensor index)
        {
            int at = Layout.Dim(dim, Rank, nameof(index_select));
            if (index.Rank > 1)
                throw new ArgumentException($"index_select: the index {Layout.Show(index.Sizes)} must have one dimension.", nameof(index));
            using var scope = NewDisposeScope();
            var indices = new Tensor?[at + 1];
            indices[at] = IndexedElements.NotFromTheEnd(IndexedElements.Checked(index, nameof(index_select)).reshape(-1), nameof(index_select));
            return IndexedAccess.Read(this, indices).MoveToOuterDisposeScope();
        }

        /// <summary>
        /// For each element of the index, the element at that place of a dimension: out[i][j] = this[i][index[i][j]] for dimension
        /// 1.
        /// </summary>
        public Tensor gather(long dim, Tensor index)
        {
            int at = Layout.Dim(dim, Rank, nameof(gather));
            IndexedElements.CheckShape(this, index, index, at, nameof(gather));
            var result = New(index.Sizes, dtype);
            IndexedElements.Gather(this, at, index, result);
            return Tape.Records(this) ? Derivatives.Gather(this, index, result, at) : result;
        }

        /// <summary>As gather, with the index and this tensor broadcast in the other dimensions.</summary>
        public Tensor take_along_dim(Tensor indices, long dim)
        {
            using var scope = NewDisposeScope();
            int at = Layout.Dim(dim, Rank, nameof(take_along_dim));
            long[] own = size(), other = indices.size();
            own[at] = other[at] = 1;
            var shape = Layout.Broadcast(own, other, nameof(take_along_dim));
            long[] source = [.. shape], target = [.. shape];
            source[at] = Sizes[at];
            target[at] = indices.Sizes[at];
            return expand(source).gather(at, indices.expand(target)).MoveToOuterDisposeScope();
        }

        /// <summary>A copy with elements written along a dimension: out[i][index[i][j]] = src[i][j] for dimension 1.</summary>
        public Tensor scatter(long dim, Tensor index, Tensor src)
        {
            Tensor result;
            using (new GradMode(false))
                result = clone().scatter_(dim, index, src);
            return Tape.Records(this, src)
                ? Derivatives.Scatter(this, index, src, result, Layout.Dim(dim, Rank, nameof(scatter))) : result;
        }

        /// <summary>Writes elements along a dimension: this[i][index[i][j]] = src[i][j] for dimension 1.</summary>
        public Tensor scatter_(long dim, Tensor index, Tensor src)
        {
            if (Tape.Records(this, src))
                return Rewrite(static (x, y) => x.scatter(y.dim, y.index, y.src), (dim, index, src), nameof(scatter_), index, src);
            int at = Layout.Dim(dim, Rank, nameof(scatter_));
            IndexedElements.CheckShape(this, index, src, at, nameof(scatter_));
            MemoryOverlap.CheckInternal(this, nameof(scatter_));
            MemoryOverlap.CheckNone(this, nameof(scatter_), index, src);
            IndexedElements.Scatter(this, at, index, src);
            return Written();
        }

        /// <summary>A copy with elements added along a dimension.</summary>
        public Tensor scatter_add(long dim, Tensor index, Tensor src)
        {
            Tensor result;
            using (new GradMode(false))
                result = clone().scatter_add_(dim, index, src);
            return Tape.Records(this, src)
                ? Derivatives.ScatterAdd(this, index, src, result, Layout.Dim(dim, Rank, nameof(scatter_add))) : result;
        }

        /// <summary>Adds elements along a dimension, in ascending order of the index's elements.</summary>
        public Tensor scatter_add_(long dim, Tensor index, Tensor src)
        {
            if (Tape.Records(this, src))
                return Rewrite(static (x, y) => x.scatter_add(y.dim, y.index, y.src), (dim, index, src), nameof(scatter_add_), index, src);
            int at = Layout.Dim(dim, Rank, nameof(scatter_add_));
            IndexedElements.CheckShape(this, index, src, at, nameof(scatter_add_));
            MemoryOverlap.CheckInternal(this, nameof(scatter_add_));
            MemoryOverlap.CheckNone(this, nameof(scatter_add_), index, src);
            IndexedElements.ScatterAdd(this, at, index, src);
            return Written();
        }

        /// <summary>A copy with slices added at indices of a dimension.</summary>
        public Tensor index_add(long dim, Tensor index, Tensor source, Scalar alpha)
        {
            Tensor result;
            using (new GradMode(false))
                result = clone().index_add_(dim, index, source, alpha);
            return Tape.Records(this, source)
                ? Derivatives.IndexAdd(this, index, source, alpha, result, Layout.Dim(dim, Rank, nameof(index_add))) : result;
        }

        /// <summary>Adds alpha times the slices of a tensor at indices of a dimension, one after another.</summary>
        public Tensor index_add_(long dim, Tensor index, Tensor source, Scalar alpha)
        {
            if (Tape.Records(this, source))
                return Rewrite(static (x, y) => x.index_add(y.dim, y.index, y.source, y.alpha), (dim, index, source, alpha),
                    nameof(index_add_), index, source);
            int at = Layout.Dim(dim, Rank, nameof(index_add_));
            MemoryOverlap.CheckInternal(this, nameof(index_add_));
            MemoryOverlap.CheckNone(this, nameof(index_add_), index, source);
            using var scope = NewDisposeScope();
            var places = IndexedElements.Checked(index, nameof(index_add_)).data<long>().ToArray();
            if (places.Length != source.size(at))
                throw new ArgumentException($"index_add_: {places.Length} indices are given for {source.size(at)} slices of dimension {at} of the "
                    + $"source {Layout.Show(source.Sizes)}; their numbers must be equal.");
            for (int i = 0; i < places.Length; i++)
            {
                IndexedElements.Place(places[i], size(at));
                select(at, places[i]).add_(source.select(at, i), alpha);
            }
            return this;
        }

        /// <summary>This tensor where the condition holds, y elsewhere.</summary>
        public Tensor where(Tensor condition, Tensor y)
        {
            if (condition.dtype != ScalarType.Bool)
                throw new ArgumentException($"where: the condition has the type {condition.dtype}; it must be bool.", nameof(condition));
            var shape = Layout.Broadcast(Layout.Broadcast(condition.Sizes, Sizes, nameof(where)), y.Sizes, nameof(where));
            var result = New(shape, Arithmetic.Promotion.Of(this, y));
            IndexedElements.Choose(condition, this, y, result);
            return Derivatives.Where(condition, this, y, result);
        }

        /// <summary>A copy with a value where the mask holds.</summary>
        public Tensor masked_fill(Tensor mask, Scalar value)
        {
            var shape = Layout.Broadcast(Sizes, mask.Sizes, nameof(masked_fill));
            Tensor result;
            using (new GradMode(false))
            {
                using var spread = expand(shape);
                result = spread.clone().masked_fill_(mask, value);
            }
            return Derivatives.MaskedFill(this, mask, result);
        }

        /// <summary>Writes a value where the mask holds.</summary>
        public Tensor masked_fill_(Tensor mask, Scalar value)
        {
            ScalarConversion.Checked(value, dtype, nameof(masked_fill_));
            if (Tape.Records(this))
                return RewriteAnyway(static (x, y) => x.masked_fill(y.mask, y.value), (mask, value), nameof(masked_fill_));
            if (mask.dtype != ScalarType.Bool)
                throw new ArgumentException($"masked_fill_: the mask has the type {mask.dtype}; it must be bool.", nameof(mask));
            if (Layout.ExpandStrides(mask.Sizes, mask.Strides, Sizes) is null)
                throw new ArgumentException($"masked_fill_: the mask {Layout.Show(mask.Sizes)} does not broadcast to "
                    + $"{Layout.Show(Sizes)}.", nameof(mask));
            MemoryOverlap.CheckPartial(this, nameof(masked_fill_), mask);
            IndexedElements.Fill(this, mask, value);
            return Written();
        }

        /// <summary>The elements that a mask names, in one dimension.</summary>
        public Tensor masked_select(Tensor mask)
        {
            using var scope = NewDisposeScope();
            var shape = Layout.Broadcast(Sizes, mask.Sizes, nameof(masked_select));
            return expand(shape).index(TensorIndex.Tensor(mask.expand(shape))).MoveToOuterDisposeScope();
        }
    }
}
