using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Models.Tokenization;

/// <summary>
/// The tokens that a checkpoint's tokenizer has names for, such as eos_token, where transformers finds them: in special_tokens_map.json, and in
/// tokenizer_config.json, which comes first where it lists its added tokens (<c>added_tokens_decoder</c>).
/// </summary>
internal static class NamedToken
{
    /// <summary>A token as its file spells it: a text, or an object with one as its "content".</summary>
    /// <param name="folder">The checkpoint's folder.</param>
    /// <param name="name">The name, such as <c>eos_token</c>.</param>
    /// <returns>The text and the file that has it; null if neither file names one.</returns>
    /// <exception cref="CheckpointException">A file is broken, or the token is neither a text nor such an object.</exception>
    internal static (string Text, string File)? Of(string folder, string name)
    {
        var (configuration, map) = (Read(folder, "tokenizer_config.json"), Read(folder, "special_tokens_map.json"));
        ConfigurationFile?[] files = configuration?.Has("added_tokens_decoder") == true ? [configuration, map] : [map, configuration];
        return Array.Find(files, file => file?.Has(name) == true) is { } found
            ? (found.IsText(name) ? found.Text(name) : found.Section(name).Text("content"), found.Path)
            : null;
    }

    private static ConfigurationFile? Read(string folder, string name) =>
        Path.Combine(folder, name) is var path && File.Exists(path) ? ConfigurationFile.Read(path, ConfigurationFile.TokenizerKind) : null;
}
