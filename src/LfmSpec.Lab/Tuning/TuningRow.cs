using System.Text.Json;
using LfmSpec.Models.Chat;

namespace LfmSpec.Lab;

/// <summary>One example as its file has it; every complaint says where it is, and what to do.</summary>
/// <param name="Value">The JSON.</param>
/// <param name="Place">The file and the line, or the number of the example.</param>
internal readonly record struct TuningRow(JsonElement Value, string Place)
{
    /// <summary>What an example may be.</summary>
    internal const string Formats =
        "Give every example \"instruction\" and \"output\" (with or without \"input\"), \"messages\", \"prompt\" and \"completion\", \"prompt\", \"chosen\" and \"rejected\", or \"prompt\" and \"answer\"";

    internal bool Has(string key) => Value.ValueKind == JsonValueKind.Object ? Value.TryGetProperty(key, out _) : throw Error("is no JSON object", Formats);

    internal bool HasList(string key) => Has(key) && Value.GetProperty(key).ValueKind == JsonValueKind.Array;

    internal string Text(string key) => TextOrEmpty(key) is { Length: > 0 } text ? text : throw Error($"has an empty \"{key}\"", "Give it a text");

    internal string TextOrEmpty(string key) =>
        !Has(key) ? throw Error($"has no \"{key}\"", Formats)
        : Value.GetProperty(key) is { ValueKind: JsonValueKind.String } text ? text.GetString()!
        : throw Error($"has a \"{key}\" that is no text", "Write it between quotation marks");

    internal bool Flag(string key) => Has(key) && Value.GetProperty(key).ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Error($"has a \"{key}\" that is neither true nor false", "Write one of them"),
    };

    /// <summary>A list of messages, each with its role and its content; one at least.</summary>
    internal ChatMessage[] Messages(string key)
    {
        if (!Has(key))
        {
            throw Error($"has no \"{key}\"", Formats);
        }

        if (!HasList(key) || Value.GetProperty(key).GetArrayLength() == 0)
        {
            throw Error($"has \"{key}\" that are no list of messages", "Write a list of objects with \"role\" and \"content\"; what belongs to messages is messages too");
        }

        var place = Place;
        return [.. Value.GetProperty(key).EnumerateArray().Select((item, index) => new TuningRow(item, $"{place}, {key}[{index}]")).Select(message => new ChatMessage(message.Text("role"), message.TextOrEmpty("content")))];
    }

    internal LabException Error(string what, string remedy) => new($"{Place}: it {what}. {remedy}.");
}
