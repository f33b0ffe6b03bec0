using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Zeroes elements at random in training mode.</summary>
    public sealed class Dropout : ParameterLessModule<Tensor, Tensor>
    {
        internal Dropout(double p, bool inplace)
            : base(nameof(Dropout))
        {
            this.p = p;
            this.inplace = inplace;
        }

        /// <summary>Does forward write to its input?</summary>
        public bool inplace { get; set; }

        /// <summary>The probability of an element to be zeroed.</summary>
        public double p { get; set; }

        /// <inheritdoc/>
        public override Tensor forward(Tensor tensor) => nn.functional.dropout(tensor, p, training, inplace);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Zeroes elements with probability p in training mode, and divides the others by 1 - p.</summary>
            public static Dropout Dropout(double p = 0.5, bool inplace = false) => new(p, inplace);

            public static partial class functional
            {
                /// <summary>Zeroes elements with probability p when training, and divides the others by 1 - p.</summary>
                public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false)
                {
                    if (p is < 0 or > 1 or double.NaN)
                        throw new ArgumentException($"dropout probability has to be between 0 and 1, but got {p}");
                    if (p == 0 || !training || input.numel() == 0)
                        return input.alias();
                    // With p = 1 PyTorch draws nothing.
                    using var mask = p == 1 ? zeros(1, input.dtype)
                        : empty(input.Sizes, input.dtype).bernoulli_(1 - p).div_(1 - p);
                    return inplace ? input.mul_(mask).alias() : input.mul(mask);
                }
            }
        }
    }
}
