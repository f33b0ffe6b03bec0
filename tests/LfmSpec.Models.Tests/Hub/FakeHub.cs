using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LfmSpec.Models.Hub;

namespace LfmSpec.Models.Tests.Hub;

/// <summary>
/// The part of the hub that downloads need, with one repository, its storage for large files on another host, and an empty cache. It answers as huggingface_hub's tests
/// and code show: small files from the hub with git's hash as ETag, large ones by a redirect that has X-Linked-Etag and X-Linked-Size.
/// </summary>
internal sealed class FakeHub : IDisposable
{
    internal const string Id = "org/tiny-model";
    internal const string Token = "hf_secret";
    private readonly string root = Directory.CreateTempSubdirectory("lfmspec-hub-").FullName;
    private readonly ConcurrentQueue<DownloadProgress> reports = [];

    // By the array itself: a checkpoint of real size is not hashed at every request.
    private readonly ConcurrentDictionary<byte[], string> etags = new(ReferenceEqualityComparer.Instance);

    internal FakeHub()
    {
        Hub = new LoopbackServer(request => OnHub?.Invoke(request) ?? Answer(request));
        Storage = new LoopbackServer(request => OnStorage?.Invoke(request) ?? Store(request));
        var random = new Random(20_261_122);
        foreach (var (name, length) in new[] { ("config.json", 900), ("tokenizer.json", 30_000), ("generation_config.json", 0), ("model.safetensors", 700_001) })
        {
            Files[name] = new byte[length];
            random.NextBytes(Files[name]);
        }

        Files["README.md"] = "not needed"u8.ToArray();
        Files["pytorch_model.bin"] = "not wanted"u8.ToArray();
    }

    internal LoopbackServer Hub { get; }

    internal LoopbackServer Storage { get; }

    /// <summary>Answers instead of the hub; null to let it answer.</summary>
    internal Func<Request, Reply?>? OnHub { get; set; }

    /// <summary>Answers instead of the storage.</summary>
    internal Func<Request, Reply?>? OnStorage { get; set; }

    internal SortedDictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>Names in the listing beside those of the files.</summary>
    internal List<string> ExtraNames { get; } = [];

    internal string Commit { get; set; } = new('a', 40);

    internal HashSet<string> Revisions { get; } = ["main"];

    internal string Cache => Path.Combine(root, "hub");

    internal string Folder => Path.Combine(Cache, "models--org--tiny-model");

    internal string Snapshot => Path.Combine(Folder, "snapshots", Commit);

    internal string Weights => Path.Combine(Folder, "blobs", EtagOf("model.safetensors"));

    internal IReadOnlyList<DownloadProgress> Reports => [.. reports];

    internal IEnumerable<string> Messages => reports.Where(report => report.Message is not null).Select(report => $"{report.File}: {report.Message}");

    /// <summary>Options with waits that a test can wait for.</summary>
    internal HubOptions Options => new()
    {
        CacheFolder = Cache,
        Endpoint = Hub.Address,
        Token = Token,
        Limits = new HubLimits
        {
            Attempts = 4,
            FirstWait = TimeSpan.FromMilliseconds(2),
            LongestWait = TimeSpan.FromMilliseconds(10),
            LongestRetryAfter = TimeSpan.FromSeconds(5),
            AnswerTimeout = TimeSpan.FromSeconds(20),
            ReadTimeout = TimeSpan.FromSeconds(20),
            LockPoll = TimeSpan.FromMilliseconds(5),
            LockMessage = TimeSpan.FromMilliseconds(20),
            ProgressEvery = TimeSpan.Zero,
        },
    };

    internal async Task<string> DownloadAsync(string? revision = null, Func<HubOptions, HubOptions>? change = null, string id = Id, CancellationToken cancellation = default)
    {
        using var client = new HubClient(change is null ? Options : change(Options));

        // A wait without an end fails its test instead of holding up all of them.
        return await client.DownloadAsync(id, revision, new Collector(reports), cancellation).WaitAsync(TimeSpan.FromSeconds(60), CancellationToken.None);
    }

    /// <summary>Puts the weights into shards.</summary>
    internal void Shard(params string[] names)
    {
        Files.Remove("model.safetensors");
        var random = new Random(names.Length);
        foreach (var name in names)
        {
            Files[name] = new byte[5_000];
            random.NextBytes(Files[name]);
        }

        WriteIndex(names);
    }

    internal void WriteIndex(params string[] names) => Files["model.safetensors.index.json"] = JsonSerializer.SerializeToUtf8Bytes(new
    {
        metadata = new { total_size = 1 },
        weight_map = names.SelectMany((name, index) => new[] { ($"a.{index}", name), ($"b.{index}", name) }).ToDictionary(pair => pair.Item1, pair => pair.name),
    });

#pragma warning disable CA5350 // Git names contents by SHA-1.
    internal string EtagOf(string file) => etags.GetOrAdd(Files[file], _ => ComputeEtag(file));

    private string ComputeEtag(string file) => IsLarge(file)
        ? Convert.ToHexStringLower(SHA256.HashData(Files[file]))
        : Convert.ToHexStringLower(SHA1.HashData([.. Encoding.ASCII.GetBytes($"blob {Files[file].Length}\0"), .. Files[file]]));
#pragma warning restore CA5350

    /// <summary>The files of the snapshot, each with its content, are those of the repository.</summary>
    internal void CheckSnapshot(string folder, params string[] names)
    {
        Assert.That(folder, Is.EqualTo(Snapshot));
        Assert.That(
            Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/')).Order(StringComparer.Ordinal),
            Is.EqualTo(names.Order(StringComparer.Ordinal)));
        foreach (var name in names)
        {
            Assert.That(File.ReadAllBytes(Path.Combine(folder, name)).AsSpan().SequenceEqual(Files[name]), Is.True, name);
        }
    }

    internal int BytesServed(string file) => Storage.Requests.Count(request => request.Path == "/" + EtagOf(file));

    public void Dispose()
    {
        Hub.Dispose();
        Storage.Dispose();
        Directory.Delete(root, recursive: true);
    }

    private static bool IsLarge(string file) => file.EndsWith(".safetensors", StringComparison.Ordinal);

    private Reply Answer(Request request)
    {
        const string Api = $"/api/models/{Id}/revision/";
        var resolve = $"/{Id}/resolve/{Commit}/";
        if (request.Path.StartsWith(Api, StringComparison.Ordinal))
        {
            var revision = Uri.UnescapeDataString(request.Path[Api.Length..]);
            return Revisions.Contains(revision) || revision == Commit
                ? Reply.Text(200, JsonSerializer.Serialize(new { id = Id, sha = Commit, siblings = Files.Keys.Concat(ExtraNames).Select(name => new { rfilename = name }) }))
                : Reply.Text(404, "{}", ("X-Error-Code", "RevisionNotFound"));
        }

        if (!request.Path.StartsWith(resolve, StringComparison.Ordinal))
        {
            return Reply.Text(404, "{}", ("X-Error-Code", "RepoNotFound"), ("X-Error-Message", "Repository not found"));
        }

        var file = Uri.UnescapeDataString(request.Path[resolve.Length..]);
        return !Files.TryGetValue(file, out var bytes) ? Reply.Text(404, "Entry not found", ("X-Error-Code", "EntryNotFound"))
            : IsLarge(file) ? Reply.Redirect(302, $"{Storage.Address}{EtagOf(file)}", ("X-Repo-Commit", Commit), ("X-Linked-Etag", $"\"{EtagOf(file)}\""), ("X-Linked-Size", $"{bytes.Length}"), ("ETag", "\"of the redirect\""))
            : Reply.Of(bytes, request, ("X-Repo-Commit", Commit), ("ETag", $"W/\"{EtagOf(file)}\""));
    }

    private Reply Store(Request request) =>
        Files.Keys.FirstOrDefault(file => IsLarge(file) && request.Path == "/" + EtagOf(file)) is { } name ? Reply.Of(Files[name], request) : Reply.Text(404, "");

    // Progress<T> reports on other threads, later; a test wants them at once.
    private sealed class Collector(ConcurrentQueue<DownloadProgress> reports) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value) => reports.Enqueue(value);
    }
}
