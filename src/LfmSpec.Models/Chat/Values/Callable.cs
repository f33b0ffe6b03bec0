namespace LfmSpec.Models.Chat;

/// <summary>What can be called: a method, a function, a macro.</summary>
/// <param name="Name">Its name, for messages.</param>
/// <param name="Invoke">Calls it.</param>
internal sealed record Callable(string Name, Func<CallArguments, object?> Invoke);

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

        var values = new object?[names.Count];
        for (var index = 0; index < names.Count; index++)
        {
            values[index] = index < Positional.Count ? Positional[index] : NotGiven;
        }

        foreach (var (name, value) in Named)
        {
            var index = names.Count - 1;
            while (index >= 0 && names[index] != name)
            {
                index--;
            }

            values[index] = index < 0 ? throw new TemplateFault($"{function} has no argument '{name}'")
                : ReferenceEquals(values[index], NotGiven) ? value
                : throw new TemplateFault($"{function} is given its argument '{name}' twice");
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
