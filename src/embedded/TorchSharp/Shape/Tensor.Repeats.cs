using TorchSharp.Arithmetic;
using TorchSharp.Autograd;
using TorchSharp.Storage;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The tensor repeated along each dimension; more counts than dimensions add dimensions in front.</summary>
        public Tensor repeat(params long[] sizes)
        {
            int lead = sizes.Length - Rank;
            if (lead < 0)
                throw new ArgumentException($"repeat: {sizes.Length} counts are given for a tensor of {Rank} dimensions; give one for "
                    + "each.");
            // Interleave a dimension of size 1 before each, expand it to the count, and copy.
            var parts = new long[sizes.Length * 2];
            var expanded = new long[sizes.Length * 2];
            var result = new long[sizes.Length];
            for (int i = 0; i < sizes.Length; i++)
            {
                long own = i < lead ? 1 : Sizes[i - lead];
                parts[2 * i] = 1;
                parts[2 * i + 1] = expanded[2 * i + 1] = own;
                expanded[2 * i] = sizes[i];
                result[i] = sizes[i] * own;
            }
            using var view = reshape(parts);
            using var spread = view.expand(expanded);
            using var copy = spread.clone();
            return copy.view(result);
        }

        /// <summary>The tensor repeated along each dimension; missing counts are 1.</summary>
        public Tensor tile(long[] reps)
        {
            var counts = new long[Math.Max(reps.Length, Rank)];
            Array.Fill(counts, 1);
            reps.CopyTo(counts, counts.Length - reps.Length);
            return repeat(counts);
        }

        /// <summary>Each index of a dimension repeated a number of times in place; without a dimension, of the flattened tensor.</summary>
        public Tensor repeat_interleave(long repeats, long? dim = null, long? output_size = null)
        {
            if (dim is null)
            {
                using var flat = ravel();
                return flat.repeat_interleave(repeats, 0);
            }
            int at = Layout.Dim(dim.Value, Rank, nameof(repeat_interleave));
            using var view = unsqueeze(at + 1);
            var sizes = view.size();
            sizes[at + 1] = repeats;
            using var spread = view.expand(sizes);
            using var copy = spread.clone();
            return copy.flatten(at, at + 1);
        }

        /// <summary>Each index of a dimension repeated as often as a tensor says.</summary>
        public Tensor repeat_interleave(Tensor repeats, long? dim = null, long? output_size = null)
        {
            using var scope = NewDisposeScope();
            var source = dim is null ? ravel() : this;
            int at = dim is null ? 0 : Layout.Dim(dim.Value, Rank, nameof(repeat_interleave));
            var counts = repeats.to_type(ScalarType.Int64).expand(source.Sizes[at]).contiguous().data<long>().ToArray();
            var indices = new List<long>();
            for (int i = 0; i < counts.Length; i++)
            {
                for (long n = 0; n < counts[i]; n++)
                    indices.Add(i);
            }
            return source.index_select(at, tensor(indices)).MoveToOuterDisposeScope();
        }

        /// <summary>The order of some dimensions reversed.</summary>
        public Tensor flip(params long[] dims)
        {
            using var scope = NewDisposeScope();
            var result = alias();
            foreach (int at in Layout.Dims(dims, Rank, nameof(flip)).Values)
                result = result.index_select(at, arange(Sizes[at] - 1, -1, -1));
            return (dims.Length == 0 ? clone() : result).MoveToOuterDisposeScope();
        }

        /// <summary>The columns in reverse order.</summary>
        public Tensor fliplr() => flip(1);

        /// <summary>The rows in reverse order.</summary>
        public Tensor flipud() => flip(0);

        /// <summary>
        /// Elements moved along a dimension, those that leave it come in at the other end; without a dimension, of the flattened
        /// tensor.
        /// </summary>
        public Tensor roll(long shifts, long? dims = null)
        {
            if (dims is { } dim)
                return roll([shifts], [dim]);
            using var flat = ravel();
            using var rolled = flat.roll([shifts], [0]);
            return rolled.view(Sizes);
        }

        /// <summary>Elements moved along two dimensions.</summary>
        public Tensor roll((long, long) shifts, (long, long) dims) => roll([shifts.Item1, shifts.Item2], [dims.Item1, dims.Item2]);

        /// <summary>Elements moved along some dimensions.</summary>
        public Tensor roll(long[] shifts, long[] dims)
        {
            if (shifts.Length != dims.Length)
                throw new ArgumentException($"roll: {shifts.Length} shifts are given for {dims.Length} dimensions.");
            using var scope = NewDisposeScope();
            var result = alias();
            for (int i = 0; i < dims.Length; i++)
            {
                int at = Layout.Dim(dims[i], Rank, nameof(roll));
                long size = Sizes[at];
                long shift = size == 0 ? 0 : (shifts[i] % size + size) % size;
                result = cat([result.slice(at, size - shift, size, 1), result.slice(at, 0, size - shift, 1)], at);
            }
            return (dims.Length == 0 ? clone() : result).MoveToOuterDisposeScope();
        }

        /// <summary>The part on and below a diagonal of the last two dimensions; the rest is zero.</summary>
        public Tensor tril(long diagonal = 0)
        {
            var result = Copied(dtype, record: false);
            result.Triangle(diagonal, lower: true);
            return Tape.Records(this) ? Derivatives.Triangle(this, result, diagonal, lower: true) : result;
        }

        /// <summary>The part on and above a diagonal of the last two dimensions; the rest is zero.</summary>
        public Tensor triu(long diagonal = 0)
        {
            var result = Copied(dtype, record: false);
            result.Triangle(diagonal, lower: false);
            return Tape.Records(this) ? Derivatives.Triangle(this, result, diagonal, lower: false) : result;
        }

        /// <summary>Sets what lies above a diagonal to zero.</summary>
        public Tensor tril_(long diagonal = 0)
        {
            if (Tape.Records(this))
                return Rewrite(static (x, y) => x.tril(y), diagonal, nameof(tril_));
            MemoryOverlap.CheckInternal(this, nameof(tril_));
            Triangle(diagonal, lower: true);
            return this;
        }

        /// <summary>Sets what lies below a diagonal to zero.</summary>
        public Tensor triu_(long diagonal = 0)
        {
            if (Tape.Records(this))
                return Rewrite(static (x, y) => x.triu(y), diagonal, nameof(triu_));
            MemoryOverlap.CheckInternal(this, nameof(triu_));
            Triangle(diagonal, lower: false);
            return this;
        }

        private unsafe void Triangle(long diagonal, bool lower)
        {
            if (Rank < 2)
                throw new InvalidOperationException($"{(lower ? "tril" : "triu")}: the tensor {Layout.Show(Sizes)} has fewer than two "
                    + "dimensions.");
            long rows = Sizes[^2], columns = Sizes[^1];
            ulong zero = 0;
            var zeroStrides = new long[Rank - 1];
            var strides = new Dimensions(Strides);
            strides.RemoveAt(Rank - 2);
            for (long row = 0; row < rows; row++)
            {
                long start = lower ? Math.Clamp(row + diagonal + 1, 0, columns) : 0;
                long end = lower ? columns : Math.Clamp(row + diagonal, 0, columns);
                if (start >= end)
                    continue;
                byte* target = Impl.Data + (row * Strides[^2] + start * Strides[^1]) * ElementSize;
                ElementCopy.Copy(dtype, (byte*)&zero, zeroStrides, dtype, target, strides.Values,
                    [.. Sizes.AsSpan(0, Rank - 2), end - start]);
            }
            Written();
        }
    }
}
