using TorchSharp.LinearAlgebra;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Neural networks.</summary>
    public static partial class nn
    {
        /// <summary>Layers as functions.</summary>
        public static partial class functional
        {
            /// <summary>input W^T + bias. The weight is packed on first use, and again after it was written to.</summary>
            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) => MatMul.Linear(input, weights, bias);
        }
    }
}
