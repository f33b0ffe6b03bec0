using TorchSharp.Autograd;
using TorchSharp.Storage;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Is what happens to the tensor recorded, so that it gets a gradient?</summary>
        public bool requires_grad
        {
            get => History.Requires(Impl);

            set
            {
                var impl = Impl;
                if (value && !ElementTypes.IsFloating(impl.DType))
                    throw new InvalidOperationException($"requires_grad: only tensors of floating-point type can require gradients; this "
                        + $"one is {impl.DType}.");
                History.Refresh(impl);
                if (impl.History?.Node is not null)
                {
                    if (!value)
                        throw new InvalidOperationException("requires_grad: you can only change the flag of leaf tensors. Use detach() for "
                            + "a tensor that needs no gradient.");
                    return;
                }
                if (value || impl.History is not null)
                    History.Of(impl).SetLeaf(value);
            }
        }

        /// <summary>Is the tensor the result of no recorded operation?</summary>
        public bool is_leaf
        {
            get
            {
                History.Refresh(Impl);
                return Impl.History?.Node is null;
            }
        }

        /// <summary>
        /// The gradient that backward() accumulated; null before. Every read gives a handle of its own to the same memory.
        /// </summary>
        public Tensor? grad
        {
            get => Impl.History?.Grad is { } gradient ? Of(gradient) : null;

            set
            {
                if (value is not null && (value.dtype != dtype || !value.Sizes.AsSpan().SequenceEqual(Sizes)))
                    throw new InvalidOperationException($"grad: a gradient {value.dtype} {Layout.Show(value.Sizes)} does not fit a tensor "
                        + $"{dtype} {Layout.Show(Sizes)}.");
                if (value is not null || Impl.History is not null)
                    History.Of(Impl).SetGrad(value?.Impl);
            }
        }

        /// <summary>Sets whether the tensor gets a gradient.</summary>
        public Tensor requires_grad_(bool requires_grad = true)
        {
            if (requires_grad || Impl.History is not null)
                this.requires_grad = requires_grad;
            return this;
        }

        /// <summary>Sets whether the tensor gets a gradient.</summary>
        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        /// <summary>Lets backward() keep the gradient of this tensor though it is no leaf.</summary>
        public void retain_grad()
        {
            if (!requires_grad)
                throw new InvalidOperationException("retain_grad: the tensor does not require a gradient. Set requires_grad first.");
            if (!is_leaf)
                Impl.History!.Retain(Impl);
        }

        /// <summary>Computes the gradients of this tensor, which must have one element, for all leaves that it was computed from.</summary>
        public void backward() => autograd.backward([this]);

        /// <summary>Computes the gradients of this tensor for the leaves that it was computed from, and adds them to theirs.</summary>
        /// <param name="grad_tensors">The gradient of the tensor itself; may be left out when it has one element.</param>
        /// <param name="retain_graph">Keeps what was saved, for another backward.</param>
        /// <param name="create_graph">Gradients of gradients; not part of the embedded TorchSharp.</param>
        /// <param name="inputs">Only these get gradients; by default all leaves.</param>
        public void backward(IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false,
            IList<Tensor>? inputs = null) =>
            autograd.backward([this], grad_tensors, retain_graph, create_graph, inputs);

        /// <summary>The same elements without a record of how they were computed.</summary>
        public Tensor detach()
        {
            var result = Window(Impl.Offset, Sizes, Strides);
            result.Impl.Base = null;
            return result;
        }

        /// <summary>Ends the record of how this tensor was computed: it becomes a leaf that needs no gradient.</summary>
        public Tensor detach_()
        {
            if (Impl.Base is not null)
                throw new InvalidOperationException("detach_: a view cannot be detached in place. Use detach().");
            Impl.History?.Rewrite(Impl, null);
            return this;
        }

        /// <summary>Writes in place while gradients are recorded: computes the new value from a copy, then takes it over.</summary>
        /// <param name="operation">Computes the new value.</param>
        /// <param name="argument">Its second argument.</param>
        /// <param name="name">The operation's name, for errors.</param>
        /// <param name="inputs">The other tensors that it reads.</param>
        internal Tensor Rewrite<T>(Func<Tensor, T, Tensor> operation, T argument, string name, params ReadOnlySpan<Tensor?> inputs)
        {
            Tape.CheckLeaf(Impl);
            MemoryOverlap.Check(this, name, inputs);
            return RewriteAnyway(operation, argument, name);
        }

        /// <summary>As <see cref="Rewrite{T}"/>, for operations that may write to elements that share memory.</summary>
        internal Tensor RewriteAnyway<T>(Func<Tensor, T, Tensor> operation, T argument, string name)
        {
            Tape.CheckLeaf(Impl);
            using var scope = NewDisposeScope();
            return Replace(operation(clone(), argument), name);
        }

        /// <summary>As the other, for operations without further arguments.</summary>
        internal Tensor Rewrite(Func<Tensor, Tensor> operation, string name) => Rewrite(static (x, f) => f(x), operation, name);

        /// <summary>Takes over a value and its history.</summary>
        internal unsafe Tensor Replace(Tensor value, string name)
        {
            Tape.CheckLeaf(Impl);
            using var scope = NewDisposeScope();
            if (Layout.ExpandStrides(value.Sizes, value.Strides, Sizes) is null)
                throw new ArgumentException($"{name}: a tensor {Layout.Show(value.Sizes)} does not broadcast to {Layout.Show(Sizes)}, "
                    + "which is written in place.");
            if (ReferenceEquals(value.Impl.Storage, Impl.Storage))
                value = value.clone();
            value = value.expand(Sizes);
            var target = Impl;
            ElementCopy.Copy(value.dtype, value.Impl.Data, value.Strides, dtype, target.Data, Strides, Sizes);
            target.Storage.BumpVersion();
            if (target.Base is { } whole)
            {
                History.Of(whole).Rewrite(whole, Views.Replacement(whole, target, value.Impl, name));
                return this;
            }
            // The old value is an input of no weight, so that the tensor still needs a gradient when the new one does not.
            var node = new Node(name, [Edge.To(value.Impl), Edge.To(target)], [], static b => [b.Gradient, b.Needs(1) ? b.Zeros(1) : null]);
            History.Of(target).Rewrite(target, node);
            return this;
        }
    }
}
