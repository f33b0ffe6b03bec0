
namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Sum, element by element.</summary>
        public static Tensor operator +(Tensor left, Tensor right) => left.add(right);

        /// <summary>Sum with a number.</summary>
        public static Tensor operator +(Tensor left, Scalar right) => left.add(right);

        /// <summary>Sum with a number.</summary>
        public static Tensor operator +(Tensor left, int right) => left.add(right);

        /// <summary>Sum with a number.</summary>
        public static Tensor operator +(Tensor left, long right) => left.add(right);

        /// <summary>Sum with a number.</summary>
        public static Tensor operator +(Tensor left, float right) => left.add(right);

        /// <summary>Sum with a number.</summary>
        public static Tensor operator +(Tensor left, double right) => left.add(right);

        /// <summary>Sum of a number and a tensor.</summary>
        public static Tensor operator +(Scalar left, Tensor right) => right.add(left);

        /// <summary>Sum of a number and a tensor.</summary>
        public static Tensor operator +(int left, Tensor right) => right.add(left);

        /// <summary>Sum of a number and a tensor.</summary>
        public static Tensor operator +(long left, Tensor right) => right.add(left);

        /// <summary>Sum of a number and a tensor.</summary>
        public static Tensor operator +(float left, Tensor right) => right.add(left);

        /// <summary>Sum of a number and a tensor.</summary>
        public static Tensor operator +(double left, Tensor right) => right.add(left);

        /// <summary>Product, element by element.</summary>
        public static Tensor operator *(Tensor left, Tensor right) => left.mul(right);

        /// <summary>Product with a number.</summary>
        public static Tensor operator *(Tensor left, Scalar right) => left.mul(right);

        /// <summary>Product with a number.</summary>
        public static Tensor operator *(Tensor left, int right) => left.mul(right);

        /// <summary>Product with a number.</summary>
        public static Tensor operator *(Tensor left, long right) => left.mul(right);

        /// <summary>Product with a number.</summary>
        public static Tensor operator *(Tensor left, float right) => left.mul(right);

        /// <summary>Product with a number.</summary>
        public static Tensor operator *(Tensor left, double right) => left.mul(right);

        /// <summary>Product of a number and a tensor.</summary>
        public static Tensor operator *(Scalar left, Tensor right) => right.mul(left);

        /// <summary>Product of a number and a tensor.</summary>
        public static Tensor operator *(int left, Tensor right) => right.mul(left);

        /// <summary>Product of a number and a tensor.</summary>
        public static Tensor operator *(long left, Tensor right) => right.mul(left);

        /// <summary>Product of a number and a tensor.</summary>
        public static Tensor operator *(float left, Tensor right) => right.mul(left);

        /// <summary>Product of a number and a tensor.</summary>
        public static Tensor operator *(double left, Tensor right) => right.mul(left);

        /// <summary>Difference, element by element.</summary>
        public static Tensor operator -(Tensor left, Tensor right) => left.sub(right);

        /// <summary>Difference with a number.</summary>
        public static Tensor operator -(Tensor left, Scalar right) => left.sub(right);

        /// <summary>Difference with a number.</summary>
        public static Tensor operator -(Tensor left, int right) => left.sub(right);

        /// <summary>Difference with a number.</summary>
        public static Tensor operator -(Tensor left, long right) => left.sub(right);

        /// <summary>Difference with a number.</summary>
        public static Tensor operator -(Tensor left, float right) => left.sub(right);

        /// <summary>Difference with a number.</summary>
        public static Tensor operator -(Tensor left, double right) => left.sub(right);

        /// <summary>Difference of a number and a tensor.</summary>
        public static Tensor operator -(Scalar left, Tensor right) => FromNumber(left, right);

        /// <summary>Difference of a number and a tensor.</summary>
        public static Tensor operator -(int left, Tensor right) => FromNumber(left, right);

        /// <summary>Difference of a number and a tensor.</summary>
        public static Tensor operator -(long left, Tensor right) => FromNumber(left, right);

        /// <summary>Difference of a number and a tensor.</summary>
        public static Tensor operator -(float left, Tensor right) => FromNumber(left, right);

        /// <summary>Difference of a number and a tensor.</summary>
        public static Tensor operator -(double left, Tensor right) => FromNumber(left, right);

        /// <summary>Quotient, element by element.</summary>
        public static Tensor operator /(Tensor left, Tensor right) => left.div(right);

        /// <summary>Quotient with a number.</summary>
        public static Tensor operator /(Tensor left, Scalar right) => left.div(right);

        /// <summary>Quotient with a number.</summary>
        public static Tensor operator /(Tensor left, int right) => left.div(right);

        /// <summary>Quotient with a number.</summary>
        public static Tensor operator /(Tensor left, long right) => left.div(right);

        /// <summary>Quotient with a number.</summary>
        public static Tensor operator /(Tensor left, float right) => left.div(right);

        /// <summary>Quotient with a number.</summary>
        public static Tensor operator /(Tensor left, double right) => left.div(right);

        /// <summary>Quotient of a number and a tensor.</summary>
        public static Tensor operator /(Scalar left, Tensor right) => NumberOver(left, right);

        /// <summary>Quotient of a number and a tensor.</summary>
        public static Tensor operator /(int left, Tensor right) => NumberOver(left, right);

        /// <summary>Quotient of a number and a tensor.</summary>
        public static Tensor operator /(long left, Tensor right) => NumberOver(left, right);

        /// <summary>Quotient of a number and a tensor.</summary>
        public static Tensor operator /(float left, Tensor right) => NumberOver(left, right);

        /// <summary>Quotient of a number and a tensor.</summary>
        public static Tensor operator /(double left, Tensor right) => NumberOver(left, right);

        /// <summary>Remainder, element by element.</summary>
        public static Tensor operator %(Tensor left, Tensor right) => left.remainder(right);

        /// <summary>Remainder with a number.</summary>
        public static Tensor operator %(Tensor left, Scalar right) => left.remainder(right);

        /// <summary>Remainder with a number.</summary>
        public static Tensor operator %(Tensor left, int right) => left.remainder(right);

        /// <summary>Remainder with a number.</summary>
        public static Tensor operator %(Tensor left, long right) => left.remainder(right);

        /// <summary>Remainder with a number.</summary>
        public static Tensor operator %(Tensor left, float right) => left.remainder(right);

        /// <summary>Remainder with a number.</summary>
        public static Tensor operator %(Tensor left, double right) => left.remainder(right);

        /// <summary>Each element with the opposite sign.</summary>
        public static Tensor operator -(Tensor tensor) => tensor.neg();

        /// <summary>Bits set in both.</summary>
        public static Tensor operator &(Tensor left, Tensor right) => left.bitwise_and(right);

        /// <summary>Bits set in either.</summary>
        public static Tensor operator |(Tensor left, Tensor right) => left.bitwise_or(right);

        /// <summary>Bits set in one only.</summary>
        public static Tensor operator ^(Tensor left, Tensor right) => left.bitwise_xor(right);

        /// <summary>Bits flipped.</summary>
        public static Tensor operator ~(Tensor left) => left.bitwise_not();

        // As TorchSharp computes them: the negative plus the number, the reciprocal times the number.
        private static Tensor FromNumber(Scalar left, Tensor right)
        {
            using var negative = right.negative();
            return negative.add(left);
        }

        private static Tensor NumberOver(Scalar left, Tensor right)
        {
            using var reciprocal = right.reciprocal();
            return reciprocal.mul(left);
        }
    }
}
