using LfmSpec.Models.Tokenization;

namespace LfmSpec.Models.Checkpoints;

/// <summary>A checkpoint as the hub serves it: a folder with config.json, model.safetensors and tokenizer.json.</summary>
public sealed class Checkpoint : IDisposable
{
    private Checkpoint(string folder, CausalModel model, HuggingFaceTokenizer tokenizer, string sha256)
    {
        Folder = folder;
        Model = model;
        Tokenizer = tokenizer;
        Sha256 = sha256;
    }

    /// <summary>The full path of the checkpoint's folder.</summary>
    public string Folder { get; }

    /// <summary>The checkpoint's name: its folder's.</summary>
    public string Name => Path.GetFileName(Folder);

    /// <summary>The model, in float32.</summary>
    public CausalModel Model { get; }

    /// <summary>The tokenizer.</summary>
    public HuggingFaceTokenizer Tokenizer { get; }

    /// <summary>SHA-256 of model.safetensors, in hexadecimal.</summary>
    public string Sha256 { get; }

    /// <summary>Loads a checkpoint.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>The checkpoint; dispose it to free the weights.</returns>
    /// <exception cref="CheckpointException">Something in the folder is missing, broken, or not of one model.</exception>
    /// <exception cref="TokenizerFormatException">tokenizer.json is broken or of a kind that is not supported.</exception>
    public static Checkpoint Load(string folder)
    {
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (!Directory.Exists(folder))
        {
            throw new CheckpointException($"{folder}: there is no such folder. A checkpoint is a folder with config.json, model.safetensors and tokenizer.json; check the path.");
        }

        var json = ConfigurationFile.Read(Path.Combine(folder, "config.json"));
        if (json.Text("model_type") is var type && type != "lfm2")
        {
            throw json.Error($"model_type is '{type}', which is not supported", "Use a checkpoint of an architecture that is: lfm2");
        }

        var configuration = Lfm2Configuration.Read(json);
        var path = Path.Combine(folder, "model.safetensors");
        using var file = SafetensorsFile.Open(path);
        var weights = new Weights(file, path);
        var model = new Lfm2(configuration, weights);
        try
        {
            weights.CheckNoneLeft(name => configuration.TiedEmbeddings && name == "lm_head.weight");
            var tokenizer = HuggingFaceTokenizer.Load(folder);
            if (tokenizer.VocabularySize > configuration.VocabularySize)
            {
                throw new CheckpointException(
                    $"{folder}: tokenizer.json has {tokenizer.VocabularySize:N0} tokens and config.json's vocab_size is {configuration.VocabularySize:N0}. The two files are not of one checkpoint; download it again.");
            }

            return new Checkpoint(folder, model, tokenizer, file.Sha256());
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Frees the weights.</summary>
    public void Dispose() => Model.Dispose();
}
