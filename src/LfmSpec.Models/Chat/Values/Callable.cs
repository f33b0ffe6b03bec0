namespace LfmSpec.Models.Chat;

/// <summary>What can be called: a method, a function, a macro.</summary>
internal sealed class Callable
{
    private readonly Func<CallArguments, object?> call;
    private readonly object? self;

    /// <summary>Makes one.</summary>
    /// <param name="call">What it does.</param>
    /// <param name="self">The value whose method it is; null for a function.</param>
    public Callable(Func<CallArguments, object?> call, object? self = null)
    {
        Budget.Keep(200);
        (this.call, this.self) = (call, self);
    }

    /// <summary>Calls it.</summary>
    /// <param name="arguments">The values that it is given.</param>
    /// <returns>Its result.</returns>
    /// <exception cref="TemplateFault">They do not fit it.</exception>
    public object? Invoke(CallArguments arguments)
    {
        Budget.Takes(self, arguments);
        return Budget.Gives(call(arguments), self);
    }
}

/// <summary>The values that a call is given.</summary>
/// <param name="Positional">Those without a name.</param>
/// <param name="Named">Those with one.</param>
internal sealed record CallArguments(IReadOnlyList<object?> Positional, IReadOnlyList<KeyValuePair<string, object?>> Named)
{
    /// <summary>Stands where an argument was not given.</summary>
    public static readonly object NotGiven = new();

    public static CallArguments Of(params IReadOnlyList<object?> positional) => new(positional, []);

    /// <summary>The arguments without the first positional ones.</summary>
    public CallArguments After(int count) => this with { Positional = [.. Positional.Skip(count)] };

    /// <summary>Puts each argument to its parameter.</summary>
    /// <param name="function">What is called.</param>
    /// <param name="required">How many parameters must be given.</param>
    /// <param name="names">The parameters.</param>
    /// <returns>A value each parameter, <see cref="NotGiven"/> for what is not there.</returns>
    /// <exception cref="TemplateFault">There are too few, too many, or some that it does not have.</exception>
    public object?[] Bind(string function, int required, params IReadOnlyList<string> names)
    {
        if (Positional.Count > names.Count)
        {
            throw new TemplateFault($"{function} takes at most {names.Count} argument(s), and {Positional.Count} are given");
        }

        Budget.Spend(((1 + (long)Named.Count) * names.Count) / 8);
        var values = new object?[names.Count];
        for (var index = 0; index < names.Count; index++)
        {
            values[index] = index < Positional.Count ? Positional[index] : NotGiven;
        }

        foreach (var (name, value) in Named)
        {
            var index = names.Count - 1;
            while (index >= 0 && !TextKeys.AreEqual(names[index], name))
            {
                index--;
            }

            values[index] = index < 0 ? throw new TemplateFault($"{function} has no argument '{Undefined.Cut(name)}'")
                : ReferenceEquals(values[index], NotGiven) ? value
                : throw new TemplateFault($"{function} is given its argument '{Undefined.Cut(name)}' twice");
        }

        for (var index = 0; index < required; index++)
        {
            if (ReferenceEquals(values[index], NotGiven))
            {
                throw new TemplateFault($"{function} needs the argument '{names[index]}'");
            }
        }

        return values;
    }
}
