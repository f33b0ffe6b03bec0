using TorchSharp.Optimizers;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp.Modules;

/// <summary>What Adam and AdamW have in common: all but what weight decay does.</summary>
public abstract class AdamFamily : OptimizerHelper, IBetas
{
    private readonly bool decoupled;

    private protected AdamFamily(AdamOptions defaults, bool decoupled)
    {
        double lr = defaults.LearningRate!.Value;
        if (!(lr >= 0))
            throw new ArgumentException($"Invalid learning rate: {lr}");
        if (!(defaults.eps >= 0))
            throw new ArgumentException($"Invalid ε: {defaults.eps}");
        if (!(defaults.beta1 >= 0 && defaults.beta1 < 1))
            throw new ArgumentException($"Invalid beta1: {defaults.beta1}");
        if (!(defaults.beta2 >= 0 && defaults.beta2 < 1))
            throw new ArgumentException($"Invalid beta2: {defaults.beta2}");
        if (!(defaults.weight_decay >= 0))
            throw new ArgumentException($"Invalid weight_decay value: {defaults.weight_decay}");
        defaults.InitialLearningRate = lr;
        _defaults = defaults;
        this.decoupled = decoupled;
    }

    /// <summary>What is kept of the running averages of gradients and of their squares, in groups that are added from now on.</summary>
    public (double, double) Betas
    {
        get => (Defaults.beta1!.Value, Defaults.beta2!.Value);
        set => (Defaults.beta1, Defaults.beta2) = value;
    }

    private AdamOptions Defaults => (AdamOptions)_defaults;

    /// <inheritdoc/>
    public override Tensor step(Func<Tensor>? closure = null) => _step<ParamGroup>(
        group =>
        {
            var options = (AdamOptions)group.Options;
            foreach (var parameter in group.Parameters)
            {
                if (parameter.grad is not { } gradient)
                    continue;
                var state = (AdamState)states[parameter];
                state.step++;
                var largest = options.amsgrad!.Value ? state.max_exp_avg_sq : null;
                ElementwiseStep.Run(parameter, gradient, state.exp_avg, state.exp_avg_sq, largest,
                    new AdamStep<float>(options, decoupled, state.step), new AdamStep<double>(options, decoupled, state.step));
            }
        },
        closure);

    private protected void Add(ParamGroup group, AdamOptions own, Func<Parameter, AdamState> state)
    {
        group.Options = own;
        own.LearningRate ??= Defaults.LearningRate;
        own.beta1 ??= Defaults.beta1;
        own.beta2 ??= Defaults.beta2;
        own.eps ??= Defaults.eps;
        own.weight_decay ??= Defaults.weight_decay;
        own.amsgrad ??= Defaults.amsgrad;
        own.maximize ??= Defaults.maximize;
        Adopt(group, state);
    }
}

/// <summary>Options of Adam and AdamW.</summary>
public abstract class AdamOptions : OptimizerOptions
{
    /// <summary>What is kept of the running average of gradients.</summary>
    public double? beta1;

    /// <summary>What is kept of the running average of squares.</summary>
    public double? beta2;

    /// <summary>How much parameters shrink.</summary>
    public double? weight_decay;

    /// <summary>What is added to the denominator.</summary>
    public double? eps;

    /// <summary>Divide by the largest average of squares so far?</summary>
    public bool? amsgrad;

    /// <summary>Follow the gradient upwards?</summary>
    public bool? maximize;

    private protected AdamOptions()
    {
    }

    private protected AdamOptions(double lr, double beta1, double beta2, double eps, double weight_decay, bool amsgrad, bool maximize)
    {
        LearningRate = lr;
        this.beta1 = beta1;
        this.beta2 = beta2;
        this.eps = eps;
        this.weight_decay = weight_decay;
        this.amsgrad = amsgrad;
        this.maximize = maximize;
    }

    /// <inheritdoc/>
    public override void LoadStateDict(OptimizerOptions source)
    {
        base.LoadStateDict(source);
        var other = (AdamOptions)source;
        beta1 = other.beta1;
        beta2 = other.beta2;
        eps = other.eps;
        weight_decay = other.weight_decay;
        amsgrad = other.amsgrad;
        maximize = other.maximize;
    }
}

/// <summary>Parameters of Adam or AdamW with options of their own.</summary>
/// <typeparam name="TOptions">The optimizer's options.</typeparam>
public abstract class AdamParamGroup<TOptions> : ParamGroup<TOptions>, IBetas
    where TOptions : AdamOptions
{
    private protected AdamParamGroup()
    {
    }

    private protected AdamParamGroup(IEnumerable<Parameter> parameters, TOptions options)
        : base(parameters, options)
    {
    }

    /// <summary>What is kept of the running averages of gradients and of their squares.</summary>
    public (double, double) Betas
    {
        get => (Options.beta1!.Value, Options.beta2!.Value);
        set => (Options.beta1, Options.beta2) = value;
    }
}

/// <summary>What Adam and AdamW keep of a parameter.</summary>
public abstract class AdamState : OptimizerState, IDisposable
{
    /// <summary>Steps so far.</summary>
    public long step;

    /// <summary>Running average of gradients.</summary>
    public Tensor exp_avg = null!;

    /// <summary>Running average of their squares.</summary>
    public Tensor exp_avg_sq = null!;

    /// <summary>The largest averages of squares so far; null without amsgrad.</summary>
    public Tensor max_exp_avg_sq = null!;

    private protected AdamState(Parameter parameter)
        : base(parameter)
    {
    }

    /// <summary>Disposes the tensors.</summary>
    public void Dispose()
    {
        exp_avg?.Dispose();
        exp_avg_sq?.Dispose();
        max_exp_avg_sq?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    public override void LoadStateDict(OptimizerState source)
    {
        var other = (AdamState)source;
        step = other.step;
        exp_avg = Copied(exp_avg, other.exp_avg);
        exp_avg_sq = Copied(exp_avg_sq, other.exp_avg_sq);
        max_exp_avg_sq = Copied(max_exp_avg_sq, other.max_exp_avg_sq);
    }

    /// <inheritdoc/>
    public override bool ApproximatelyEquals(OptimizerState other) => other is AdamState state && step == state.step
        && exp_avg.allclose(state.exp_avg) && exp_avg_sq.allclose(state.exp_avg_sq)
        && (max_exp_avg_sq is null || max_exp_avg_sq.allclose(state.max_exp_avg_sq));

    /// <inheritdoc/>
    public override void Initialize(OptimizerOptions options)
    {
        step = 0;
        exp_avg = Zeros(exp_avg);
        exp_avg_sq = Zeros(exp_avg_sq);
        max_exp_avg_sq?.Dispose();
        max_exp_avg_sq = ((AdamOptions)options).amsgrad!.Value ? Zeros(null) : null!;
    }
}
