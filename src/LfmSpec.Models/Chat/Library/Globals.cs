namespace LfmSpec.Models.Chat;

/// <summary>The functions that a chat template finds: those of jinja2's sandbox that templates use, and the two that transformers adds.</summary>
internal static class Globals
{
    /// <summary>The sandbox's bound.</summary>
    private const int LongestRange = 100_000;

    /// <summary>A scope with the functions.</summary>
    public static Scope Scope(TimeProvider clock) => new()
    {
        ["range"] = new Callable(Range),
        ["dict"] = new Callable(arguments => arguments.Positional.Count == 0 ? new Mapping(arguments.Named) : throw TemplateFault.NotUnderstood("dict() of another value")),
        ["namespace"] = new Callable(MakeNamespace),
        ["raise_exception"] = new Callable(arguments =>
            throw new TemplateFault($"the template refuses the messages: {Refusal(arguments)}", "Give it messages as it asks for")),
        ["strftime_now"] = new Callable(arguments => DateFormat.Write(TextMethods.Text(arguments.Bind("strftime_now", 1, "format")[0]), clock.GetLocalNow())),
    };

    // No longer than a message may be.
    private static string Refusal(CallArguments arguments)
    {
        var said = PythonText.Of(arguments.Bind("raise_exception", 1, "message")[0]);
        return said.Length > SafeText.LongestMessage ? said[..SafeText.LongestMessage] : said;
    }

    private static Sequence Range(CallArguments arguments)
    {
        var given = arguments.Bind("range", 1, "start", "stop", "step");
        var hasStop = !ReferenceEquals(given[1], CallArguments.NotGiven);
        long start = hasStop ? Numbers.AsWhole(given[0]) : 0, stop = Numbers.AsWhole(given[hasStop ? 1 : 0]), step = Numbers.AsWhole(Filters.Given(given[2], 1L));
        if (step == 0)
        {
            throw new TemplateFault("range() has the step 0");
        }

        var numbers = new List<object?>();
        for (Int128 number = start; step > 0 ? number < stop : number > stop; number += step)
        {
            Budget.Spend(numbers.Count % 4 == 0 ? 1 : 0);
            numbers.Add(numbers.Count < LongestRange ? (long)number : throw new TemplateFault($"range() has more than {LongestRange:N0} numbers"));
        }

        return new Sequence(numbers, SequenceKind.Range);
    }

    private static Namespace MakeNamespace(CallArguments arguments)
    {
        var made = new Namespace();
        if (arguments.Positional is [Mapping from])
        {
            foreach (var (key, value) in from.Entries)
            {
                made[PythonText.Of(key)] = value;
            }
        }
        else if (arguments.Positional.Count > 0)
        {
            throw new TemplateFault("namespace() takes a dict, or attributes by their names");
        }

        foreach (var (name, value) in arguments.Named)
        {
            made[name] = value;
        }

        return made;
    }
}
