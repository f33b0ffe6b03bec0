using TorchSharp.Storage;

namespace TorchSharp;

/// <summary>Tensors and what is computed with them, by PyTorch's names.</summary>
public static partial class torch
{
    /// <summary>Number of elements.</summary>
    public static long numel(Tensor input) => input.numel();

    /// <summary>Is the object a tensor?</summary>
    public static bool is_tensor(object obj) => obj is Tensor;

    public partial class Tensor
    {
        /// <summary>Number of dimensions.</summary>
        public long Dimensions => Impl.Sizes.Length;

        /// <summary>Number of dimensions.</summary>
        public long ndim => Dimensions;

        /// <summary>Number of elements.</summary>
        public long NumberOfElements => Impl.Count;

        /// <summary>Bytes of an element.</summary>
        public long ElementSize => Impl.ElementSize;

        /// <summary>Type of the elements.</summary>
        public ScalarType dtype => Impl.DType;

        /// <summary>Sizes of all dimensions.</summary>
        public long[] shape => size();

        /// <summary>Where the tensor lies.</summary>
        public Device device => new(device_type, -1);

        /// <summary>Kind of the device.</summary>
        public DeviceType device_type
        {
            get
            {
                _ = Impl;
                return DeviceType.CPU;
            }
        }

        /// <summary>Number of the device; -1 for the CPU.</summary>
        public int device_index => device.index;

        /// <summary>Does it lie on an NVIDIA GPU?</summary>
        public bool is_cuda => device_type == DeviceType.CUDA;

        /// <summary>Has it a shape but no data?</summary>
        public bool is_meta => device_type == DeviceType.META;

        /// <summary>Number of dimensions.</summary>
        public long dim() => Dimensions;

        /// <summary>Number of elements.</summary>
        public long numel() => NumberOfElements;

        /// <summary>Bytes of an element.</summary>
        public long element_size() => ElementSize;

        /// <summary>Have the elements an integer type (or bool)?</summary>
        public bool is_integral() => torch.is_integral(dtype);

        /// <summary>Have the elements a floating-point type?</summary>
        public bool is_floating_point() => torch.is_floating_point(dtype);

        /// <summary>Does it lie on the CPU?</summary>
        public bool is_cpu() => device_type == DeviceType.CPU;

        /// <summary>Is the one element other than zero?</summary>
        public bool is_nonzero()
        {
            if (numel() != 1)
                throw new InvalidOperationException($"is_nonzero: the tensor {Layout.Show(shape)} has {numel()} elements; it must "
                    + "have one.");
            return ToScalar().ToBoolean();
        }

        /// <summary>Size of one dimension.</summary>
        public long size(int dim) => Impl.Sizes[Layout.Dim(dim, Impl.Sizes.Length, nameof(size))];

        /// <summary>Sizes of all dimensions.</summary>
        public long[] size() => (long[])Impl.Sizes.Clone();

        /// <summary>Elements between neighbours, for all dimensions.</summary>
        public long[] stride() => (long[])Impl.Strides.Clone();

        /// <summary>Elements between neighbours along one dimension.</summary>
        public long stride(int dim) => Impl.Strides[Layout.Dim(dim, Impl.Strides.Length, nameof(stride))];

        /// <summary>Where the tensor begins in its storage, in elements.</summary>
        public long storage_offset() => Impl.Offset;

        /// <summary>Do the elements lie in row-major order without gaps?</summary>
        public bool is_contiguous() => Impl.IsContiguous;

        internal long[] Sizes => Impl.Sizes;

        internal long[] Strides => Impl.Strides;

        internal int Rank => Impl.Sizes.Length;

        internal unsafe T* Pointer<T>()
            where T : unmanaged
            => (T*)Impl.Data;
    }
}
