using TorchSharp.Modules;
using TorchSharp.Optimizers;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp.Modules
{
    /// <summary>Steps down the gradient, with momentum if wanted.</summary>
    public class SGD : OptimizerHelper, IMomentum
    {
        /// <summary>Optimizes parameters with one set of options.</summary>
        public SGD(IEnumerable<Parameter> parameters, double lr, double momentum = 0.0, double dampening = 0, double weight_decay = 0,
            bool nesterov = false, bool maximize = false)
            : this([new ParamGroup { Parameters = parameters }], lr, momentum, dampening, weight_decay, nesterov, maximize)
        {
        }

        /// <summary>Optimizes groups of parameters; options that a group leaves out are these.</summary>
        public SGD(IEnumerable<ParamGroup> parameters, double lr, double momentum = 0.0, double dampening = 0, double weight_decay = 0,
            bool nesterov = false, bool maximize = false)
        {
            if (!(lr >= 0))
                throw new ArgumentException($"Invalid learning rate: {lr}");
            if (!(momentum >= 0))
                throw new ArgumentException($"Invalid momentum value: {momentum}");
            if (!(weight_decay >= 0))
                throw new ArgumentException($"Invalid weight_decay value: {weight_decay}");
            if (nesterov && (momentum <= 0 || dampening != 0))
                throw new ArgumentException("Nesterov momentum requires a momentum and zero dampening");
            _defaults = new Options(lr, momentum, dampening, weight_decay, nesterov, maximize) { InitialLearningRate = lr };
            foreach (var group in parameters)
                add_param_group(group);
        }

        /// <summary>The part of the last step that goes on, in groups that are added from now on.</summary>
        public double Momentum
        {
            get => Defaults.momentum!.Value;
            set => Defaults.momentum = value;
        }

        private Options Defaults => (Options)_defaults;

        /// <inheritdoc/>
        public override Tensor step(Func<Tensor>? closure = null) => _step<ParamGroup>(
            group =>
            {
                foreach (var parameter in group.Parameters)
                {
                    if (parameter.grad is not { } gradient)
                        continue;
                    var state = (State)states[parameter];
                    bool hasMomentum = group.Options.momentum != 0, isFirst = state.momentum_buffer is null;
                    if (hasMomentum && isFirst)
                        state.momentum_buffer = empty_like(parameter).DetachFromDisposeScope();
                    ElementwiseStep.Run(parameter, gradient, hasMomentum ? state.momentum_buffer : null, null, null,
                        new SgdStep<float>(group.Options, isFirst), new SgdStep<double>(group.Options, isFirst));
                }
            },
            closure);

        /// <inheritdoc/>
        public override void add_param_group(Modules.ParamGroup param_group)
        {
            var own = (Options?)param_group.Options ?? new Options();
            param_group.Options = own;
            own.LearningRate ??= Defaults.LearningRate;
            own.momentum ??= Defaults.momentum;
            own.dampening ??= Defaults.dampening;
            own.weight_decay ??= Defaults.weight_decay;
            own.nesterov ??= Defaults.nesterov;
            own.maximize ??= Defaults.maximize;
            Adopt(param_group, parameter => new State(parameter));
        }

        /// <summary>What is kept of a parameter.</summary>
        public sealed class State(Parameter parameter) : OptimizerState(parameter), IDisposable
        {
            /// <summary>The running sum of gradients; null before the first step, and without momentum.</summary>
            public Tensor momentum_buffer = null!;

            /// <summary>Disposes the tensor.</summary>
            public void Dispose() => momentum_buffer?.Dispose();

            /// <inheritdoc/>
            public override void LoadStateDict(OptimizerState source) =>
                momentum_buffer = Copied(momentum_buffer, ((State)source).momentum_buffer);

            /// <inheritdoc/>
            public override bool ApproximatelyEquals(OptimizerState other) => other is State state
                && (momentum_buffer is null || momentum_buffer.allclose(state.momentum_buffer));

            /// <inheritdoc/>
            public override void Initialize(OptimizerOptions options) => momentum_buffer = Copied(momentum_buffer, null);
        }

        /// <summary>Options of a group.</summary>
        public class Options : OptimizerOptions
        {
            /// <summary>The part of the last step that goes on.</summary>
            public double? momentum;

            /// <summary>The part of the gradient that the momentum leaves out.</summary>
            public double? dampening;

            /// <summary>How much of the parameters is added to their gradients.</summary>
            public double? weight_decay;

            /// <summary>Look ahead by the momentum?</summary>
            public bool? nesterov;

            /// <summary>Follow the gradient upwards?</summary>
            public bool? maximize;

            /// <summary>Options to be filled in.</summary>
            public Options()
            {
            }

            internal Options(double lr, double momentum, double dampening, double weight_decay, bool nesterov, bool maximize)
            {
                LearningRate = lr;
                this.momentum = momentum;
                this.dampening = dampening;
                this.weight_decay = weight_decay;
                this.nesterov = nesterov;
                this.maximize = maximize;
            }

            /// <inheritdoc/>
            public override void LoadStateDict(OptimizerOptions source)
            {
                base.LoadStateDict(source);
                var other = (Options)source;
                momentum = other.momentum;
                dampening = other.dampening;
                weight_decay = other.weight_decay;
                nesterov = other.nesterov;
                maximize = other.maximize;
            }
        }

        /// <summary>Parameters with options of their own.</summary>
        public class ParamGroup : ParamGroup<Options>, IMomentum
        {
            /// <summary>A group to be filled in.</summary>
            public ParamGroup()
            {
            }

            /// <summary>Parameters with options.</summary>
            public ParamGroup(IEnumerable<Parameter> parameters, Options options)
                : base(parameters, options)
            {
            }

            /// <summary>Parameters with options.</summary>
            public ParamGroup(IEnumerable<Parameter> parameters, double lr = 1e-3, double momentum = 0.0, double dampening = 0,
                double weight_decay = 0, bool nesterov = false, bool maximize = false)
                : base(parameters, new Options(lr, momentum, dampening, weight_decay, nesterov, maximize))
            {
            }

            /// <summary>The part of the last step that goes on.</summary>
            public double Momentum
            {
                get => Options.momentum!.Value;
                set => Options.momentum = value;
            }
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            /// <summary>Steps down the gradient, with momentum if wanted.</summary>
            public static SGD SGD(IEnumerable<Parameter> parameters, double learningRate, double momentum = 0, double dampening = 0,
                double weight_decay = 0, bool nesterov = false, bool maximize = false) =>
                new(parameters, learningRate, momentum, dampening, weight_decay, nesterov, maximize);

            /// <summary>Steps down the gradient, with momentum if wanted.</summary>
            public static SGD SGD(IEnumerable<(string name, Parameter parameter)> parameters, double learningRate, double momentum = 0,
                double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false) =>
                new(parameters.Select(entry => entry.parameter), learningRate, momentum, dampening, weight_decay, nesterov, maximize);

            /// <summary>Steps down the gradient, with momentum if wanted.</summary>
            public static SGD SGD(IEnumerable<SGD.ParamGroup> parameters, double learningRate, double momentum = 0.0, double dampening = 0,
                double weight_decay = 0, bool nesterov = false, bool maximize = false) =>
                new(parameters, learningRate, momentum, dampening, weight_decay, nesterov, maximize);
        }
    }
}
