namespace LfmSpec.Models.Chat;

/// <summary>What is not there: it prints as nothing, is false and has no items, and is an error where a value is needed.</summary>
internal sealed class Undefined
{
    private const int LongestName = 100;

    /// <summary>Makes one.</summary>
    /// <param name="why">Why it is not there, with names no longer than <see cref="Cut"/> leaves them.</param>
    public Undefined(string why)
    {
        Budget.Text(why.Length);
        Why = why;
    }

    private string Why { get; }

    /// <summary>A name of any length as a message has it.</summary>
    public static string Cut(string name) => name.Length <= LongestName ? name : $"{name.AsSpan(0, LongestName)}…";

    public TemplateFault Fault() => new(Why, "Give the messages what the template asks for, or correct the template");
}
