using LfmSpec.Models.Checkpoints;
using System.Security.Cryptography;
using System.Text;

namespace LfmSpec.Models.Weights;

/// <summary>
/// A checkpoint's tensors, in model.safetensors or in the shards that model.safetensors.index.json names: one set, whatever the number of files.
/// </summary>
internal sealed class WeightFiles : IDisposable
{
    private const string Single = "model.safetensors";
    private const string Index = "model.safetensors.index.json";
    private const string Again = "download the checkpoint again";
    private readonly SortedDictionary<string, SafetensorsFile> files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SafetensorsFile> places = new(StringComparer.Ordinal);

    private WeightFiles(string path) => Path = path;

    /// <summary>The file that says which tensors there are: the weights themselves, or the index of the shards.</summary>
    public string Path { get; }

    /// <summary>The names of all tensors.</summary>
    public IReadOnlyCollection<string> Names => places.Keys;

    /// <summary>Opens the weights of a checkpoint: model.safetensors if it is there, and else the shards.</summary>
    /// <param name="folder">The checkpoint's folder.</param>
    /// <returns>The open files; dispose them.</returns>
    /// <exception cref="CheckpointException">A file is missing or broken, or the index and the shards do not fit each other.</exception>
    public static WeightFiles Open(string folder)
    {
        var index = System.IO.Path.Combine(folder, Index);
        var sharded = File.Exists(index) && !File.Exists(System.IO.Path.Combine(folder, Single));
        var weights = new WeightFiles(sharded ? index : System.IO.Path.Combine(folder, Single));
        try
        {
            if (sharded)
            {
                weights.OpenShards(folder);
            }
            else
            {
                CheckFormat(folder, weights.Path);
                weights.Add(Single, SafetensorsFile.Open(weights.Path));
            }

            return weights;
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    /// <summary>The file that holds a tensor.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <returns>The file, or null if no file holds it.</returns>
    public SafetensorsFile? FileOf(string name) => places.GetValueOrDefault(name);

    /// <summary>
    /// The SHA-256 of the weights. Of one file it is the file's own. Of shards it is that of their SHA-256 in lower-case hexadecimal, each followed by a
    /// line feed, in the ordinal order of their names: what <c>sha256sum model-*.safetensors | cut -d' ' -f1 | sha256sum</c> prints.
    /// </summary>
    /// <returns>64 hexadecimal digits, in lower case.</returns>
    public string Sha256() => Path.EndsWith(Single, StringComparison.Ordinal)
        ? files[Single].Sha256()
        : Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Concat(files.Values.Select(file => file.Sha256() + "\n")))));

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        foreach (var file in files.Values)
        {
            file.Dispose();
        }
    }

    // Weights in another format than safetensors, and nothing else beside them.
    private static void CheckFormat(string folder, string path)
    {
        if (File.Exists(path) || Directory.Exists(path))
        {
            return;
        }

        if (Directory.EnumerateFiles(folder, "*.gguf").Order(StringComparer.Ordinal).FirstOrDefault() is { } quantised)
        {
            throw new CheckpointException($"{quantised}: the weights are in GGUF, and safetensors are read here. Use the checkpoint that it was made of.");
        }

        if (Directory.EnumerateFiles(folder, "pytorch_model*.bin").Order(StringComparer.Ordinal).FirstOrDefault() is { } pickled)
        {
            throw new CheckpointException($"{pickled}: the weights are pickled, and safetensors are read here. Save them with transformers' save_pretrained, or use a revision that has model.safetensors.");
        }
    }

    private void OpenShards(string folder)
    {
        var json = ConfigurationFile.Read(Path, ConfigurationFile.IndexKind);
        var map = json.Section("weight_map").AllTexts();
        if (map.Count == 0)
        {
            throw json.Error("weight_map names no tensor", $"The file is incomplete; {Again}");
        }

        foreach (var shard in map.Select(entry => entry.Value).Distinct(StringComparer.Ordinal))
        {
            CheckName(json, shard);
            var path = System.IO.Path.Combine(folder, shard);
            if (!File.Exists(path))
            {
                throw json.Error($"the shard {shard} is missing; weight_map finds {map.Count(entry => entry.Value == shard):N0} tensor(s) in it", $"Copy it to {folder}, or {Again}");
            }

            Add(shard, SafetensorsFile.Open(path));
        }

        Compare(json, map);
    }

    private void Compare(ConfigurationFile json, IReadOnlyList<KeyValuePair<string, string>> map)
    {
        var named = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (tensor, shard) in map)
        {
            named.Add(tensor);
            if (!files[shard].Entries.ContainsKey(tensor))
            {
                throw json.Error($"weight_map finds tensor '{tensor}' in {shard}, which does not hold it", $"The index and the shards are not of one checkpoint; {Again}");
            }
        }

        if (places.Keys.FirstOrDefault(tensor => !named.Contains(tensor)) is { } unknown)
        {
            throw json.Error($"{System.IO.Path.GetFileName(places[unknown].Path)} holds tensor '{unknown}', which weight_map does not name", $"The index and the shards are not of one checkpoint; {Again}");
        }
    }

    private void Add(string name, SafetensorsFile file)
    {
        files.Add(name, file);
        foreach (var tensor in file.Entries.Keys)
        {
            if (!places.TryAdd(tensor, file))
            {
                throw new CheckpointException(
                    $"{Path}: tensor '{tensor}' is in two shards, {System.IO.Path.GetFileName(places[tensor].Path)} and {name}. The shards are not of one checkpoint; {Again}.");
            }
        }
    }

    // A shard lies beside its index: a name with a folder in it, of whatever system, could lead anywhere.
    private static void CheckName(ConfigurationFile json, string shard)
    {
        if (shard is "" or "." or ".." || shard.AsSpan().ContainsAny("/\\:\0"))
        {
            throw json.Error($"weight_map names the file '{shard}', and a shard is a file in the checkpoint's own folder", $"Do not use a checkpoint whose origin you do not know; {Again}");
        }
    }
}
