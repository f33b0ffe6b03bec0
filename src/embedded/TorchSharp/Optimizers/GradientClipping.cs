using TorchSharp.Modules;
using TorchSharp.Reduction;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>What is done to gradients between backward and a step.</summary>
        public static partial class utils
        {
            /// <summary>
            /// Scales the gradients so that their norm, as of one vector, does not exceed a bound; returns the norm that they had. As in
            /// PyTorch the scale is max_norm / (norm + 1e-6), or 1 where that is more.
            /// </summary>
            /// <param name="tensors">The parameters; those without a gradient are passed over.</param>
            /// <param name="max_norm">The bound.</param>
            /// <param name="norm_type">Which norm; infinity for the largest magnitude.</param>
            public static double clip_grad_norm_(IEnumerable<Parameter> tensors, double max_norm, double norm_type = 2.0)
            {
                using var mode = no_grad();
                using var scope = NewDisposeScope();
                var gradients = Gradients(tensors);
                if (gradients.Count == 0)
                    return 0;
                var norms = gradients.Select(gradient => Norm(gradient, norm_type)).ToList();
                var total = norm_type == 0 ? full([], gradients.Count, ScalarType.Float32)
                    : norms.Count == 1 ? norms[0] : Norm(stack(norms), norm_type);
                var scale = (max_norm / (total + 1e-6)).clamp_max(1.0);
                foreach (var gradient in gradients)
                    gradient.mul_(scale);
                return total.ToDouble();
            }

            /// <summary>Limits the elements of the gradients to [-clip_value, clip_value].</summary>
            public static void clip_grad_value_(IEnumerable<Parameter> tensors, double clip_value)
            {
                using var mode = no_grad();
                using var scope = NewDisposeScope();
                foreach (var gradient in Gradients(tensors))
                    gradient.clamp_(-clip_value, clip_value);
            }

            private static List<Tensor> Gradients(IEnumerable<Parameter> parameters) =>
                [.. parameters.Select(parameter => parameter.grad).OfType<Tensor>()];

            private static Tensor Norm(Tensor tensor, double p)
            {
                using var flat = tensor.reshape(-1);
                return Norms.Norm(flat, [0], keepdim: false, (float)p);
            }
        }
    }
}
