using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Optimizers and schedules of their learning rates.</summary>
    public static partial class optim
    {
        /// <summary>Changes parameters by their gradients.</summary>
        public abstract partial class Optimizer : IDisposable
        {
            /// <summary>The groups of parameters.</summary>
            protected IList<ParamGroup> _parameter_groups = [];

            /// <summary>What an optimizer keeps is collected when it was never disposed.</summary>
            ~Optimizer() => Dispose(false);

            /// <summary>The groups of parameters, each with its options.</summary>
            public virtual IEnumerable<ILearningRateController> ParamGroups => _parameter_groups;

            /// <summary>Disposes what the optimizer keeps of the parameters, not the parameters.</summary>
            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            /// <summary>Sets the gradients to zero.</summary>
            public abstract void zero_grad();

            /// <summary>Adds a group of parameters.</summary>
            public abstract void add_param_group(ParamGroup param_group);

            /// <summary>Changes the parameters by their gradients.</summary>
            /// <param name="closure">Computes the loss and its gradients first. Its result is returned; null without one.</param>
            public abstract Tensor step(Func<Tensor>? closure = null);

            /// <summary>The parameters of all groups.</summary>
            public abstract IEnumerable<Parameter> parameters();

            /// <summary>Disposes what the optimizer keeps of the parameters.</summary>
            protected virtual void Dispose(bool disposing)
            {
            }

            /// <summary>What an optimizer is about to do: its options by group, and what it keeps of each parameter.</summary>
            public class StateDictionary
            {
                internal StateDictionary()
                {
                }

                /// <summary>The options of the groups.</summary>
                public List<OptimizerOptions> Options { get; } = [];

                /// <summary>What is kept of the parameters.</summary>
                public List<OptimizerState> State { get; } = [];

                /// <summary>For each group the places of its parameters in <see cref="State"/>.</summary>
                public List<List<int>> StateIndexRef { get; } = [];
            }
        }

        /// <summary>Something with a learning rate.</summary>
        public interface ILearningRateController
        {
            /// <summary>The learning rate of the next step.</summary>
            double LearningRate { get; set; }

            /// <summary>The learning rate that was set at first; schedules start from it.</summary>
            double InitialLearningRate { get; set; }
        }

        /// <summary>Something with a momentum.</summary>
        public interface IMomentum
        {
            /// <summary>The part of the last step that goes on.</summary>
            double Momentum { get; set; }
        }

        /// <summary>Something with two betas.</summary>
        public interface IBetas
        {
            /// <summary>What is kept of the running averages of gradients and of their squares.</summary>
            (double, double) Betas { get; set; }
        }
    }
}
