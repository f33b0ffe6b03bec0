using System.Text;
using System.Text.Json;

namespace LfmSpec.Models.Chat;

/// <summary>
/// Finds a checkpoint's template where transformers does: chat_template.jinja, or else "chat_template" of tokenizer_config.json, which is a text or a list of
/// named ones of which "default" counts. The special tokens are tokenizer_config.json's.
/// </summary>
internal static class ChatTemplateFile
{
    private const int LargestBytes = 64 * 1024 * 1024;
    private const string Again = "Download the checkpoint again";
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly string[] TokenNames = ["bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token"];

    /// <summary>Reads a checkpoint's template.</summary>
    /// <param name="folder">The checkpoint's folder.</param>
    /// <returns>The template; null if it has none.</returns>
    /// <exception cref="ChatTemplateException">A file is broken, or its template cannot be read.</exception>
    public static ChatTemplate? Read(string folder)
    {
        string jinja = Path.Combine(folder, "chat_template.jinja"), json = Path.Combine(folder, "tokenizer_config.json");
        try
        {
            using var configuration = File.Exists(json) ? JsonDocument.Parse(Text(json)) : null;
            var root = configuration?.RootElement is { ValueKind: JsonValueKind.Object } value ? value : (JsonElement?)null;
            var tokens = root is { } tokenizer ? SpecialTokens(tokenizer) : [];
            return File.Exists(jinja) ? ChatTemplate.Parse(Text(jinja), jinja, tokens)
                : root?.TryGetProperty("chat_template", out var template) == true && Template(template, json) is { } text ? ChatTemplate.Parse(text, $"{json}, chat_template", tokens)
                : null;
        }
        catch (JsonException error)
        {
            throw new ChatTemplateException($"{json}: the file is not valid JSON (line {error.LineNumber + 1}). {Again}.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ChatTemplateException($"{folder}: the chat template cannot be read ({error.Message}). Check the files' permissions.");
        }
    }

    private static string Text(string path)
    {
        if (new FileInfo(path).Length > LargestBytes)
        {
            throw new ChatTemplateException($"{path}: the file has more than {LargestBytes:N0} bytes, which no such file has. {Again}.");
        }

        try
        {
            var text = Strict.GetString(File.ReadAllBytes(path));
            return text.StartsWith('\uFEFF') && path.EndsWith(".json", StringComparison.Ordinal) ? text[1..] : text;
        }
        catch (DecoderFallbackException)
        {
            throw new ChatTemplateException($"{path}: the file is not UTF-8. {Again}.");
        }
    }

    private static string? Template(JsonElement template, string path) => template.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => template.GetString(),
        JsonValueKind.Array => template.EnumerateArray().Where(item => Member(item, "name") == "default").Select(item => Member(item, "template")).LastOrDefault()
            ?? throw new ChatTemplateException($"{path}: chat_template is a list without one that is named 'default'. Put the template that you want into chat_template.jinja."),
        _ => throw new ChatTemplateException($"{path}: chat_template is neither a text nor a list of named ones. {Again}."),
    };

    private static Dictionary<string, string> SpecialTokens(JsonElement configuration)
    {
        var tokens = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in TokenNames)
        {
            if (Member(configuration, name) is { } text || (configuration.TryGetProperty(name, out var token) && Member(token, "content") is { } content && (text = content) is not null))
            {
                tokens.Add(name, text);
            }
        }

        return tokens;
    }

    private static string? Member(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;
}
