using TorchSharp.Autograd;
using TorchSharp.RandomNumbers;
using TorchSharp.Storage;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Fills the tensor with uniform numbers.</summary>
        public unsafe Tensor uniform_(double from, double to, Generator? generator = null)
        {
            if (!(from <= to))
                throw new ArgumentException($"uniform_: expects to return a [from, to) range, but found from={from} > to={to}.");
            var source = (generator ?? Generator.Default).Source;
            return Drawn(nameof(uniform_), (single, count) =>
            {
                float low = (float)from, width = (float)to - (float)from;
                for (long i = 0; i < count; i++)
                    ((float*)single)[i] = MathF.FusedMultiplyAdd(source.NextSingle(), width, low);
            }, (wide, count) =>
            {
                for (long i = 0; i < count; i++)
                    ((double*)wide)[i] = Math.FusedMultiplyAdd(source.NextDouble(), to - from, from);
            });
        }

        /// <summary>Fills the tensor with normally distributed numbers.</summary>
        public unsafe Tensor normal_(double mean = 0.0, double std = 1.0, Generator? generator = null)
        {
            if (!(std >= 0))
                throw new ArgumentException($"normal_: expects std >= 0.0, but found std {std}.");
            var source = (generator ?? Generator.Default).Source;
            return Drawn(nameof(normal_), (single, count) => NormalFill.Fill((float*)single, count, mean, std, source),
                (wide, count) => NormalFill.Fill((double*)wide, count, mean, std, source));
        }

        private unsafe Tensor Drawn(string operation, Action<nint, long> single, Action<nint, long> wide)
        {
            if (!is_floating_point())
                throw new InvalidOperationException($"{operation}: not defined for {dtype}. Use a floating-point type.");
            Tape.CheckWrite(this, operation);
            MemoryOverlap.CheckInternal(this, operation);
            using var target = is_contiguous() && !ElementTypes.IsReduced(dtype) ? alias()
                : New(Sizes, ElementTypes.Compute(dtype));
            if (target.dtype == ScalarType.Float64)
                wide((nint)target.Impl.Data, target.numel());
            else
                single((nint)target.Impl.Data, target.numel());
            return ReferenceEquals(target.Impl, Impl) ? Written() : copy_(target);
        }
    }
}
