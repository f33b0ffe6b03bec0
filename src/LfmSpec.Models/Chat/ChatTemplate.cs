namespace LfmSpec.Models.Chat;

/// <summary>
/// A checkpoint's chat template: Jinja, rendered as transformers renders it (jinja2's ImmutableSandboxedEnvironment with trim_blocks and lstrip_blocks, its
/// loop controls, <c>generation</c>, <c>tojson</c>, <c>raise_exception</c> and <c>strftime_now</c>). Of Jinja it has what chat templates use; anything else is
/// an error that names it. Threads may share a template.
/// </summary>
public sealed class ChatTemplate
{
    private const int LongestFault = 500;
    private readonly string file;
    private readonly IReadOnlyList<Statement> statements;
    private readonly IReadOnlyDictionary<string, string> specialTokens;

    private ChatTemplate(string file, IReadOnlyList<Statement> statements, IReadOnlyDictionary<string, string> specialTokens)
    {
        this.file = file;
        this.statements = statements;
        this.specialTokens = specialTokens;
    }

    /// <summary>Reads a template.</summary>
    /// <param name="template">The Jinja text.</param>
    /// <param name="file">Where it is from, for messages.</param>
    /// <param name="specialTokens">The texts of special tokens by the names that the template has for them, such as bos_token.</param>
    /// <returns>The template.</returns>
    /// <exception cref="ChatTemplateException">It is no template, or has a tag that is not understood here.</exception>
    public static ChatTemplate Parse(string template, string file, IReadOnlyDictionary<string, string>? specialTokens = null)
    {
        ArgumentNullException.ThrowIfNull(template);
        try
        {
            return new ChatTemplate(file, TemplateParser.Read(template), specialTokens ?? new Dictionary<string, string>());
        }
        catch (TemplateFault fault)
        {
            throw Error(file, fault);
        }
    }

    /// <summary>The text of a chat, from which the model goes on.</summary>
    /// <param name="messages">The messages, in order.</param>
    /// <param name="addGenerationPrompt">Whether the text ends with the opening of an answer.</param>
    /// <param name="clock">The clock of templates that write today's date (Llama 3's do); null for the system's.</param>
    /// <returns>The text, special tokens written out.</returns>
    /// <exception cref="ChatTemplateException">The template refuses the messages, or has something that is not understood here; the message says what and where.</exception>
    public string Render(IReadOnlyList<ChatMessage> messages, bool addGenerationPrompt, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var values = messages.Select(message => (object?)new Mapping([new("role", message.Role), new("content", message.Content)]));
        return Render(
            [new("messages", new Sequence([.. values])), new("add_generation_prompt", addGenerationPrompt), new("tools", null), new("documents", null)],
            clock);
    }

    /// <summary>The text for any variables, beside those of special tokens.</summary>
    internal string Render(IEnumerable<KeyValuePair<string, object?>> variables, TimeProvider? clock = null)
    {
        var given = new Scope(Globals.Scope(clock ?? TimeProvider.System));
        foreach (var (name, text) in specialTokens)
        {
            given[name] = text;
        }

        foreach (var (name, value) in variables)
        {
            given[name] = value;
        }

        try
        {
            using var budget = Budget.Begin();
            return new Renderer(new Evaluator()).Render(statements, new Scope(given));
        }
        catch (TemplateFault fault)
        {
            throw Error(file, fault);
        }
    }

    // A template's words are of unknown origin: on one line, not long, nothing that a terminal would obey.
    private static ChatTemplateException Error(string file, TemplateFault fault) =>
        new($"{file}{(fault.Line > 0 ? $", line {fault.Line}" : "")}: {SafeText.Quote(fault.Message, LongestFault)}. {fault.Remedy}.");
}
