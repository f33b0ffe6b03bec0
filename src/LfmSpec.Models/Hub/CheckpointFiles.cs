using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Models.Hub;

/// <summary>Which of a repository's files a checkpoint needs.</summary>
internal static class CheckpointFiles
{
    public const string Weights = "model.safetensors";
    public const string Index = "model.safetensors.index.json";

    /// <summary>The most bytes that a file other than the weights may have; the largest tokenizers have a fifth of it.</summary>
    public const long LargestSmallFile = 256L * 1024 * 1024;

    /// <summary>Without these nothing can be loaded.</summary>
    public static readonly string[] Required = ["config.json", "tokenizer.json"];

    /// <summary>These are downloaded where a repository has them.</summary>
    public static readonly string[] Optional = ["chat_template.jinja", "generation_config.json", "special_tokens_map.json", "tokenizer_config.json"];

    private static readonly string[] OtherWeights = [".bin", ".pt", ".pth", ".ckpt", ".gguf", ".h5", ".msgpack", ".onnx"];

    /// <summary>What a snapshot lacks to be loaded; empty if it is whole.</summary>
    public static IReadOnlyList<string> Missing(string snapshot)
    {
        var missing = Required.Where(file => !IsThere(file)).ToList();
        if (!IsThere(Weights))
        {
            missing.AddRange(IsThere(Index) ? Shards().Where(file => !IsThere(file)) : [Weights]);
        }

        return missing;

        // A broken index must not keep a later commit with a good one from being asked for.
        IEnumerable<string> Shards()
        {
            try
            {
                return ShardIndex.ReadFileNames(Path.Combine(snapshot, Index));
            }
            catch (CheckpointException)
            {
                return [$"what its broken {Index} names"];
            }
        }

        bool IsThere(string file) => RepositoryCache.IsThere(Path.Combine(snapshot, file));
    }

    /// <summary>Weights in other forms, to be named where there are none that can be read.</summary>
    public static IEnumerable<string> Unreadable(IEnumerable<string> files) =>
        files.Where(file => OtherWeights.Contains(Path.GetExtension(file))).Order(StringComparer.Ordinal);
}
