using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>A tensor that a module learns: it requires a gradient unless told otherwise.</summary>
    public class Parameter : Tensor
    {
        /// <summary>Takes over a tensor, which is invalid afterwards, and its place in a dispose scope.</summary>
        public Parameter(Tensor data, bool requires_grad = true)
            : base(data.with_requires_grad(requires_grad))
        {
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Makes a parameter of a tensor, which is invalid afterwards.</summary>
            public static Modules.Parameter Parameter(Tensor data, bool requires_grad = true) => new(data, requires_grad);
        }
    }

    public static partial class TensorExtensionMethods
    {
        /// <summary>Makes a parameter of a tensor, which is invalid afterwards.</summary>
        public static Modules.Parameter AsParameter(this Tensor tensor) => new(tensor);
    }
}
