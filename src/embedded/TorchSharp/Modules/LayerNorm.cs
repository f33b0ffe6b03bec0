using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>(x - mean) / sqrt(variance + eps) over the last dimensions, times a weight, plus a bias.</summary>
    public sealed class LayerNorm : nn.Module<Tensor, Tensor>
    {
        [ComponentName(Name = nameof(weight))]
        private Parameter? held;

        [ComponentName(Name = nameof(bias))]
        private Parameter? heldBias;

        internal LayerNorm(long[] normalized_shape, double eps, bool elementwise_affine, bool bias, Device? device, ScalarType? dtype)
            : base(nameof(LayerNorm))
        {
            this.normalized_shape = normalized_shape;
            this.eps = eps;
            this.elementwise_affine = elementwise_affine;
            if (!elementwise_affine)
                return;
            weight = new Parameter(empty(normalized_shape, dtype, device));
            if (bias)
                this.bias = new Parameter(empty(normalized_shape, dtype, device));
            reset_parameters();
        }

        /// <summary>The weight; null without elementwise_affine.</summary>
        public Parameter weight
        {
            get => held!;

            set
            {
                held = Replaced(held, value);
                ConditionallyRegisterParameter(nameof(weight), held);
            }
        }

        /// <summary>The bias.</summary>
        public Parameter? bias
        {
            get => heldBias;

            set
            {
                heldBias = Replaced(heldBias, value);
                ConditionallyRegisterParameter(nameof(bias), heldBias);
            }
        }

        /// <summary>The sizes of the last dimensions, over which it normalizes.</summary>
        public long[] normalized_shape { get; set; }

        /// <summary>What is added to the variance.</summary>
        public double eps { get; set; }

        /// <summary>Are there a weight and perhaps a bias?</summary>
        public bool elementwise_affine { get; set; }

        /// <summary>Sets the weight to ones and the bias to zeros.</summary>
        public void reset_parameters()
        {
            if (elementwise_affine)
                nn.init.ones_(weight);
            if (bias is not null)
                nn.init.zeros_(bias);
        }

        /// <inheritdoc/>
        public override Tensor forward(Tensor tensor) => nn.functional.layer_norm(tensor, normalized_shape, weight, bias, eps);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>(x - mean) / sqrt(variance + eps) over the last dimensions, times a weight, plus a bias.</summary>
            public static LayerNorm LayerNorm(long[] normalized_shape, double eps = 1e-05, bool elementwise_affine = true,
                bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new(normalized_shape, eps, elementwise_affine, bias, device, dtype);

            /// <summary>(x - mean) / sqrt(variance + eps) over the last dimension, times a weight, plus a bias.</summary>
            public static LayerNorm LayerNorm(long normalized_shape, double eps = 1e-05, bool elementwise_affine = true,
                bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new([normalized_shape], eps, elementwise_affine, bias, device, dtype);
        }
    }
}
