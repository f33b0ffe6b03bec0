namespace LfmSpec.Models.Chat;

/// <summary>
/// What one rendering may cost at most, so that a template that never ends, or fills the memory, is an error. It belongs to the thread that renders, so that
/// every value, element and text pays where it is made or looked at, whichever filter, method or operator does it: the constructors of values
/// (<see cref="Sequence"/>, <see cref="Mapping"/>, <see cref="Scope"/>, ...), what walks through them (<see cref="PythonEquality"/>, <see cref="Operators.Order"/>,
/// <see cref="PythonText"/>), <see cref="TextBuilder"/>, and the doors to every operation (<see cref="Takes"/> and <see cref="Gives"/>). Outside of a rendering
/// nothing is counted.
/// </summary>
internal sealed class Budget : IDisposable
{
    /// <summary>The most steps: an expression, a statement or an element looked at is one, and so are 64 characters. Real templates need a hundredth of it.</summary>
    public const long Steps = 3_000_000;

    /// <summary>The most bytes of all values that are made, those that are dropped again included.</summary>
    public const long Bytes = 64 * 1024 * 1024;

    /// <summary>The most characters of one text, and items of one list.</summary>
    public const int Largest = 4 * 1024 * 1024;

    /// <summary>How deep expressions, tags, macros and values may be in one another; Python ends at about as many.</summary>
    public const int Depth = 1000;

    // Finding a filter and binding its arguments takes as long as some expressions.
    private const int Operation = 4;

    private const string Remedy = "Shorten the messages, or correct the template";

    [ThreadStatic]
    private static Budget? current;

    private readonly Budget? around = current;
    private long steps;
    private long bytes;

    private Budget()
    {
    }

    /// <summary>Begins a rendering on this thread; it ends when the budget is disposed of.</summary>
    public static Budget Begin() => current = new Budget();

    /// <summary>Takes steps.</summary>
    /// <param name="amount">How many.</param>
    /// <exception cref="TemplateFault">There were too many.</exception>
    public static void Spend(long amount = 1)
    {
        if (current is { } budget && !IsWithin(ref budget.steps, amount, Steps))
        {
            throw new TemplateFault($"the template does not end within {Steps:N0} steps", Remedy);
        }
    }

    /// <summary>Takes memory, before it is.</summary>
    /// <param name="amount">How many bytes.</param>
    /// <exception cref="TemplateFault">There were too many.</exception>
    public static void Keep(long amount)
    {
        if (current is { } budget && !IsWithin(ref budget.bytes, amount, Bytes))
        {
            throw new TemplateFault($"the template makes more than {Bytes / 1024 / 1024} MB of texts and lists", Remedy);
        }
    }

    /// <summary>Takes what characters cost that are gone through one by one, and not in a block.</summary>
    /// <param name="count">How many.</param>
    /// <exception cref="TemplateFault">There were too many.</exception>
    public static void Characters(long count) => Spend(count / 8);

    /// <summary>Takes what two texts cost that are compared in a block.</summary>
    /// <param name="left">The one.</param>
    /// <param name="right">The other.</param>
    /// <exception cref="TemplateFault">There were too many characters.</exception>
    public static void Compare(string left, string right) =>
        Spend(ReferenceEquals(left, right) || left.Length != right.Length ? 0 : left.Length / 64);

    /// <summary>Takes what a new text costs, before it is made.</summary>
    /// <param name="length">Its UTF-16 units.</param>
    /// <exception cref="TemplateFault">It is too long, or there were too many.</exception>
    public static void Text(long length)
    {
        Bound(length);
        Spend(length / 64);
        Keep(32 + (2 * length));
    }

    /// <summary>Takes what a new list or dictionary costs, before it is made.</summary>
    /// <param name="count">Its items.</param>
    /// <param name="each">The bytes of one.</param>
    /// <exception cref="TemplateFault">It is too long, or there were too many.</exception>
    public static void Items(long count, int each = 32)
    {
        Bound(count);
        Spend(count / 8);
        Keep(96 + (each * count));
    }

    /// <summary>The door into every filter, test, call and operator: what it is given costs what it takes to go through it once.</summary>
    /// <param name="value">What it works on.</param>
    /// <param name="arguments">What it is given beside that.</param>
    /// <exception cref="TemplateFault">There was too much.</exception>
    public static void Takes(object? value, CallArguments arguments)
    {
        var cost = Operation + Size(value) + arguments.Positional.Count + arguments.Named.Count;
        for (var index = 0; index < arguments.Positional.Count; index++)
        {
            cost += Size(arguments.Positional[index]);
        }

        foreach (var (_, argument) in arguments.Named)
        {
            cost += Size(argument);
        }

        Spend(cost);
    }

    /// <summary>The door out of every filter and call: a text that was not there before costs its memory.</summary>
    /// <param name="made">The result.</param>
    /// <param name="value">What it was made of.</param>
    /// <returns>The result.</returns>
    /// <exception cref="TemplateFault">There was too much.</exception>
    public static object? Gives(object? made, object? value)
    {
        if (made is string text && !ReferenceEquals(text, value))
        {
            Text(text.Length);
        }

        return made;
    }

    public void Dispose() => current = around;

    // Without what is inside of the items: whatever goes there pays there.
    private static long Size(object? value) => value switch
    {
        string text => text.Length / 64,
        Sequence sequence => sequence.Items.Count / 16,
        Mapping mapping => mapping.Count / 16,
        _ => 0,
    };

    // A template's own numbers reach these amounts: none may give anything back, or be so large that the sum begins anew.
    private static bool IsWithin(ref long spent, long amount, long most)
    {
        amount = Math.Max(0, amount);
        var isWithin = amount <= most - spent;
        spent = isWithin ? spent + amount : most;
        return isWithin;
    }

    private static void Bound(long length)
    {
        if (length > Largest && current is not null)
        {
            throw new TemplateFault($"a text or list of {length:N0} characters or items is made, and {Largest:N0} are allowed", Remedy);
        }
    }
}
