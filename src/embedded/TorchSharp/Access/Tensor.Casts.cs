
namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>A tensor without dimensions that holds the value.</summary>
        public static implicit operator Tensor(byte value) => tensor(value);

        /// <summary>A tensor without dimensions that holds the value.</summary>
        public static implicit operator Tensor(sbyte value) => tensor(value);

        /// <summary>A tensor without dimensions that holds the value.</summary>
        public static implicit operator Tensor(short value) => tensor(value);

        /// <summary>A tensor without dimensions that holds the value.</summary>
        public static implicit operator Tensor(int value) => tensor(value);

        /// <summary>A tensor without dimensions that holds the value.</summary>
        public static implicit operator Tensor(long value) => tensor(value);

        /// <summary>A tensor without dimensions that holds the value.</summary>
        public static implicit operator Tensor(float value) => tensor(value);

        /// <summary>A tensor without dimensions that holds the value.</summary>
        public static implicit operator Tensor(double value) => tensor(value);

        /// <summary>A tensor without dimensions that holds the value.</summary>
        public static implicit operator Tensor(bool value) => tensor(value);

        /// <summary>A tensor of one dimension that holds the values.</summary>
        public static implicit operator Tensor(byte[] value) => tensor(value);

        /// <summary>A tensor of one dimension that holds the values.</summary>
        public static implicit operator Tensor(sbyte[] value) => tensor(value);

        /// <summary>A tensor of one dimension that holds the values.</summary>
        public static implicit operator Tensor(short[] value) => tensor(value);

        /// <summary>A tensor of one dimension that holds the values.</summary>
        public static implicit operator Tensor(int[] value) => tensor(value);

        /// <summary>A tensor of one dimension that holds the values.</summary>
        public static implicit operator Tensor(long[] value) => tensor(value);

        /// <summary>A tensor of one dimension that holds the values.</summary>
        public static implicit operator Tensor(float[] value) => tensor(value);

        /// <summary>A tensor of one dimension that holds the values.</summary>
        public static implicit operator Tensor(double[] value) => tensor(value);

        /// <summary>A tensor of one dimension that holds the values.</summary>
        public static implicit operator Tensor(bool[] value) => tensor(value);

        /// <summary>Only here so that overloads for scalars win over those for tensors, as in TorchSharp; never called.</summary>
        public static implicit operator Tensor(Scalar scalar) =>
            throw new InvalidOperationException("A Scalar does not convert to a tensor. Use torch.tensor(value).");

        /// <summary>The one element.</summary>
        public static explicit operator float(Tensor value) => value.ToSingle();

        /// <summary>The one element.</summary>
        public static explicit operator double(Tensor value) => value.ToDouble();

        /// <summary>The one element.</summary>
        public static explicit operator sbyte(Tensor value) => value.ToSByte();

        /// <summary>The one element.</summary>
        public static explicit operator byte(Tensor value) => value.ToByte();

        /// <summary>The one element.</summary>
        public static explicit operator short(Tensor value) => value.ToInt16();

        /// <summary>The one element.</summary>
        public static explicit operator int(Tensor value) => value.ToInt32();

        /// <summary>The one element.</summary>
        public static explicit operator long(Tensor value) => value.ToInt64();

        /// <summary>The one element.</summary>
        public static explicit operator bool(Tensor value) => value.ToBoolean();
    }
}
