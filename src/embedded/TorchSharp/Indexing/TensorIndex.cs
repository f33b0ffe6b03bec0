namespace TorchSharp;

public static partial class torch
{
    /// <summary>One place of an index expression: a number, a range, all of a dimension, a new dimension, a tensor.</summary>
    public struct TensorIndex
    {
        internal long? First;
        internal long? Stop;
        internal long? Step;
        internal IndexKind Kind;
        internal Tensor? Indices;

        /// <summary>As many whole dimensions as are needed to reach the last ones.</summary>
        static public TensorIndex Ellipsis = new() { Kind = IndexKind.Ellipsis };

        /// <summary>A new dimension of size 1.</summary>
        static public TensorIndex None = new() { Kind = IndexKind.NewDimension };

        /// <summary>A new dimension of size 1.</summary>
        static public TensorIndex Null = new() { Kind = IndexKind.NewDimension };

        /// <summary>All of a dimension.</summary>
        static public TensorIndex Colon = Slice();

        /// <summary>A range of a dimension, in steps.</summary>
        static public TensorIndex Slice(long? start = null, long? stop = null, long? step = null) =>
            new() { Kind = IndexKind.Slice, First = start, Stop = stop, Step = step };

        /// <summary>A range of a dimension.</summary>
        static public TensorIndex Slice((int? start, int? end) range) => Slice((long?)range.start, (long?)range.end);

        /// <summary>A range of a dimension.</summary>
        static public TensorIndex Slice(System.Range range) => range;

        /// <summary>A truth value: a new dimension of size 1 or 0.</summary>
        static public TensorIndex Bool(bool value) => new() { Kind = IndexKind.Bool, First = value ? 1 : 0 };

        /// <summary>One index of a dimension, which disappears.</summary>
        static public TensorIndex Single(long? index) => new() { Kind = IndexKind.Single, First = index };

        /// <summary>Indices of a dimension, or a mask over one or more dimensions.</summary>
        static public TensorIndex Tensor(Tensor tensor) => new() { Kind = IndexKind.Tensor, Indices = tensor };

        /// <summary>One index.</summary>
        public static implicit operator TensorIndex(long value) => Single(value);

        /// <summary>Only here so that index expressions win over lists of tensors, as in TorchSharp; never called.</summary>
        public static implicit operator Tensor(TensorIndex value) =>
            throw new InvalidOperationException("A TensorIndex does not convert to a tensor. Use TensorIndex for all indices of the "
                + "expression.");

        /// <summary>A range.</summary>
        public static implicit operator TensorIndex((int? start, int? end) range) => Slice((long?)range.start, (long?)range.end);

        /// <summary>A range; ^ counts from the end.</summary>
        public static implicit operator TensorIndex(System.Range range)
        {
            long? start = range.Start.IsFromEnd ? -range.Start.Value : range.Start.Value;
            long? end = !range.End.IsFromEnd ? range.End.Value : range.End.Value == 0 ? null : -range.End.Value;
            return Slice(start, end);
        }

        /// <summary>One index; ^ counts from the end.</summary>
        public static implicit operator TensorIndex(System.Index index) => Single(index.IsFromEnd ? -index.Value : index.Value);
    }

    internal enum IndexKind
    {
        Slice,
        Single,
        NewDimension,
        Ellipsis,
        Bool,
        Tensor,
    }
}
