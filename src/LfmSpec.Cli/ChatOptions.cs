using System.CommandLine;
using LfmSpec.Models.Chat;
using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Cli;

/// <summary>The options that make a prompt a user's message in the model's chat template.</summary>
internal sealed class ChatOptions
{
    internal Option<bool> Chat { get; } = new("--chat") { Description = "Put the prompt into the model's chat template, as the user's message, before the opening of an answer." };

    internal Option<string?> System { get; } = new("--system") { Description = "The system message before it, for --chat." };

    /// <summary>How a text becomes messages; null without --chat.</summary>
    /// <exception cref="InterventionTextException">There is a system message for no chat.</exception>
    internal Func<string, IReadOnlyList<ChatMessage>>? Messages(ParseResult parsed)
    {
        var system = parsed.GetValue(System);
        return parsed.GetValue(Chat) ? text => system is null ? [new("user", text)] : [new("system", system), new("user", text)]
            : system is null ? null
            : throw new InterventionTextException("--system is a message of a chat, and the prompt is raw text. Add --chat, or leave it out.");
    }

    /// <summary>How a text becomes what is given to the lab, which encodes raw texts; itself without --chat.</summary>
    /// <exception cref="InterventionTextException">There is a system message for no chat.</exception>
    internal Func<string, string> Texts(ParseResult parsed, Checkpoint checkpoint) =>
        Messages(parsed) is { } messages ? text => RawText(checkpoint, messages(text)) : text => text;

    // The lab's encoding puts the tokenizer's own special tokens before a text, which a template that begins with them must not have twice.
    private static string RawText(Checkpoint checkpoint, IReadOnlyList<ChatMessage> messages)
    {
        var rendered = checkpoint.RenderChat(messages);
        var begins = checkpoint.Tokenizer.BeginningOfText is { } id ? checkpoint.Tokenizer.TokenText(id) : "";
        var text = rendered.StartsWith(begins, StringComparison.Ordinal) ? rendered[begins.Length..] : rendered;
        return checkpoint.Tokenizer.Encode(text).SequenceEqual(checkpoint.EncodeChat(messages)) ? text : throw new ChatTemplateException(
            $"{checkpoint.Folder}: the tokenizer adds special tokens to every text, and the chat template does not write them, so that this chat is no raw text. "
            + "Add bos_token to the template, or use lfmspec generate.");
    }
}
