using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>x W^T + b.</summary>
    public sealed class Linear : nn.Module<Tensor, Tensor>
    {
        [ComponentName(Name = nameof(weight))]
        private Parameter? held;

        [ComponentName(Name = nameof(bias))]
        private Parameter? heldBias;

        internal Linear(Parameter weight, Parameter? bias = null)
            : base(nameof(Linear))
        {
            in_features = weight.shape[1];
            out_features = weight.shape[0];
            this.weight = weight;
            if (bias is not null)
                this.bias = bias;
        }

        internal Linear(long inputSize, long outputSize, bool hasBias, Device? device, ScalarType? dtype)
            : base(nameof(Linear))
        {
            in_features = inputSize;
            out_features = outputSize;
            weight = empty(outputSize, inputSize, dtype, device).AsParameter();
            nn.init.kaiming_uniform_(weight, Math.Sqrt(5));
            if (!hasBias)
                return;
            bias = empty(outputSize, dtype, device).AsParameter();
            double bound = inputSize > 0 ? 1 / Math.Sqrt(inputSize) : 0;
            nn.init.uniform_(bias, -bound, bound);
        }

        /// <summary>The weight, [outputs, inputs].</summary>
        public Parameter weight
        {
            get => held!;

            set
            {
                held = Replaced(held, value);
                ConditionallyRegisterParameter(nameof(weight), held);
            }
        }

        /// <summary>The bias, one number for each output.</summary>
        public Parameter? bias
        {
            get => heldBias;

            set
            {
                heldBias = Replaced(heldBias, value);
                ConditionallyRegisterParameter(nameof(bias), heldBias);
            }
        }

        /// <summary>Number of inputs.</summary>
        public long in_features { get; set; }

        /// <summary>Number of outputs.</summary>
        public long out_features { get; set; }

        /// <inheritdoc/>
        public override Tensor forward(Tensor tensor) => nn.functional.linear(tensor, weight, bias);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>
            /// x W^T + b. The weight starts uniform within 1 / sqrt(inputs) (kaiming_uniform_ with a = sqrt 5), then the bias likewise.
            /// </summary>
            public static Linear Linear(long inputSize, long outputSize, bool hasBias = true, Device? device = null,
                ScalarType? dtype = null) =>
                new(inputSize, outputSize, hasBias, device, dtype);

            /// <summary>x W^T + b with parameters that are there already; the module takes them over.</summary>
            public static Linear Linear(Parameter weight, Parameter? bias = null) => new(weight, bias);
        }
    }
}
