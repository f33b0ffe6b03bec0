using System.Diagnostics;
using LfmSpec.Models.Checkpoints;
using LfmSpec.Models.Hub;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Models.Tests.Hub;

/// <summary>A checkpoint of LFM2.5-230M's size, in shards, through a connection that does not hold.</summary>
[TestFixture]
[Explicit("half a gigabyte through loopback: asked for by its category")]
[Category("Long")]
public class HubRealSizeTests
{
    private const int Interruptions = 10;

    [Test]
    public async Task A_download_that_is_interrupted_ten_times_ends_byte_equal_and_runs_offline()
    {
        var made = Directory.CreateTempSubdirectory("lfmspec-230m-").FullName;
        using var hub = new FakeHub();
        try
        {
            SyntheticCheckpoint.Write(made, SyntheticCheckpoint.Lfm25Of230M, RepositoryFiles.Path("models", "lfm2-atlas-tiny", "tokenizer.json"), seed: 7, new SyntheticOptions { Shards = 3 });
            hub.Files.Clear();
            foreach (var file in Directory.GetFiles(made))
            {
                hub.Files[Path.GetFileName(file)] = await File.ReadAllBytesAsync(file);
            }

            var weights = hub.Files.Where(file => file.Key.EndsWith(".safetensors", StringComparison.Ordinal)).ToDictionary(file => file.Key, file => (long)file.Value.Length);
            Assert.That(weights, Has.Count.EqualTo(3));
            var folder = await InterruptedAsync(hub, weights.Values.Sum());

            hub.CheckSnapshot(folder, [.. hub.Files.Keys]);
            using var client = new HubClient(hub.Options with { Offline = true, Endpoint = new Uri("http://127.0.0.1:1") });
            using Checkpoint original = Checkpoint.Load(made), offline = Checkpoint.Load(await client.DownloadAsync(FakeHub.Id));
            using var scope = NewDisposeScope();
            using var nothingToLearn = no_grad();
            var ids = tensor(new long[,] { { 1, 296, 317, 302 } });
            Assert.That(offline.Model.Parameters, Is.EqualTo(229_693_184));
            Assert.That(offline.Model.Forward(ids).Equals(original.Model.Forward(ids)), Is.True);
        }
        finally
        {
            Directory.Delete(made, recursive: true);
        }
    }

    // By turns the connection breaks, once, and the client is stopped; each at a random point of what is still missing.
    private static async Task<string> InterruptedAsync(FakeHub hub, long total)
    {
        var random = new Random(20_261_122);
        var blobs = Path.Combine(hub.Folder, "blobs");
        long Arrived() => Directory.Exists(blobs) ? Directory.GetFiles(blobs).Sum(file => new FileInfo(file).Length) : 0;
        for (var interruption = 0; interruption < Interruptions; interruption++)
        {
            var before = Arrived();
            var share = random.NextDouble() * 2 / (Interruptions + 2 - interruption) * (total - before);
            using var stop = new CancellationTokenSource();
            hub.OnStorage = interruption % 2 == 0 ? request => Broken(hub, request, (int)share) : null;
            var download = hub.DownloadAsync(change: options => options with { Limits = options.Limits with { Attempts = 1 } }, cancellation: stop.Token);
            while (interruption % 2 == 1 && Arrived() - before < share && !download.IsCompleted)
            {
                await Task.Delay(1, CancellationToken.None);
            }

            if (interruption % 2 == 1)
            {
                await stop.CancelAsync();
            }

            var error = Assert.CatchAsync(async () => await download);
            Assert.That(error, interruption % 2 == 0 ? Is.TypeOf<CheckpointException>() : Is.InstanceOf<OperationCanceledException>());
            Assert.That(Directory.Exists(hub.Snapshot) && Directory.GetFiles(hub.Snapshot, "*.safetensors").Length == 3, Is.False, "nothing looks whole that is not");
            TestContext.Out.WriteLine($"interruption {interruption + 1}: {Arrived():N0} of {total:N0} bytes have arrived ({error!.Message})");
        }

        hub.OnStorage = null;
        var clock = Stopwatch.StartNew();
        var (served, missing) = (hub.Storage.Requests.Count, total - Arrived());
        var folder = await hub.DownloadAsync();
        TestContext.Out.WriteLine($"the last {missing:N0} bytes took {clock.Elapsed.TotalSeconds:F1} s and {hub.Storage.Requests.Count - served} request(s)");
        Assert.That(hub.Storage.Requests.Skip(served).Select(request => request.Header("Range")), Has.Some.Not.Null, "it goes on from where it was");
        return folder;
    }

    private static Reply? Broken(FakeHub hub, Request request, int bytes) =>
        hub.Files.Where(file => request.Path == "/" + hub.EtagOf(file.Key)).Select(file => Reply.Of(file.Value, request) with { BreakAfter = bytes }).FirstOrDefault();
}
