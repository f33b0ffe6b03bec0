using TorchSharp.Autograd;
using TorchSharp.Storage;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Gradients by running recorded operations backward.</summary>
    public static partial class autograd
    {
        /// <summary>The gradients of outputs with respect to inputs, which are returned and accumulated nowhere.</summary>
        /// <param name="outputs">What is differentiated.</param>
        /// <param name="inputs">With respect to what.</param>
        /// <param name="grad_outputs">The gradients of the outputs; may be left out for outputs of one element.</param>
        /// <param name="retain_graph">Keeps what was saved, for another backward.</param>
        /// <param name="create_graph">Gradients of gradients; not part of the embedded TorchSharp.</param>
        /// <param name="allow_unused">An input on which no output depends gives null instead of an error.</param>
        public static IList<Tensor> grad(IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null,
            bool retain_graph = false, bool create_graph = false, bool allow_unused = false)
        {
            foreach (var input in inputs)
            {
                if (!input.requires_grad)
                    throw new InvalidOperationException($"grad: the input {Layout.Show(input.Sizes)} does not require a gradient.");
            }
            var seeds = Seeds(outputs, grad_outputs, create_graph, nameof(grad));
            var results = Engine.Run(outputs, seeds, inputs, retain_graph, accumulate: false);
            for (int i = 0; i < results.Length; i++)
            {
                if (results[i] is null && !allow_unused)
                    throw new InvalidOperationException($"grad: input {i}, {Layout.Show(inputs[i].Sizes)}, was not used in the graph. Set "
                        + "allow_unused: true if that is meant.");
            }
            return results!;
        }

        /// <summary>Adds the gradients of some tensors to those of the leaves from which they were computed.</summary>
        /// <param name="tensors">What is differentiated.</param>
        /// <param name="grad_tensors">Their gradients; may be left out for tensors of one element.</param>
        /// <param name="retain_graph">Keeps what was saved, for another backward; by default as create_graph.</param>
        /// <param name="create_graph">Gradients of gradients; not part of the embedded TorchSharp.</param>
        /// <param name="inputs">Only these get gradients; by default all leaves.</param>
        public static void backward(IList<Tensor> tensors, IList<Tensor>? grad_tensors = null, bool? retain_graph = null,
            bool create_graph = false, IList<Tensor>? inputs = null) =>
            Engine.Run(tensors, Seeds(tensors, grad_tensors, create_graph, nameof(backward)), inputs, retain_graph ?? create_graph,
                accumulate: true);

        /// <summary>Adds the gradients of a tensor to those of the leaves from which it was computed.</summary>
        public static void backward(Tensor tensor, IList<Tensor>? grad_tensors = null, bool? retain_graph = null,
            bool create_graph = false, IList<Tensor>? inputs = null) =>
            backward([tensor], grad_tensors, retain_graph, create_graph, inputs);

        /// <summary>Adds the gradients of a tensor to those of the leaves from which it was computed.</summary>
        public static void backward(Tensor tensor, Tensor grad_tensor, bool? retain_graph = null, bool create_graph = false,
            IList<Tensor>? inputs = null) =>
            backward([tensor], [grad_tensor], retain_graph, create_graph, inputs);

        private static Tensor[] Seeds(IList<Tensor> outputs, IList<Tensor>? gradients, bool createGraph, string operation)
        {
            if (createGraph)
                throw new InvalidOperationException($"{operation}: the embedded TorchSharp has no gradients of gradients; create_graph must "
                    + "be false. Build with -p:Packages=nuget for the genuine package.");
            if (gradients is not null && gradients.Count != outputs.Count)
                throw new ArgumentException($"{operation}: {gradients.Count} gradients are given for {outputs.Count} tensors.");
            var seeds = new Tensor[outputs.Count];
            for (int i = 0; i < seeds.Length; i++)
            {
                var output = outputs[i];
                if (!output.requires_grad)
                    throw new InvalidOperationException($"{operation}: tensor {i}, {Layout.Show(output.Sizes)}, does not require grad and "
                        + "was computed from nothing that does. Set requires_grad on the leaves, and compute it outside of no_grad().");
                var given = gradients?[i];
                if (given is null && output.numel() != 1)
                    throw new InvalidOperationException($"{operation}: a gradient can be created only for outputs of one element; this one "
                        + $"is {Layout.Show(output.Sizes)}. Give its gradient, or sum it.");
                if (given is not null && !given.Sizes.AsSpan().SequenceEqual(output.Sizes))
                    throw new ArgumentException($"{operation}: a gradient {Layout.Show(given.Sizes)} does not fit an output "
                        + $"{Layout.Show(output.Sizes)}.");
                seeds[i] = given ?? ones(output.Sizes, output.dtype);
            }
            return seeds;
        }
    }
}
