namespace LfmSpec.Models.Chat;

/// <summary>What is not there: it prints as nothing, is false and has no items, and is an error where a value is needed.</summary>
/// <param name="Why">Why it is not there.</param>
internal sealed record Undefined(string Why)
{
    public TemplateFault Fault() => new(Why, "Give the messages what the template asks for, or correct the template");
}
