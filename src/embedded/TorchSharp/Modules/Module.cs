using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>
        /// The base of all modules: named parameters, buffers and modules inside it. Assign them to fields and call
        /// <see cref="RegisterComponents"/> at the end of the constructor.
        /// </summary>
        public partial class Module : IDisposable
        {
            /// <summary>The name that the constructor was given.</summary>
            protected string? name;

            private bool isTraining = true;
            private bool disposed;

            /// <summary>A module with a name.</summary>
            protected Module(string name) => this.name = name;

            /// <summary>The tensors of a module that was never disposed are collected on their own.</summary>
            ~Module() => Dispose(false);

            /// <summary>Is the module in training mode, where dropout drops?</summary>
            public virtual bool training => isTraining;

            /// <summary>Disposes the parameters and buffers, and all modules inside.</summary>
            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            /// <summary>The name of the module.</summary>
            public virtual string GetName() => name ?? "";

            /// <summary>Sets training mode, or evaluation mode, here and in all modules inside.</summary>
            public virtual void train(bool train = true)
            {
                isTraining = train;
                foreach (var (_, module) in named_children())
                    module.train(train);
            }

            /// <summary>Sets evaluation mode here and in all modules inside.</summary>
            public virtual void eval() => train(false);

            /// <summary>Calls a function with all modules inside, and last with this one.</summary>
            public virtual Module apply(Action<Module> fn)
            {
                foreach (var (_, module) in _internal_submodules)
                    module.apply(fn);
                fn(this);
                return this;
            }

            /// <summary>Removes the gradients of all parameters, or sets them to zero.</summary>
            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (var (_, parameter) in named_parameters())
                {
                    if (set_to_none)
                    {
                        parameter.grad = null;
                        continue;
                    }
                    using var grad = parameter.grad;
                    if (grad is null)
                        continue;
                    using (no_grad())
                        grad.zero_();
                }
            }

            /// <summary>Disposes the parameters and buffers, and all modules inside.</summary>
            protected virtual void Dispose(bool disposing)
            {
                if (!disposing || disposed)
                    return;
                foreach (var (_, buffer) in named_buffers(false).ToList())
                    buffer.DetachFromDisposeScope().Dispose();
                foreach (var (_, parameter) in named_parameters(false).ToList())
                    parameter.DetachFromDisposeScope().Dispose();
                foreach (var (_, module) in named_modules().ToList())
                    module.Dispose();
                disposed = true;
            }
        }
    }
}
