using System.Text.Json;
using LfmSpec.Models.Files;
using LfmSpec.Models.Tokenization;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Models.Checkpoints;

/// <summary>
/// Writes a checkpoint of random weights in the layout of a real one, for tests and benchmarks that need a model's shape and not its knowledge:
/// bf16 matrices drawn from N(0, 0.02), norms of one, biases of zero.
/// </summary>
public static class SyntheticCheckpoint
{
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    /// <summary>The config.json of LFM2.5-230M: 229,693,184 parameters.</summary>
    public const string Lfm25Of230M = """
        {
          "architectures": ["Lfm2ForCausalLM"],
          "model_type": "lfm2",
          "hidden_size": 1024,
          "intermediate_size": 2560,
          "block_auto_adjust_ff_dim": false,
          "num_hidden_layers": 14,
          "layer_types": ["conv", "conv", "full_attention", "conv", "full_attention", "conv", "full_attention", "conv", "full_attention", "conv", "full_attention", "conv", "full_attention", "conv"],
          "num_attention_heads": 16,
          "num_key_value_heads": 8,
          "conv_L_cache": 3,
          "conv_bias": false,
          "norm_eps": 1e-05,
          "rope_parameters": { "rope_theta": 1000000.0, "rope_type": "default" },
          "max_position_embeddings": 128000,
          "vocab_size": 65536,
          "tie_word_embeddings": true,
          "dtype": "bfloat16"
        }
        """;

    /// <summary>Writes a checkpoint: all of it beside its place first, and then what makes it one, the weights or their index, last.</summary>
    /// <param name="folder">The folder, made if it is not there.</param>
    /// <param name="configuration">The text of its config.json.</param>
    /// <param name="tokenizer">A tokenizer.json to copy, of no more tokens than the configuration's vocabulary.</param>
    /// <param name="seed">The seed of the weights.</param>
    /// <param name="options">How they are drawn and laid out; null for the defaults.</param>
    /// <param name="cancellation">Stops the writing; nothing half-written is left under the checkpoint's names.</param>
    /// <returns>The files of the weights, in order.</returns>
    /// <exception cref="CheckpointException">The configuration is not one that a model here can run, or there is a checkpoint and it is not to be replaced. The folder is as it was.</exception>
    /// <exception cref="IOException">A file cannot be read or written, or one of the names is taken by what is no file; no other is left half-written.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The number of files is not above zero.</exception>
    public static IReadOnlyList<string> Write(string folder, string configuration, string tokenizer, long seed, SyntheticOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new SyntheticOptions();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Shards, nameof(options));
        if (!options.Overwrite && Present(folder) is { Length: > 0 } present)
        {
            throw new CheckpointException($"{folder}: there is {string.Join(", ", present.Take(4))} already. Name another folder, or have it replaced (--force).");
        }

        using var stage = CheckpointStage.In(folder);
        try
        {
            File.WriteAllBytes(stage.File(CheckpointStage.Tokenizer), InputFile.ReadBytes(tokenizer, TokenizerFile.Kind));
            WriteInto(stage.Folder, configuration, seed, options, cancellation);
            return stage.Finish(options.Overwrite);
        }
        catch (CheckpointException error)
        {
            // The file is named as it would have been.
            throw new CheckpointException(error.Message.Replace(stage.Folder, folder, StringComparison.Ordinal));
        }
    }

    private static string[] Present(string folder) => !Directory.Exists(folder) ? [] :
        [.. Directory.EnumerateFileSystemEntries(folder).Select(file => Path.GetFileName(file)).Where(CheckpointStage.IsOfACheckpoint).Order(StringComparer.Ordinal)];

    private static void WriteInto(string folder, string configuration, long seed, SyntheticOptions options, CancellationToken cancellation)
    {
        var config = Path.Combine(folder, CheckpointStage.Configuration);
        File.WriteAllText(config, configuration);
        var layout = new Layout();
        ModelConfiguration.Read(ConfigurationFile.Read(config)).Build(layout).Dispose();

        using var generator = new Generator((ulong)seed);
        var count = Math.Min(options.Shards, layout.Tensors.Count);
        var shards = Enumerable.Range(0, count).Select(number => layout.Tensors[(int)((long)layout.Tensors.Count * number / count)..(int)((long)layout.Tensors.Count * (number + 1) / count)]).ToArray();
        var places = new Dictionary<string, string>();
        foreach (var (number, tensors) in shards.Index())
        {
            var writer = new SafetensorsWriter(new Dictionary<string, string> { ["format"] = "pt" });
            var file = options.Shards == 1 ? CheckpointStage.Weights : $"model-{number + 1:D5}-of-{shards.Length:D5}.safetensors";
            foreach (var (name, shape) in tensors)
            {
                writer.Add(name, SafetensorsDtype.BF16, shape, Draw(name, shape, options, generator));
                places.Add(name, file);
            }

            writer.Write(Path.Combine(folder, file), cancellation);
        }

        if (options.Shards > 1)
        {
            WriteIndex(Path.Combine(folder, CheckpointStage.Index), places, 2 * layout.TakenParameters);
        }
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Draw(string name, long[] shape, SyntheticOptions options, Generator generator)
    {
        using var scope = NewDisposeScope();
        var center = shape.Length > 1 || name.EndsWith(".bias", StringComparison.Ordinal) ? zeros(shape) : ones(shape);
        var deviation = shape.Length > 1 ? options.MatrixDeviation : options.VectorDeviation;
        var values = deviation > 0 ? center + randn(shape, generator: generator) * deviation : center;
        yield return values.to(ScalarType.BFloat16).bytes.ToArray();
    }

    private static void WriteIndex(string path, Dictionary<string, string> places, long bytes) =>
        File.WriteAllText(path, JsonSerializer.Serialize(
            new Dictionary<string, object> { ["metadata"] = new Dictionary<string, long> { ["total_size"] = bytes }, ["weight_map"] = places },
            s_indented));

    /// <summary>Takes down what a model asks for.</summary>
    private sealed class Layout : IWeights
    {
        internal List<(string Name, long[] Shape)> Tensors { get; } = [];

        public Device Device => CPU;

        public long TakenParameters { get; private set; }

        public Tensor Take(string name, params long[] shape)
        {
            Tensors.Add((name, shape));
            TakenParameters += shape.Aggregate(1L, (product, size) => product * size);
            return empty(0).DetachFromDisposeScope();
        }

        public WeightMatrix TakeMatrix(string name, long rows, long columns)
        {
            Take(name, rows, columns).Dispose();
            return WeightMatrix.Plain(empty(0, 0).DetachFromDisposeScope());
        }
    }
}
