using TorchSharp.Storage;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The contents as raw bytes, in place; the tensor must be contiguous.</summary>
        public unsafe Span<byte> bytes
        {
            get
            {
                long total = CheckBytes();
                if (total > int.MaxValue)
                    throw new ArgumentException($"bytes: {total} bytes do not fit into a span. Use ReadBytesFromStream or slices.");
                // The span may be written to; a packed copy of the tensor must not outlive that.
                Impl.Storage.Expose();
                return new Span<byte>(Impl.Data, (int)total);
            }

            set
            {
                long total = CheckBytes();
                if (total != value.Length)
                    throw new ArgumentException($"bytes: the tensor has {total} bytes, {value.Length} are given.");
                value.CopyTo(new Span<byte>(Impl.Data, value.Length));
                Written();
            }
        }

        /// <summary>The elements as a collection; the .NET type must be that of the elements.</summary>
        public TensorAccessor<T> data<T>()
            where T : unmanaged
        {
            ValidateType(typeof(T));
            return new TensorAccessor<T>(this);
        }

        /// <summary>The one element.</summary>
        public unsafe T item<T>()
            where T : unmanaged
        {
            if (numel() != 1)
                throw new ArgumentException($"item: the tensor {Layout.Show(Sizes)} has {numel()} elements; it must have one.");
            ValidateType(typeof(T));
            T value = *Pointer<T>();
            GC.KeepAlive(this);
            return value;
        }

        /// <summary>The one element as a scalar.</summary>
        public unsafe Scalar ToScalar()
        {
            if (numel() != 1)
                throw new InvalidOperationException($"ToScalar: the tensor {Layout.Show(Sizes)} has {numel()} elements; it must have one.");
            byte* data = Impl.Data;
            Scalar value = dtype switch
            {
                ScalarType.Float32 => *(float*)data,
                ScalarType.Float64 => *(double*)data,
                ScalarType.BFloat16 => BFloat16.FromRawValue(*(ushort*)data).ToSingle(),
                ScalarType.Float16 => (float)*(Half*)data,
                ScalarType.Int64 => *(long*)data,
                ScalarType.Int32 => *(int*)data,
                ScalarType.Int16 => *(short*)data,
                ScalarType.Int8 => *(sbyte*)data,
                ScalarType.Byte => *data,
                ScalarType.Bool => *data != 0,
                _ => throw ElementTypes.Unsupported(dtype),
            };
            GC.KeepAlive(this);
            return value;
        }

        /// <summary>The element at a row-major index.</summary>
        public double ReadCpuDouble(long i) => TensorAccessor<double>.ReadItemAt(this, i);

        /// <summary>The element at a row-major index.</summary>
        public float ReadCpuSingle(long i) => TensorAccessor<float>.ReadItemAt(this, i);

        /// <summary>The element at a row-major index.</summary>
        public int ReadCpuInt32(long i) => TensorAccessor<int>.ReadItemAt(this, i);

        /// <summary>The element at a row-major index.</summary>
        public long ReadCpuInt64(long i) => TensorAccessor<long>.ReadItemAt(this, i);

        /// <summary>The element at a row-major index.</summary>
        public bool ReadCpuBool(long i) => TensorAccessor<bool>.ReadItemAt(this, i);

        /// <summary>The element at a row-major index.</summary>
        public T ReadCpuValue<T>(long i)
            where T : unmanaged
            => TensorAccessor<T>.ReadItemAt(this, i);

        /// <summary>Writes the contents to a stream; the tensor must be contiguous.</summary>
        public unsafe void WriteBytesToStream(Stream stream, int bufferSize = 1024)
        {
            long total = CheckBytes();
            for (long i = 0; i < total; i += bufferSize)
                stream.Write(new ReadOnlySpan<byte>(Impl.Data + i, (int)Math.Min(bufferSize, total - i)));
        }

        /// <summary>Reads the contents from a stream; the tensor must be contiguous.</summary>
        public unsafe void ReadBytesFromStream(Stream stream, int bufferSize = 1024)
        {
            long total = CheckBytes();
            for (long i = 0; i < total; i += bufferSize)
                stream.ReadExactly(new Span<byte>(Impl.Data + i, (int)Math.Min(bufferSize, total - i)));
            Written();
        }

        internal void ValidateType(Type dotnetType)
        {
            if (ElementTypes.OfClr(dotnetType) != dtype)
                throw new ArgumentException($"{dotnetType.Name} is not compatible with {dtype}: read the elements in their own type, "
                    + "or convert with to().");
        }

        private long CheckBytes() => is_contiguous() ? numel() * ElementSize
            : throw new InvalidOperationException("bytes: the tensor is not contiguous. Use contiguous() first.");
    }
}

/// <summary>Conversions between tensors, numbers and arrays.</summary>
public static partial class TensorExtensionMethods
{
    /// <summary>Bytes of an element.</summary>
    public static int ElementSize(this torch.ScalarType type) => ElementTypes.SizeOf(type);

    /// <summary>Number of elements of a shape.</summary>
    public static long TotalSize(this IEnumerable<long> shape) => shape.Aggregate(1L, (count, size) => count * size);

    /// <summary>A tensor of the given shape with the values of an array.</summary>
    public static torch.Tensor ToTensor<T>(this T[] rawArray, long[] dimensions, bool doCopy = false, bool requires_grad = false)
    {
        using var flat = torch.from_array(rawArray);
        using var shaped = flat.view(dimensions);
        return shaped.clone().requires_grad_(requires_grad);
    }

    /// <summary>The one element in half precision.</summary>
    public static Half ToHalf(this torch.Tensor value) => value.ToScalar().ToHalf();

    /// <summary>The one element as bfloat16.</summary>
    public static BFloat16 ToBFloat16(this torch.Tensor value) => value.ToScalar().ToBFloat16();

    /// <summary>The one element as a single.</summary>
    public static float ToSingle(this torch.Tensor value) => value.ToScalar().ToSingle();

    /// <summary>The one element as a double.</summary>
    public static double ToDouble(this torch.Tensor value) => value.ToScalar().ToDouble();

    /// <summary>The one element as a signed byte.</summary>
    public static sbyte ToSByte(this torch.Tensor value) => value.ToScalar().ToSByte();

    /// <summary>The one element as a byte.</summary>
    public static byte ToByte(this torch.Tensor value) => value.ToScalar().ToByte();

    /// <summary>The one element as a 16-bit integer.</summary>
    public static short ToInt16(this torch.Tensor value) => value.ToScalar().ToInt16();

    /// <summary>The one element as a 32-bit integer.</summary>
    public static int ToInt32(this torch.Tensor value) => value.ToScalar().ToInt32();

    /// <summary>The one element as a 64-bit integer.</summary>
    public static long ToInt64(this torch.Tensor value) => value.ToScalar().ToInt64();

    /// <summary>Is the one element other than zero?</summary>
    public static bool ToBoolean(this torch.Tensor value) => value.ToScalar().ToBoolean();
}
