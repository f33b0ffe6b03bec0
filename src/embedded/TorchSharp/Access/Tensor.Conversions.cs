using TorchSharp.Autograd;
using TorchSharp.Storage;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A copy.</summary>
    public static Tensor clone(Tensor input) => input.clone();

    public partial class Tensor
    {
        /// <summary>The same tensor under another handle; each is disposed on its own.</summary>
        public Tensor alias() => Of(Impl);

        /// <summary>A copy in row-major order.</summary>
        public Tensor clone() => Copied(dtype);

        /// <summary>The tensor itself when it lies in row-major order, otherwise a copy that does.</summary>
        public Tensor contiguous() => is_contiguous() ? alias() : clone();

        /// <summary>Writes the elements of another tensor, broadcast and converted, into this one.</summary>
        public unsafe Tensor copy_(Tensor source, bool nonBlocking = false)
        {
            var strides = Layout.ExpandStrides(source.Sizes, source.Strides, Sizes)
                ?? throw new ArgumentException($"copy_: a tensor {Layout.Show(source.Sizes)} does not broadcast to {Layout.Show(Sizes)}.");
            if (Tape.Records(this, source))
                return Rewrite(static (_, y) => y, source, nameof(copy_), source);
            if (ReferenceEquals(source.Impl, Impl))
                return Written();
            MemoryOverlap.Check(this, nameof(copy_), source);
            if (ReferenceEquals(source.Impl.Storage, Impl.Storage))
            {
                // Windows with gaps, whose elements may or may not meet.
                using var apart = source.clone().DetachFromDisposeScope();
                return copy_(apart);
            }
            ElementCopy.Copy(source.dtype, source.Impl.Data, strides, dtype, Impl.Data, Strides, Sizes);
            GC.KeepAlive(source);
            return Written();
        }

        /// <summary>Becomes the same window as another tensor.</summary>
        public Tensor set_(Tensor source)
        {
            Tape.CheckWrite(this, nameof(set_));
            Impl.Replace(source.Impl);
            return this;
        }

        /// <summary>The elements converted to a type; the tensor itself when they have it already.</summary>
        public Tensor to_type(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
        {
            var result = type == dtype && !copy ? alias() : Copied(type);
            if (disposeAfter)
                Dispose();
            return result;
        }

        /// <summary>The elements converted to a type.</summary>
        public Tensor to(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to_type(type, copy, disposeAfter, non_blocking);

        /// <summary>The elements converted to a type, on a device.</summary>
        public Tensor to(ScalarType type, Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
        {
            _ = OnCpu(device);
            return to_type(type, copy, disposeAfter, non_blocking);
        }

        /// <summary>The tensor on a device.</summary>
        public Tensor to(DeviceType deviceType, int deviceIndex = -1, bool copy = false, bool disposeAfter = false,
            bool non_blocking = false) =>
            to(dtype, new Device(deviceType, deviceIndex), copy, disposeAfter, non_blocking);

        /// <summary>The tensor on a device.</summary>
        public Tensor to(string device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(new Device(device), copy, disposeAfter, non_blocking);

        /// <summary>The tensor on a device.</summary>
        public Tensor to(Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(dtype, device, copy, disposeAfter, non_blocking);

        /// <summary>The elements with the type of another tensor, on its device.</summary>
        public Tensor to(Tensor other, bool non_blocking = false) => to(other.dtype, other.device, non_blocking);

        /// <summary>The elements with the type of another tensor.</summary>
        public Tensor type_as(Tensor tensor) => to_type(tensor.dtype);

        /// <summary>The elements converted to a type.</summary>
        public Tensor type(ScalarType dtype) => to(dtype);

        /// <summary>The elements converted by a function.</summary>
        public Tensor type(Func<Tensor, Tensor> typeFunc) => typeFunc(this);

        /// <summary>The tensor on the CPU.</summary>
        public Tensor cpu() => alias();

        /// <summary>The elements as truth values.</summary>
        public Tensor @bool() => to_type(ScalarType.Bool);

        /// <summary>The elements as bytes.</summary>
        public Tensor @byte() => to_type(ScalarType.Byte);

        /// <summary>The elements as signed bytes.</summary>
        public Tensor @char() => to_type(ScalarType.Int8);

        /// <summary>The elements as 16-bit integers.</summary>
        public Tensor @short() => to_type(ScalarType.Int16);

        /// <summary>The elements as 32-bit integers.</summary>
        public Tensor @int() => to_type(ScalarType.Int32);

        /// <summary>The elements as 64-bit integers.</summary>
        public Tensor @long() => to_type(ScalarType.Int64);

        /// <summary>The elements in half precision.</summary>
        public Tensor half() => to_type(ScalarType.Float16);

        /// <summary>The elements as bfloat16.</summary>
        public Tensor bfloat16() => to_type(ScalarType.BFloat16);

        /// <summary>The elements in single precision.</summary>
        public Tensor @float() => to_type(ScalarType.Float32);

        /// <summary>The elements in double precision.</summary>
        public Tensor @double() => to_type(ScalarType.Float64);

        private unsafe Tensor Copied(ScalarType type, bool record = true)
        {
            var result = New(Sizes, type);
            ElementCopy.Copy(dtype, Impl.Data, Strides, type, result.Impl.Data, result.Strides, Sizes);
            GC.KeepAlive(this);
            return record ? Derivatives.Copy(this, result) : result;
        }
    }
}
