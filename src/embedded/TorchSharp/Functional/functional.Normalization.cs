using TorchSharp.Arithmetic;
using TorchSharp.Functional;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>(x - mean) / sqrt(variance + eps) over the last dimensions, times weight, plus bias.</summary>
            public static Tensor layer_norm(Tensor input, long[] normalized_shape, Tensor? weight = null, Tensor? bias = null,
                double eps = 1e-5) =>
                LayerNormalization.Normalize(input, normalized_shape, weight, bias, eps);

            /// <summary>The input divided by its p-norm over a dimension, but by no less than eps.</summary>
            public static Tensor normalize(Tensor input, double p = 2.0, long dim = 1L, double eps = 1e-12)
            {
                using var norm = TorchSharp.Reduction.Norms.Norm(input, [dim], keepdim: true, (float)p);
                using var bounded = norm.clamp_min(eps);
                return input.div(bounded);
            }

            /// <summary>Zeros with a one at each index, in a new last dimension.</summary>
            public static Tensor one_hot(Tensor x, long num_classes = -1)
            {
                if (x.dtype != ScalarType.Int64)
                    throw new ArgumentException("OneHot input tensor must have elements of type Int64");
                using var scope = NewDisposeScope();
                long largest = x.numel() == 0 ? -1 : x.max().ToInt64();
                long classes = num_classes < 0 ? largest + 1 : num_classes;
                if (largest >= classes || (x.numel() > 0 && x.min().ToInt64() < 0))
                    throw new ArgumentOutOfRangeException(nameof(x),
                        $"one_hot: the indices must lie from 0 to {classes - 1}; the largest is {largest}.");
                return x.unsqueeze(-1).eq(arange(classes)).to_type(ScalarType.Int64).MoveToOuterDisposeScope();
            }
        }
    }
}
