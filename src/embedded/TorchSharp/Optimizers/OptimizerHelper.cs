using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp.Modules;

/// <summary>What optimizers have in common: groups of parameters, and a state for each parameter.</summary>
public abstract class OptimizerHelper : Optimizer
{
    /// <summary>Options where a group sets none.</summary>
    protected OptimizerOptions _defaults = new();

    /// <summary>What is kept of each parameter; the object counts, not its elements.</summary>
    private protected readonly Dictionary<Tensor, OptimizerState> states = new(ReferenceEqualityComparer.Instance);

    /// <summary>The parameters of all groups.</summary>
    public override IEnumerable<Parameter> parameters() => _parameter_groups.SelectMany(group => group.Parameters);

    /// <summary>Sets the gradients to zero.</summary>
    public override void zero_grad()
    {
        using var mode = no_grad();
        foreach (var parameter in parameters())
        {
            using var grad = parameter.grad;
            grad?.zero_();
        }
    }

    /// <summary>The options of the groups and the states of the parameters: the objects themselves, no copies.</summary>
    public virtual StateDictionary state_dict()
    {
        var result = new StateDictionary();
        foreach (var group in _parameter_groups)
        {
            result.Options.Add(group.Options);
            var places = new List<int>();
            foreach (var parameter in group.Parameters)
            {
                places.Add(result.State.Count);
                result.State.Add(states[parameter]);
            }
            result.StateIndexRef.Add(places);
        }
        return result;
    }

    /// <summary>Takes over the options and copies of the states of another optimizer of as many groups and parameters.</summary>
    public virtual void load_state_dict(StateDictionary state_dict)
    {
        var own = this.state_dict();
        if (state_dict.Options.Count != own.Options.Count)
            throw new ArgumentException($"Invalid optimizer state -- different number of parameter groups: {state_dict.Options.Count}, not "
                + $"{own.Options.Count}.");
        if (state_dict.State.Count != own.State.Count)
            throw new ArgumentException($"Invalid optimizer state -- different number of states: {state_dict.State.Count}, not "
                + $"{own.State.Count}.");
        foreach (var (options, source) in own.Options.Zip(state_dict.Options))
        {
            if (!ReferenceEquals(options, source))
                options.LoadStateDict(source);
        }
        foreach (var (state, source) in own.State.Zip(state_dict.State))
        {
            if (!ReferenceEquals(state, source))
                state.LoadStateDict(source);
        }
    }

    /// <summary>Moves the states; here only the CPU is a place to be.</summary>
    public void to(Device device)
    {
        foreach (var state in states.Values)
            state.to(device);
    }

    /// <summary>Runs the closure with gradients, then a function over the groups without.</summary>
    protected Tensor _step<T>(Action<T> body, Func<Tensor>? loss_closure = null)
        where T : ParamGroup
    {
        Tensor? loss = null;
        if (loss_closure is not null)
        {
            using var mode = enable_grad();
            loss = loss_closure();
        }
        using (no_grad())
        using (NewDisposeScope())
        {
            foreach (var group in _parameter_groups)
                body((T)group);
        }
        return loss!;
    }

    /// <summary>Disposes the states.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (var state in states.Values)
                (state as IDisposable)?.Dispose();
            states.Clear();
        }
        base.Dispose(disposing);
    }

    /// <summary>Adds a group whose options are all set, and makes the states of its parameters.</summary>
    private protected void Adopt(ParamGroup group, Func<Parameter, OptimizerState> state)
    {
        group.Options.InitialLearningRate = group.Options.LearningRate!.Value;
        // A sequence that is computed anew at each walk must not bring other objects.
        group.Parameters = [.. group.Parameters];
        if (!group.Parameters.Any())
            throw new ArgumentException("The optimizer got an empty parameter list: it would train nothing. Were the modules registered?");
        _parameter_groups.Add(group);
        foreach (var parameter in group.Parameters)
        {
            var made = state(parameter);
            if (!states.TryAdd(parameter, made))
                throw new ArgumentException("add_param_group: some parameters appear in more than one parameter group, or twice in one.");
            made.Initialize(group.Options);
        }
    }
}
