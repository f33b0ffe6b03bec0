using System.Runtime.CompilerServices;
using TorchSharp.Indexing;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The part that an index expression names; a view unless index tensors are in it.</summary>
        [IndexerName("TensorItems")]
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        /// <summary>The elements that index tensors name.</summary>
        [IndexerName("TensorItems")]
        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        /// <summary>One index of the first dimension.</summary>
        [IndexerName("TensorItems")]
        public Tensor this[long i1]
        {
            get => At([i1]);
            set => Put([i1], value);
        }

        /// <summary>One index of each of the first two dimensions.</summary>
        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2]
        {
            get => At([i1, i2]);
            set => Put([i1, i2], value);
        }

        /// <summary>One index of each of the first three dimensions.</summary>
        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3]
        {
            get => At([i1, i2, i3]);
            set => Put([i1, i2, i3], value);
        }

        /// <summary>One index of each of the first four dimensions.</summary>
        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3, long i4]
        {
            get => At([i1, i2, i3, i4]);
            set => Put([i1, i2, i3, i4], value);
        }

        /// <summary>One index of each of the first five dimensions.</summary>
        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3, long i4, long i5]
        {
            get => At([i1, i2, i3, i4, i5]);
            set => Put([i1, i2, i3, i4, i5], value);
        }

        /// <summary>One index of each of the first six dimensions.</summary>
        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3, long i4, long i5, long i6]
        {
            get => At([i1, i2, i3, i4, i5, i6]);
            set => Put([i1, i2, i3, i4, i5, i6], value);
        }

        /// <summary>One index of each of the first dimensions.</summary>
        [IndexerName("TensorItems")]
        public Tensor this[params long[] indices]
        {
            get => At(indices);
            set => Put(indices, value);
        }

        /// <summary>The part that an index expression names; a view unless index tensors are in it.</summary>
        public Tensor index(params TensorIndex[] indices)
        {
            using var scope = NewDisposeScope();
            var expression = IndexExpression.Resolve(this, indices);
            var result = expression.Indices is null ? expression.View : IndexedAccess.Read(expression.View, expression.Indices);
            return result.MoveToOuterDisposeScope();
        }

        /// <summary>The elements that index tensors name.</summary>
        public Tensor index(params Tensor[] indices) => index(Array.ConvertAll(indices, TensorIndex.Tensor));

        /// <summary>Writes a tensor, broadcast, to the part that an index expression names.</summary>
        public Tensor index_put_(Tensor value, params TensorIndex[] indices) => index_put_(value, indices, accumulate: false);

        /// <summary>Writes or adds a tensor, broadcast, to the part that an index expression names.</summary>
        public Tensor index_put_(Tensor value, TensorIndex[] indices, bool accumulate = false)
        {
            using var scope = NewDisposeScope();
            var expression = IndexExpression.Resolve(this, indices);
            if (expression.Indices is not null)
                IndexedAccess.Write(expression.View, expression.Indices, value, accumulate);
            else if (accumulate)
                throw new ArgumentException("index_put_: accumulate needs index tensors. Use add_ on the slice.", nameof(accumulate));
            else
                expression.View.copy_(value);
            return this;
        }

        /// <summary>Writes a tensor, broadcast, to the elements that index tensors name.</summary>
        public Tensor index_put_(Tensor value, params Tensor[] indices) => index_put_(value, indices, accumulate: false);

        /// <summary>Writes or adds a tensor, broadcast, to the elements that index tensors name.</summary>
        public Tensor index_put_(Tensor value, Tensor[] indices, bool accumulate = false) =>
            index_put_(value, Array.ConvertAll(indices, TensorIndex.Tensor), accumulate);

        /// <summary>Writes a number to the part that an index expression names.</summary>
        public Tensor index_put_(Scalar value, params TensorIndex[] indices)
        {
            using var number = full([], value, dtype);
            return index_put_(number, indices);
        }

        /// <summary>Writes a number to the elements that index tensors name.</summary>
        public Tensor index_put_(Scalar value, params Tensor[] indices) => index_put_(value, Array.ConvertAll(indices, TensorIndex.Tensor));

        private Tensor At(ReadOnlySpan<long> indices)
        {
            if (indices.IsEmpty)
                return alias();
            var result = select(0, indices[0]);
            foreach (long index in indices[1..])
            {
                var outer = result;
                using (outer)
                    result = outer.select(0, index);
            }
            return result;
        }

        private void Put(ReadOnlySpan<long> indices, Tensor value)
        {
            using var place = At(indices);
            place.copy_(value);
        }
    }
}
