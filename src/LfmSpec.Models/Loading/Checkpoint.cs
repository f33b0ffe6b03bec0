using LfmSpec.Models.Chat;
using LfmSpec.Models.Hub;
using LfmSpec.Models.Tokenization;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Models.Checkpoints;

/// <summary>A checkpoint as the hub serves it: a folder with config.json, tokenizer.json, and model.safetensors or its shards.</summary>
public sealed class Checkpoint : IDisposable
{
    private readonly Lazy<ChatTemplate?> chatTemplate;

    private Checkpoint(string folder, CausalModel model, HuggingFaceTokenizer tokenizer, string sha256, ScalarType? weightType, bool rounded)
    {
        WeightType = weightType;
        IsRounded = rounded;
        Folder = folder;
        Model = model;
        Tokenizer = tokenizer;
        Sha256 = sha256;
        chatTemplate = new Lazy<ChatTemplate?>(() => ChatTemplateFile.Read(folder));
    }

    /// <summary>The full path of the checkpoint's folder.</summary>
    public string Folder { get; }

    /// <summary>The checkpoint's name: its id if it lies in the hub's cache, else its folder's.</summary>
    public string Name => HubModel.IdOf(Folder) ?? Path.GetFileName(Folder);

    /// <summary>The model, in float32.</summary>
    public CausalModel Model { get; }

    /// <summary>The tokenizer.</summary>
    public HuggingFaceTokenizer Tokenizer { get; }

    /// <summary>The chat template, read when it is first asked for: chat_template.jinja, or chat_template of tokenizer_config.json. Null if there is none.</summary>
    /// <exception cref="ChatTemplateException">It is broken, or has a tag that is not understood here.</exception>
    public ChatTemplate? ChatTemplate => chatTemplate.Value;

    /// <summary>
    /// SHA-256 of model.safetensors, in hexadecimal. Of shards, it is the SHA-256 of their own ones in lower-case hexadecimal, each followed by a line
    /// feed, in the order of their names.
    /// </summary>
    public string Sha256 { get; }

    /// <summary>Whether the weights were rounded to bfloat16 from a wider type when they were loaded, so that numbers are not the file's.</summary>
    public bool IsRounded { get; }

    /// <summary>What names the weights as they are used: <see cref="Sha256"/>, that they were rounded if they were, and where they lie if not on the CPU.</summary>
    public string WeightsId => Sha256 + (IsRounded ? "-bfloat16" : "") + (Model.Device.type == DeviceType.CPU ? "" : $"-{Model.Device.type.ToString().ToLowerInvariant()}");

    /// <summary>The type that the weights were brought to; null for the file's own.</summary>
    internal ScalarType? WeightType { get; }

    /// <summary>Loads a checkpoint.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="options">How its weights are kept; null for what the environment says.</param>
    /// <returns>The checkpoint; dispose it to free the weights.</returns>
    /// <exception cref="CheckpointException">Something in the folder is missing, broken, or not of one model.</exception>
    /// <exception cref="TokenizerFormatException">tokenizer.json is broken or of a kind that is not supported.</exception>
    public static Checkpoint Load(string folder, CheckpointOptions? options = null)
    {
        options ??= CheckpointOptions.FromEnvironment();
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (!Directory.Exists(folder))
        {
            throw new CheckpointException($"{folder}: there is no such folder. A checkpoint is a folder with config.json, model.safetensors and tokenizer.json; check the path.");
        }

        var json = ConfigurationFile.Read(Path.Combine(folder, "config.json"));
        var configuration = ModelConfiguration.Read(json);
        using var files = WeightFiles.Open(folder);
        var weights = new StoredWeights(files, options.Device, options.WeightType);
        var model = configuration.Build(weights);
        try
        {
            var tokenizer = HuggingFaceTokenizer.Load(folder);
            tokenizer.BindTo(configuration.VocabularySize);
            return new Checkpoint(folder, model, tokenizer, files.Sha256(), options.WeightType, weights.Rounded);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Encodes a chat as transformers' apply_chat_template does: the template's text, in which special tokens written out become themselves, and none added.
    /// </summary>
    /// <param name="messages">The messages, in order.</param>
    /// <param name="addGenerationPrompt">Whether the ids end with the opening of an answer.</param>
    /// <returns>The ids.</returns>
    /// <exception cref="ChatTemplateException">The checkpoint has no chat template, or it is broken, or it refuses the messages.</exception>
    public IReadOnlyList<int> EncodeChat(IReadOnlyList<ChatMessage> messages, bool addGenerationPrompt = true) =>
        Tokenizer.Encode(RenderChat(messages, addGenerationPrompt), addSpecialTokens: false);

    /// <summary>The text of a chat, special tokens written out.</summary>
    /// <param name="messages">The messages, in order.</param>
    /// <param name="addGenerationPrompt">Whether the text ends with the opening of an answer.</param>
    /// <returns>The text.</returns>
    /// <exception cref="ChatTemplateException">The checkpoint has no chat template, or it is broken, or it refuses the messages.</exception>
    public string RenderChat(IReadOnlyList<ChatMessage> messages, bool addGenerationPrompt = true) => ChatTemplate?.Render(messages, addGenerationPrompt)
        ?? throw new ChatTemplateException(
            $"{Folder}: the checkpoint has no chat template. Give the prompt as raw text, or put a chat_template.jinja beside tokenizer.json.");

    /// <summary>Frees the weights.</summary>
    public void Dispose() => Model.Dispose();
}
