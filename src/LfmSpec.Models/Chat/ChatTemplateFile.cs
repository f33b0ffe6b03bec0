using LfmSpec.Models.Files;

namespace LfmSpec.Models.Chat;

/// <summary>
/// Finds a checkpoint's template where transformers does: chat_template.jinja, or else "chat_template" of tokenizer_config.json, which is a text or a list of
/// named ones of which "default" counts. The special tokens are tokenizer_config.json's.
/// </summary>
internal static class ChatTemplateFile
{
    private const int LargestBytes = 4 * 1024 * 1024;
    private const string Again = "Download the checkpoint again";
    private static readonly FileKind Kind = new(LargestBytes, fault => new ChatTemplateException(fault.ToString()), _ => Again);
    private static readonly string[] TokenNames = ["bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token"];

    /// <summary>Reads a checkpoint's template.</summary>
    /// <param name="folder">The checkpoint's folder.</param>
    /// <returns>The template; null if it has none.</returns>
    /// <exception cref="ChatTemplateException">A file is broken, or its template cannot be read.</exception>
    public static ChatTemplate? Read(string folder)
    {
        string jinja = Path.Combine(folder, "chat_template.jinja"), json = Path.Combine(folder, "tokenizer_config.json");
        var configuration = Path.Exists(json) && JsonFile.Read(json, Kind) is { IsObject: true } root ? root : (JsonValue?)null;
        var tokens = configuration is { } named ? SpecialTokens(named) : [];
        return Path.Exists(jinja) ? ChatTemplate.Parse(InputFile.ReadText(jinja, Kind), jinja, tokens)
            : configuration?.Member("chat_template") is { IsNull: false } template ? ChatTemplate.Parse(Template(template), $"{json}, chat_template", tokens)
            : null;
    }

    private static string Template(JsonValue template) => template switch
    {
        { IsText: true } => template.Text(),
        { IsList: true } => template.Items().Where(item => Member(item, "name") == "default").Select(item => Member(item, "template")).LastOrDefault()
            ?? throw template.Error("is a list without one that is named 'default'", "Put the template that you want into chat_template.jinja"),
        _ => throw template.Not("a text or a list of named ones"),
    };

    private static Dictionary<string, string> SpecialTokens(JsonValue configuration)
    {
        var tokens = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in TokenNames)
        {
            if ((Member(configuration, name) ?? Member(configuration.Member(name), "content")) is { } text)
            {
                tokens.Add(name, text);
            }
        }

        return tokens;
    }

    private static string? Member(JsonValue value, string name) => value.IsObject && value.Member(name) is { IsText: true } text ? text.Text() : null;
}
