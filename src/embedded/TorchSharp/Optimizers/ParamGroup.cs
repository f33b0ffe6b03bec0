using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp.Modules;

/// <summary>Options of a group of parameters.</summary>
public class OptimizerOptions
{
    /// <summary>The learning rate; null takes the optimizer's.</summary>
    public double? LearningRate { get; set; }

    /// <summary>The learning rate that was set at first; schedules start from it.</summary>
    public double InitialLearningRate { get; set; }

    /// <summary>Takes over other options.</summary>
    public virtual void LoadStateDict(OptimizerOptions source)
    {
        InitialLearningRate = source.InitialLearningRate;
        LearningRate = source.LearningRate;
    }
}

/// <summary>What an optimizer keeps of one parameter.</summary>
public abstract class OptimizerState
{
    /// <summary>The parameter.</summary>
    protected Parameter _parameter;

    /// <summary>The state of a parameter.</summary>
    protected OptimizerState(Parameter parameter) => _parameter = parameter;

    /// <summary>Takes over a copy of another state.</summary>
    public abstract void LoadStateDict(OptimizerState source);

    /// <summary>Are the numbers of another state about the same?</summary>
    public virtual bool ApproximatelyEquals(OptimizerState other) => false;

    /// <summary>Starts anew.</summary>
    public abstract void Initialize(OptimizerOptions options);

    /// <summary>Moves the state; here only the CPU is a place to be.</summary>
    public virtual void to(Device device) => _ = OnCpu(device);

    /// <summary>A copy that is in no dispose scope, in the place of an old tensor, which is disposed.</summary>
    private protected static Tensor Copied(Tensor? old, Tensor? source)
    {
        old?.Dispose();
        return source?.clone().DetachFromDisposeScope()!;
    }

    /// <summary>Zeros for the parameter, in no dispose scope, in the place of an old tensor, which is disposed.</summary>
    private protected Tensor Zeros(Tensor? old)
    {
        old?.Dispose();
        return zeros_like(_parameter).DetachFromDisposeScope();
    }
}

/// <summary>Parameters with options of their own.</summary>
public class ParamGroup : ILearningRateController
{
    /// <summary>The parameters.</summary>
    public IEnumerable<Parameter> Parameters { get; set; } = [];

    /// <summary>The options; what they leave out the optimizer fills in.</summary>
    public OptimizerOptions Options { get; set; } = null!;

    /// <inheritdoc/>
    public double LearningRate
    {
        get => Options.LearningRate!.Value;
        set => Options.LearningRate = value;
    }

    /// <inheritdoc/>
    public double InitialLearningRate
    {
        get => Options.InitialLearningRate;
        set => Options.InitialLearningRate = value;
    }
}

/// <summary>Parameters with options of one kind.</summary>
public class ParamGroup<TOptions> : ParamGroup
    where TOptions : OptimizerOptions
{
    /// <summary>A group to be filled in.</summary>
    public ParamGroup()
    {
    }

    /// <summary>Parameters with options.</summary>
    public ParamGroup(IEnumerable<Parameter> parameters, TOptions? options = null)
    {
        Parameters = parameters;
        base.Options = options!;
    }

    /// <summary>The options.</summary>
    public new TOptions Options
    {
        get => (TOptions)base.Options;
        set => base.Options = value;
    }
}
