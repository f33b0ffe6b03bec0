using TorchSharp.RandomNumbers;
using TorchSharp.Storage;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Places of the last dimension, drawn with its elements as weights.</summary>
        public Tensor multinomial(long num_samples, bool replacement = false, Generator? generator = null)
        {
            if (!is_floating_point() || Rank is not (1 or 2))
                throw new InvalidOperationException($"multinomial: the weights must be one or two dimensions of floats; they are "
                    + $"{dtype} {Layout.Show(Sizes)}.");
            if (num_samples < 1 || (!replacement && num_samples > Sizes[^1]))
                throw new ArgumentOutOfRangeException(nameof(num_samples),
                    $"multinomial: {num_samples} of {Sizes[^1]} cannot be drawn without replacement.");
            using var scope = NewDisposeScope();
            var source = (generator ?? Generator.Default).Source;
            var weights = to_type(ScalarType.Float32).contiguous();
            if (!replacement || num_samples == 1)
            {
                // The largest of p / q with q exponentially distributed has probability p.
                var races = weights.div(weights.empty_like().exponential_(1, generator));
                return races.topk((int)num_samples).indexes.MoveToOuterDisposeScope();
            }
            var result = New([.. Sizes.AsSpan(0, Rank - 1), num_samples], ScalarType.Int64);
            Multinomial.Draw(weights, result, source);
            return result.MoveToOuterDisposeScope();
        }

        /// <summary>1 where a uniform number is below the element, otherwise 0.</summary>
        public unsafe Tensor bernoulli(Generator? generator = null)
        {
            if (!is_floating_point())
                throw new InvalidOperationException($"bernoulli: probabilities must be floats; they are {dtype}.");
            var source = (generator ?? Generator.Default).Source;
            using var probabilities = new Operand(this, ScalarType.Float32);
            using var drawn = New(Sizes, ScalarType.Float32);
            float* to = drawn.Pointer<float>();
            for (long i = 0; i < probabilities.Count; i++)
                to[i] = source.NextSingle() < probabilities.Floats[i] ? 1 : 0;
            return drawn.to_type(dtype);
        }

        /// <summary>Sets each element to 1 with a probability, otherwise to 0.</summary>
        public Tensor bernoulli_(double p = 0.5, Generator? generator = null) => p is not (>= 0 and <= 1)
            ? throw new ArgumentException($"bernoulli_: expects p to be in [0, 1], but got p={p}.")
            : OneByOne(nameof(bernoulli_), generator, source => source.NextDouble() < p ? 1 : 0);

        /// <summary>Fills the tensor with exponentially distributed numbers.</summary>
        public Tensor exponential_(double lambda = 1.0, Generator? generator = null) => !(lambda > 0)
            ? throw new ArgumentException($"exponential_: expects lambda > 0.0, but found lambda={lambda}.")
            : OneByOne(nameof(exponential_), generator, source => -1 / lambda * Kernels.ScalarMath.Log1p(-source.NextDouble()));

        private unsafe Tensor OneByOne(string operation, Generator? generator, Func<CpuGenerator, double> draw)
        {
            MemoryOverlap.CheckInternal(this, operation);
            var source = (generator ?? Generator.Default).Source;
            using var drawn = New(Sizes, ScalarType.Float64);
            double* to = drawn.Pointer<double>();
            for (long i = 0; i < drawn.numel(); i++)
                to[i] = draw(source);
            return copy_(drawn);
        }
    }
}
