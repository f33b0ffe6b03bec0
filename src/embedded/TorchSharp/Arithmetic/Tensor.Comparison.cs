using TorchSharp.Arithmetic;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Where is this tensor equal, element by element?</summary>
        public Tensor eq(Tensor target) => Comparison.Apply<EqualComparison>(this, target, nameof(eq));

        /// <summary>Where is this tensor equal compared with a number?</summary>
        public Tensor eq(Scalar target) => Comparison.Apply<EqualComparison>(this, target);

        /// <summary>Where is this tensor equal, element by element?</summary>
        public Tensor equal(Tensor target) => eq(target);

        /// <summary>Where is this tensor not equal, element by element?</summary>
        public Tensor ne(Tensor target) => Comparison.Apply<NotEqualComparison>(this, target, nameof(ne));

        /// <summary>Where is this tensor not equal compared with a number?</summary>
        public Tensor ne(Scalar target) => Comparison.Apply<NotEqualComparison>(this, target);

        /// <summary>Where is this tensor not equal, element by element?</summary>
        public Tensor not_equal(Tensor target) => ne(target);

        /// <summary>Where is this tensor less, element by element?</summary>
        public Tensor lt(Tensor target) => Comparison.Apply<LessComparison>(this, target, nameof(lt));

        /// <summary>Where is this tensor less compared with a number?</summary>
        public Tensor lt(Scalar target) => Comparison.Apply<LessComparison>(this, target);

        /// <summary>Where is this tensor less, element by element?</summary>
        public Tensor less(Tensor target) => lt(target);

        /// <summary>Where is this tensor less or equal, element by element?</summary>
        public Tensor le(Tensor target) => Comparison.Apply<LessOrEqualComparison>(this, target, nameof(le));

        /// <summary>Where is this tensor less or equal compared with a number?</summary>
        public Tensor le(Scalar target) => Comparison.Apply<LessOrEqualComparison>(this, target);

        /// <summary>Where is this tensor less or equal, element by element?</summary>
        public Tensor less_equal(Tensor target) => le(target);

        /// <summary>Where is this tensor greater, element by element?</summary>
        public Tensor gt(Tensor target) => Comparison.Apply<GreaterComparison>(this, target, nameof(gt));

        /// <summary>Where is this tensor greater compared with a number?</summary>
        public Tensor gt(Scalar target) => Comparison.Apply<GreaterComparison>(this, target);

        /// <summary>Where is this tensor greater, element by element?</summary>
        public Tensor greater(Tensor target) => gt(target);

        /// <summary>Where is this tensor greater or equal, element by element?</summary>
        public Tensor ge(Tensor target) => Comparison.Apply<GreaterOrEqualComparison>(this, target, nameof(ge));

        /// <summary>Where is this tensor greater or equal compared with a number?</summary>
        public Tensor ge(Scalar target) => Comparison.Apply<GreaterOrEqualComparison>(this, target);

        /// <summary>Where is this tensor greater or equal, element by element?</summary>
        public Tensor greater_equal(Tensor target) => ge(target);

        /// <summary>Comparison, element by element.</summary>
        public static Tensor operator ==(Tensor left, Tensor right) => left.eq(right);

        /// <summary>Comparison with a number.</summary>
        public static Tensor operator ==(Tensor left, Scalar right) => left.eq(right);

        /// <summary>Comparison with a number.</summary>
        public static Tensor operator ==(Scalar left, Tensor right) => right.eq(left);

        /// <summary>Comparison, element by element.</summary>
        public static Tensor operator !=(Tensor left, Tensor right) => left.ne(right);

        /// <summary>Comparison with a number.</summary>
        public static Tensor operator !=(Tensor left, Scalar right) => left.ne(right);

        /// <summary>Comparison with a number.</summary>
        public static Tensor operator !=(Scalar left, Tensor right) => right.ne(left);

        /// <summary>Comparison, element by element.</summary>
        public static Tensor operator <(Tensor left, Tensor right) => left.lt(right);

        /// <summary>Comparison with a number.</summary>
        public static Tensor operator <(Tensor left, Scalar right) => left.lt(right);

        /// <summary>Comparison with a number.</summary>
        public static Tensor operator <(Scalar left, Tensor right) => right.gt(left);

        /// <summary>Comparison, element by element.</summary>
        public static Tensor operator <=(Tensor left, Tensor right) => left.le(right);

        /// <summary>Comparison with a number.</summary>
        public static Tensor operator <=(Tensor left, Scalar right) => left.le(right);

        /// <summary>Comparison with a number.</summary>
        public static Tensor operator <=(Scalar left, Tensor right) => right.ge(left);

        /// <summary>Comparison, element by element.</summary>
        public static Tensor operator >(Tensor left, Tensor right) => left.gt(right);

        /// <summary>Comparison with a number.</summary>
        public static Tensor operator >(Tensor left, Scalar right) => left.gt(right);

        /// <summary>Comparison with a number.</summary>
        public static Tensor operator >(Scalar left, Tensor right) => right.lt(left);

        /// <summary>Comparison, element by element.</summary>
        public static Tensor operator >=(Tensor left, Tensor right) => left.ge(right);

        /// <summary>Comparison with a number.</summary>
        public static Tensor operator >=(Tensor left, Scalar right) => left.ge(right);

        /// <summary>Comparison with a number.</summary>
        public static Tensor operator >=(Scalar left, Tensor right) => right.le(left);
    }

    /// <summary>Where is the left tensor equal, element by element?</summary>
    public static Tensor eq(Tensor left, Tensor right) => left.eq(right);

    /// <summary>Where is the tensor equal, element by element?</summary>
    public static Tensor equal(Tensor tensor, Tensor target) => tensor.eq(target);

    /// <summary>Where is the left tensor not equal, element by element?</summary>
    public static Tensor ne(Tensor left, Tensor right) => left.ne(right);

    /// <summary>Where is the tensor not equal, element by element?</summary>
    public static Tensor not_equal(Tensor tensor, Tensor target) => tensor.ne(target);

    /// <summary>Where is the left tensor less, element by element?</summary>
    public static Tensor lt(Tensor left, Tensor right) => left.lt(right);

    /// <summary>Where is the tensor less, element by element?</summary>
    public static Tensor less(Tensor tensor, Tensor target) => tensor.lt(target);

    /// <summary>Where is the left tensor less or equal, element by element?</summary>
    public static Tensor le(Tensor left, Tensor right) => left.le(right);

    /// <summary>Where is the tensor less or equal, element by element?</summary>
    public static Tensor less_equal(Tensor tensor, Tensor target) => tensor.le(target);

    /// <summary>Where is the left tensor greater, element by element?</summary>
    public static Tensor gt(Tensor left, Tensor right) => left.gt(right);

    /// <summary>Where is the tensor greater, element by element?</summary>
    public static Tensor greater(Tensor tensor, Tensor target) => tensor.gt(target);

    /// <summary>Where is the left tensor greater or equal, element by element?</summary>
    public static Tensor ge(Tensor left, Tensor right) => left.ge(right);

    /// <summary>Where is the tensor greater or equal, element by element?</summary>
    public static Tensor greater_equal(Tensor tensor, Tensor target) => tensor.ge(target);
}
