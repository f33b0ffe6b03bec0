using TorchSharp.Arithmetic;
using TorchSharp.Autograd;
using TorchSharp.Storage;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Zeros with this shape.</summary>
        public Tensor zeros_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            zeros(Sizes, dtype ?? this.dtype, device, requires_grad);

        /// <summary>Ones with this shape.</summary>
        public Tensor ones_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            ones(Sizes, dtype ?? this.dtype, device, requires_grad);

        /// <summary>A tensor with this shape whose elements are not set.</summary>
        public Tensor empty_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            empty(Sizes, dtype ?? this.dtype, device, requires_grad);

        /// <summary>A tensor with this shape, filled with a value.</summary>
        public Tensor full_like(Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            full(Sizes, value, dtype ?? this.dtype, device, requires_grad);

        /// <summary>Uniform numbers with this shape.</summary>
        public Tensor rand_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            rand(Sizes, dtype ?? this.dtype, device, requires_grad);

        /// <summary>Normally distributed numbers with this shape.</summary>
        public Tensor randn_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            randn(Sizes, dtype ?? this.dtype, device, requires_grad);

        /// <summary>Zeros with this element type.</summary>
        public Tensor new_zeros(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            zeros(size, dtype ?? this.dtype, device, requires_grad);

        /// <summary>Ones with this element type.</summary>
        public Tensor new_ones(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            ones(size, dtype ?? this.dtype, device, requires_grad);

        /// <summary>Ones with this element type.</summary>
        public Tensor new_ones(long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            ones(rows, columns, dtype ?? this.dtype, device, requires_grad);

        /// <summary>A tensor with this element type whose elements are not set.</summary>
        public Tensor new_empty(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            empty(size, dtype ?? this.dtype, device, requires_grad);

        /// <summary>A tensor with this element type, filled with a value.</summary>
        public Tensor new_full(long[] size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            full(size, value, dtype ?? this.dtype, device, requires_grad);

        /// <summary>Fills the tensor with a value.</summary>
        /// <exception cref="ArgumentException">The element type does not hold the value.</exception>
        public unsafe Tensor fill_(Scalar value)
        {
            // PyTorch lets a single 16-bit float overflow to infinity (scalar_fill in ATen/ScalarOps.cpp).
            if (numel() != 1 || !ElementTypes.IsReduced(dtype))
                ScalarConversion.Checked(value, dtype, nameof(fill_));
            if (Tape.Records(this))
                return RewriteAnyway(static (x, y) => full(x.Sizes, y, x.dtype), value, nameof(fill_));
            ulong number = Binary.Encode(value, dtype);
            ElementCopy.Copy(dtype, (byte*)&number, new long[Rank], dtype, Impl.Data, Strides, Sizes);
            return Written();
        }

        /// <summary>Fills the tensor with zeros.</summary>
        public Tensor zero_() => fill_(0);
    }
}
