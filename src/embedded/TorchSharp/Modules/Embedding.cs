using System.Diagnostics.CodeAnalysis;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>A row of the weight for each index.</summary>
    public sealed class Embedding : nn.Module<Tensor, Tensor>
    {
        private readonly long? padding;

        [ComponentName(Name = nameof(weight))]
        private Parameter? held;

        internal Embedding(Tensor rows, bool requires_grad, long? padding_idx)
            : base(nameof(Embedding))
        {
            long count = rows.shape[0];
            if (padding_idx < -count || padding_idx >= count)
                throw new ArgumentOutOfRangeException(nameof(padding_idx),
                    $"Embedding: the padding index {padding_idx} is not one of {count} rows.");
            padding = padding_idx < 0 ? padding_idx + count : padding_idx;
            weight = new Parameter(rows, requires_grad);
        }

        /// <summary>The rows.</summary>
        [DisallowNull]
        public Parameter? weight
        {
            get => held;

            set
            {
                held = Replaced(held, value);
                ConditionallyRegisterParameter(nameof(weight), held);
            }
        }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input)
        {
            if (input.dtype is not (ScalarType.Int64 or ScalarType.Int32))
                throw new ArgumentException($"Embedding: the indices must be Int64 or Int32; they are {input.dtype}.", nameof(input));
            if (padding is null || !weight!.requires_grad)
                return weight![input];
            using var scope = NewDisposeScope();
            // The padding row gets no gradient.
            var rows = weight[input];
            return where(input.eq(padding.Value).unsqueeze(-1), rows.detach(), rows).MoveToOuterDisposeScope();
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>A row of a learned weight for each index; the weight starts normally distributed.</summary>
            /// <param name="num_embeddings">Number of rows.</param>
            /// <param name="embedding_dims">Length of a row.</param>
            /// <param name="padding_idx">A row that starts as zeros and gets no gradient.</param>
            /// <param name="max_norm">Not part of the embedded TorchSharp; must be null.</param>
            /// <param name="norm_type">The norm of max_norm.</param>
            /// <param name="scale_grad_by_freq">Not part of the embedded TorchSharp; must be false.</param>
            /// <param name="sparse">Not part of the embedded TorchSharp; must be false.</param>
            /// <param name="device">The CPU.</param>
            /// <param name="dtype">Drawn as singles, then converted to this type.</param>
            public static Embedding Embedding(long num_embeddings, long embedding_dims, long? padding_idx = null, double? max_norm = null,
                double norm_type = 2.0, bool scale_grad_by_freq = false, bool sparse = false, Device? device = null,
                ScalarType? dtype = null)
            {
                CheckEmbedding(max_norm, scale_grad_by_freq, sparse);
                var module = new Embedding(empty(num_embeddings, embedding_dims, ScalarType.Float32, device), true, padding_idx);
                init.normal_(module.weight!);
                if (padding_idx is { } row)
                {
                    using var mode = no_grad();
                    using var zeroed = module.weight![row];
                    zeroed.zero_();
                }
                return module.to(dtype ?? get_default_dtype());
            }

            /// <summary>A row of a given weight for each index.</summary>
            /// <param name="embeddings">The rows; the module shares their memory, unless the type differs.</param>
            /// <param name="freeze">Without a gradient.</param>
            /// <param name="padding_idx">A row that gets no gradient.</param>
            /// <param name="max_norm">Not part of the embedded TorchSharp; must be null.</param>
            /// <param name="norm_type">The norm of max_norm.</param>
            /// <param name="scale_grad_by_freq">Not part of the embedded TorchSharp; must be false.</param>
            /// <param name="sparse">Not part of the embedded TorchSharp; must be false.</param>
            /// <param name="device">The CPU.</param>
            /// <param name="dtype">Converted to this type.</param>
            public static Embedding Embedding_from_pretrained(Tensor embeddings, bool freeze = true, long? padding_idx = null,
                double? max_norm = null, double norm_type = 2.0, bool scale_grad_by_freq = false, bool sparse = false,
                Device? device = null, ScalarType? dtype = null)
            {
                CheckEmbedding(max_norm, scale_grad_by_freq, sparse);
                _ = OnCpu(device);
                if (embeddings.Rank != 2)
                    throw new ArgumentException($"Embedding_from_pretrained: the rows must have two dimensions, not {embeddings.Rank}.");
                return new Embedding(embeddings.detach(), !freeze, padding_idx).to(dtype ?? get_default_dtype());
            }

            private static void CheckEmbedding(double? max_norm, bool scale_grad_by_freq, bool sparse)
            {
                if (max_norm is not null || scale_grad_by_freq || sparse)
                    throw new InvalidOperationException("Embedding: max_norm, scale_grad_by_freq and sparse are not part of the embedded "
                        + "TorchSharp. Leave them out, or build with -p:Packages=nuget for the genuine package.");
            }
        }
    }
}
