using LfmSpec.Models.Chat;
using LfmSpec.Models.Files;

namespace LfmSpec.Lab.Tuning;

/// <summary>One example as its file has it; every complaint says where it is, and what to do.</summary>
/// <param name="Value">The JSON.</param>
internal readonly record struct TuningRow(JsonValue Value)
{
    /// <summary>What an example may be.</summary>
    internal const string Formats =
        "Give every example \"instruction\" and \"output\" (with or without \"input\"), \"messages\", \"prompt\" and \"completion\", \"prompt\", \"chosen\" and \"rejected\", or \"prompt\" and \"answer\"";

    internal bool Has(string key) => Value.IsObject ? Value.Member(key).IsThere : throw Error("is no JSON object", Formats);

    internal bool HasList(string key) => Has(key) && Value.Member(key).IsList;

    internal string Text(string key) => TextOrEmpty(key) is { Length: > 0 } text ? text : throw Error($"has an empty \"{key}\"", "Give it a text");

    internal string TextOrEmpty(string key) =>
        !Has(key) ? throw Error($"has no \"{key}\"", Formats)
        : Value.Member(key) is { IsText: true } text ? text.Text()
        : throw Error($"has a \"{key}\" that is no text", "Write it between quotation marks");

    internal bool Flag(string key) => Has(key) && Value.Member(key).Flag();

    /// <summary>A list of messages, each with its role and its content; one at least.</summary>
    internal ChatMessage[] Messages(string key)
    {
        if (!Has(key))
        {
            throw Error($"has no \"{key}\"", Formats);
        }

        return Value.Member(key) is { IsList: true, IsEmpty: false } messages
            ? [.. messages.Items().Select(item => new TuningRow(item)).Select(message => new ChatMessage(message.Text("role"), message.TextOrEmpty("content")))]
            : throw Error($"has \"{key}\" that are no list of messages", "Write a list of objects with \"role\" and \"content\"; what belongs to messages is messages too");
    }

    internal Exception Error(string what, string remedy) => Value.Error(what, remedy);
}
