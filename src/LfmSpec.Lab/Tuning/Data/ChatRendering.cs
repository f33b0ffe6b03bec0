using LfmSpec.Models.Chat;
using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Lab.Tuning;

/// <summary>
/// Makes chats into texts by the checkpoint's own template, as TRL prepares conversational data: the prompt is the chat before the answer with the opening of
/// an answer, the response is the rest of the whole chat as the template writes it, with its end of the answer.
/// </summary>
/// <param name="checkpoint">Its template.</param>
internal sealed class ChatRendering(Checkpoint checkpoint)
{
    private const string Assistant = "assistant";

    /// <summary>An example of <c>messages</c>: the last answer is to be learned.</summary>
    /// <exception cref="LabException">It does not end with an answer, or the template cannot write it.</exception>
    internal TuningExample Chat(TuningRow row) => row.Messages("messages") is [.. { Length: > 0 } before, { Role: Assistant } last]
        ? Example(row, before, [last])
        : throw row.Error("does not end with a message of the role \"assistant\" after another one", "Let every chat end with the answer that is to be learned");

    /// <summary>An example of <c>prompt</c> and <c>completion</c>, both messages.</summary>
    /// <exception cref="LabException">The completion begins with no answer, or the template cannot write it.</exception>
    internal TuningExample Completion(TuningRow row) => Example(row, row.Messages("prompt"), Answer(row, "completion"));

    /// <summary>An example of <c>prompt</c>, <c>chosen</c> and <c>rejected</c>, all messages.</summary>
    /// <exception cref="LabException">A continuation begins with no answer, or the template cannot write it.</exception>
    internal TuningExample Preference(TuningRow row)
    {
        var prompt = row.Messages("prompt");
        return Example(row, prompt, Answer(row, "chosen")) with { Rejected = Example(row, prompt, Answer(row, "rejected")).Response };
    }

    /// <summary>An example of <c>prompt</c>, messages, and <c>answer</c>, a text.</summary>
    /// <exception cref="LabException">The template cannot write it.</exception>
    internal TuningExample Problem(TuningRow row) => Example(row, row.Messages("prompt"), [new ChatMessage(Assistant, row.Text("answer"))]);

    private static ChatMessage[] Answer(TuningRow row, string key) => row.Messages(key) is [{ Role: Assistant }, ..] messages
        ? messages
        : throw row.Error($"has \"{key}\" that do not begin with a message of the role \"assistant\"", "Let them begin with the answer, and the prompt end before it");

    private TuningExample Example(TuningRow row, IReadOnlyList<ChatMessage> before, IReadOnlyList<ChatMessage> answer)
    {
        if (answer[0].Content.Length == 0)
        {
            throw row.Error("has an answer without a text", "Give it one, or leave the example out");
        }

        var (prompt, whole) = (Text(row, before, opensAnswer: true), Text(row, [.. before, .. answer], opensAnswer: false));
        return whole.Length > prompt.Length && whole.StartsWith(prompt, StringComparison.Ordinal)
            ? new TuningExample(prompt, whole[prompt.Length..]) { IsChat = true, Answer = answer[0].Content.Trim() }
            : throw row.Error(
                $"is a chat of which {checkpoint.Name}'s chat template writes the prompt, with the opening of an answer, otherwise than at the beginning of the whole chat: \"{Where(prompt, whole)}\"",
                "What is learned would not be what the model is asked. Put a chat_template.jinja beside tokenizer.json that writes both alike, or write the texts themselves as \"prompt\" and \"completion\"");
    }

    private string Text(TuningRow row, IReadOnlyList<ChatMessage> messages, bool opensAnswer)
    {
        try
        {
            return checkpoint.ChatTemplate?.Render(messages, opensAnswer, FixedDay.Clock) ?? throw row.Error(
                $"is a chat, and {checkpoint.Name} has no chat template, which says how it is written",
                $"Train a checkpoint that has one, put a chat_template.jinja into {checkpoint.Folder}, or write texts as \"prompt\" and \"completion\" instead of messages");
        }
        catch (ChatTemplateException error)
        {
            throw row.Error("is a chat that the checkpoint's chat template does not write", error.Message.TrimEnd('.'));
        }
    }

    // The last that both have, and where the prompt goes on alone.
    private static string Where(string prompt, string whole)
    {
        var same = prompt.Zip(whole).TakeWhile(pair => pair.First == pair.Second).Count();
        return ShortText.Of(prompt[Math.Max(0, same - 20)..]);
    }

    /// <summary>Templates that write today's date write 26 July 2024, which Llama 3's has where there is no clock: what is trained on is the same tomorrow.</summary>
    private sealed class FixedDay : TimeProvider
    {
        internal static readonly FixedDay Clock = new();

        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override DateTimeOffset GetUtcNow() => new(2024, 7, 26, 0, 0, 0, TimeSpan.Zero);
    }
}
