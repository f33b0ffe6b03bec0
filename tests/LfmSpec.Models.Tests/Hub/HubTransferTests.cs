using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using LfmSpec.Models.Checkpoints;
using LfmSpec.Models.Hub;

namespace LfmSpec.Models.Tests.Hub;

/// <summary>Connections that break, stall, lie or are busy: the file ends byte-equal, or there is an error and no file.</summary>
[TestFixture]
public class HubTransferTests
{
    private const string Weights = "model.safetensors";
    private static readonly string[] Wanted = ["config.json", "generation_config.json", Weights, "tokenizer.json"];

    [Test]
    public void A_transfer_that_breaks_ten_times_anywhere_ends_byte_equal() =>
        Prop.ForAll(Gen.Choose(1, 60_000).ArrayOf(10).ToArbitrary(), Gen.Elements(true, false).ToArbitrary(), (breaks, reset) =>
        {
            using var hub = new FakeHub();
            var next = -1;
            hub.OnStorage = request => Interlocked.Increment(ref next) < breaks.Length
                ? Reply.Of(hub.Files[Weights], request) with { BreakAfter = reset ? breaks[next] : null, EndAfter = breaks[next] }
                : null;

            // A reset may take all that was on its way along; what ended in good order brought something, and the count of failures begins anew.
            hub.CheckSnapshot(hub.DownloadAsync(change: options => options with { Limits = options.Limits with { Attempts = reset ? 12 : 2 } }).Result, Wanted);
            Assert.That(hub.Storage.Requests, Has.Count.EqualTo(11));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(10));

    [Test]
    public async Task A_program_that_ends_ten_times_on_the_way_continues_where_it_was()
    {
        using var hub = new FakeHub();
        var random = new System.Random(20_261_122);
        hub.OnStorage = request => Reply.Of(hub.Files[Weights], request) with { EndAfter = random.Next(1, 100_000) };
        for (var run = 0; run < 10; run++)
        {
            Assert.ThrowsAsync<CheckpointException>(() => hub.DownloadAsync(change: Once));
            Assert.That(hub.Weights, Does.Not.Exist);
        }

        var there = new FileInfo(hub.Weights + ".incomplete").Length;
        hub.OnStorage = null;
        hub.CheckSnapshot(await hub.DownloadAsync(change: Once), Wanted);
        Assert.That(hub.Storage.Requests[^1].Header("Range"), Is.EqualTo($"bytes={there}-"));
        Assert.That(there, Is.GreaterThan(100_000));
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(699_999)]
    public async Task A_body_cut_short_is_continued_even_if_no_length_was_announced(int length)
    {
        using var hub = new FakeHub();
        hub.OnStorage = request => request.Header("Range") is null && hub.Storage.Requests.Count == 1 ? new Reply(200, hub.Files[Weights]) { EndAfter = length, NoLength = true } : null;
        hub.CheckSnapshot(await hub.DownloadAsync(), Wanted);
        Assert.That(hub.Messages, Has.Some.Contains($"the transfer ended after {length:N0} of 700,001 bytes"));
    }

    [Test]
    public async Task A_server_that_falls_silent_is_left_and_asked_again()
    {
        using var hub = new FakeHub();
        hub.OnStorage = request => hub.Storage.Requests.Count == 1 ? Reply.Of(hub.Files[Weights], request) with { StallAfter = 12_345 } : null;
        hub.CheckSnapshot(await hub.DownloadAsync(change: options => options with { Limits = options.Limits with { ReadTimeout = TimeSpan.FromMilliseconds(500) } }), Wanted);
        Assert.That(hub.Messages, Has.Some.StartsWith("model.safetensors: nothing arrived for 0.5 s; trying again"));
        Assert.That(hub.Storage.Requests[1].Header("Range"), Is.EqualTo("bytes=12345-"));
    }

    [Test]
    public async Task A_transfer_that_trickles_is_ended_and_what_arrived_is_continued()
    {
        using var hub = new FakeHub();
        hub.OnStorage = request => Reply.Of(hub.Files[Weights], request) with { Trickle = TimeSpan.FromMilliseconds(5) };
        var error = Assert.ThrowsAsync<CheckpointException>(() => hub.DownloadAsync(change: Impatient))!;
        Assert.That(error.Message, Does.Contain("model.safetensors came with fewer than 1,024 bytes a second over 0.4 s, and was ended").And.Contain("lower HubLimits.LeastBytesPerSecond").And.Contain("kept and continued"));
        Assert.That(new FileInfo(hub.Weights + ".incomplete"), Has.Length.GreaterThan(5).And.Length.LessThan(1000));
        Assert.That(hub.Storage.Requests, Has.Count.EqualTo(1), "it is not tried again");
        hub.OnStorage = null;
        hub.CheckSnapshot(await hub.DownloadAsync(change: Impatient), Wanted);
        Assert.That(hub.Storage.Requests[1].Header("Range"), Does.StartWith("bytes="));
    }

    [Test]
    public void A_transfer_that_brings_a_byte_and_falls_silent_again_and_again_is_ended_too()
    {
        using var hub = new FakeHub();
        hub.OnStorage = request => Reply.Of(hub.Files[Weights], request) with { StallAfter = 1 };
        var error = Assert.ThrowsAsync<CheckpointException>(() => hub.DownloadAsync(change: options => Impatient(options) with { Limits = Impatient(options).Limits with { ReadTimeout = TimeSpan.FromMilliseconds(150) } }))!;
        Assert.That(error.Message, Does.Contain("fewer than 1,024 bytes a second"));
        Assert.That(hub.Storage.Requests, Has.Count.InRange(2, 6));
    }

    [Test]
    public void A_description_that_trickles_is_ended()
    {
        using var hub = new FakeHub();
        hub.OnHub = _ => Reply.Text(200, new string(' ', 5000)) with { Trickle = TimeSpan.FromMilliseconds(5) };
        var error = Assert.ThrowsAsync<CheckpointException>(() => hub.DownloadAsync(change: Impatient))!;
        Assert.That(error.Message, Does.Contain("its description came with fewer than 1,024 bytes a second"));
    }

    [Test]
    public async Task A_slow_transfer_above_the_floor_and_one_without_a_floor_are_waited_for([Values(100, 0)] int floor)
    {
        using var hub = new FakeHub();
        hub.Files[Weights] = new byte[120];
        hub.OnStorage = request => Reply.Of(hub.Files[Weights], request) with { Trickle = TimeSpan.FromMilliseconds(floor == 0 ? 10 : 1) };
        hub.CheckSnapshot(await hub.DownloadAsync(change: options => Impatient(options) with { Limits = Impatient(options).Limits with { LeastBytesPerSecond = floor, SpeedWindow = TimeSpan.FromMilliseconds(50) } }), Wanted);
    }

    private static HubOptions Impatient(HubOptions options) => options with { Limits = options.Limits with { SpeedWindow = TimeSpan.FromMilliseconds(400) } };

    [Test]
    public async Task A_server_that_does_not_answer_is_asked_again()
    {
        using var hub = new FakeHub();
        hub.OnHub = _ => hub.Hub.Requests.Count == 1 ? new Reply(200, []) { StallAfter = -1 } : null;
        hub.CheckSnapshot(await hub.DownloadAsync(change: options => options with { Limits = options.Limits with { AnswerTimeout = TimeSpan.FromMilliseconds(500) } }), Wanted);
        Assert.That(hub.Messages, Has.Some.Contains("127.0.0.1 did not answer in time"));
    }

    [TestCase(Weights)]
    [TestCase("tokenizer.json")]
    public async Task Damaged_bytes_are_deleted_and_downloaded_once_more(string file)
    {
        using var hub = new FakeHub();
        var served = 0;
        Damage(hub, file, () => Interlocked.Increment(ref served) == 1);
        hub.CheckSnapshot(await hub.DownloadAsync(), Wanted);
        Assert.That(served, Is.EqualTo(2));
        Assert.That(hub.Messages, Has.Some.Contains("its hash is not the announced one"));
    }

    [TestCase(Weights)]
    [TestCase("tokenizer.json")]
    public void Bytes_that_are_damaged_twice_are_an_error_and_not_kept(string file)
    {
        using var hub = new FakeHub();
        var served = 0;
        Damage(hub, file, () => Interlocked.Increment(ref served) > 0);
        var error = Assert.ThrowsAsync<CheckpointException>(() => hub.DownloadAsync())!;
        Assert.That(error.Message, Does.Contain(file).And.Contains("is not what the hub announced, twice").And.Contains(hub.EtagOf(file)));
        Assert.That(served, Is.EqualTo(2));
        Assert.That(Directory.GetFiles(Path.Combine(hub.Folder, "blobs")), Has.None.Contains(hub.EtagOf(file)));
        Assert.That(Path.Combine(hub.Snapshot, file), Does.Not.Exist);
        Assert.That(Path.Combine(hub.Folder, "refs", "main"), Does.Not.Exist);
    }

    [Test]
    public void A_hash_of_another_content_is_an_error()
    {
        using var hub = new FakeHub();
        var other = new string('0', 64);
        hub.OnHub = request => request.Path.EndsWith(Weights, StringComparison.Ordinal)
            ? Reply.Redirect(302, $"{hub.Storage.Address}{hub.EtagOf(Weights)}", ("X-Linked-Etag", $"\"{other}\""), ("X-Linked-Size", "700001"))
            : null;
        Assert.That(Assert.ThrowsAsync<CheckpointException>(() => hub.DownloadAsync())!.Message, Does.Contain(other));
        Assert.That(Directory.GetFiles(Path.Combine(hub.Folder, "blobs")), Has.Length.EqualTo(3));
    }

    [TestCase("\"d41d8cd98f00b204e9800998ecf8427e-12\"")]
    [TestCase("\"../../../../../x\"")]
    [TestCase("")]
    public void A_file_without_a_hash_is_refused(string etag)
    {
        using var hub = new FakeHub();
        hub.OnHub = request => request.Path.EndsWith("config.json", StringComparison.Ordinal) && request.Method == "HEAD" ? new Reply(200, [1], ("ETag", etag)) : null;
        Assert.That(
            Assert.ThrowsAsync<CheckpointException>(() => hub.DownloadAsync())!.Message,
            Does.Contain("config.json: 127.0.0.1 does not say the file's hash and length").And.Contains(etag.Trim('"')));
    }

    [TestCase(1_000)]
    [TestCase(700_000)]
    public void More_bytes_than_announced_are_an_error(int announced)
    {
        using var hub = new FakeHub();
        hub.OnHub = request => request.Path.EndsWith(Weights, StringComparison.Ordinal)
            ? Reply.Redirect(302, $"{hub.Storage.Address}{hub.EtagOf(Weights)}", ("X-Linked-Etag", $"\"{hub.EtagOf(Weights)}\""), ("X-Linked-Size", $"{announced}"))
            : null;
        Assert.That(Assert.ThrowsAsync<CheckpointException>(() => hub.DownloadAsync())!.Message, Does.Contain($"more arrived than the {announced:N0} bytes that were announced (4 attempts in a row)"));
        Assert.That(hub.Weights, Does.Not.Exist);
    }

    [Test]
    public async Task Retry_After_is_honoured()
    {
        using var hub = new FakeHub();
        hub.OnHub = _ => hub.Hub.Requests.Count == 1 ? Reply.Text(429, "slower", ("Retry-After", "1")) : null;
        var watch = Stopwatch.StartNew();
        hub.CheckSnapshot(await hub.DownloadAsync(), Wanted);
        Assert.That(watch.Elapsed, Is.GreaterThan(TimeSpan.FromMilliseconds(990)));
        Assert.That(hub.Messages, Has.One.EqualTo(": 127.0.0.1 answers 429, too many requests; trying again in 1 s"));
    }

    [TestCase("100000")]
    [TestCase("Tue, 31 Dec 2199 23:59:59 GMT")]
    public async Task Retry_After_is_bounded(string value)
    {
        using var hub = new FakeHub();
        hub.OnStorage = _ => hub.Storage.Requests.Count == 1 ? Reply.Text(503, "", ("Retry-After", value)) : null;
        hub.CheckSnapshot(await hub.DownloadAsync(change: options => options with { Limits = options.Limits with { LongestRetryAfter = TimeSpan.FromMilliseconds(100) } }), Wanted);
        Assert.That(hub.Messages, Has.One.EqualTo("model.safetensors: 127.0.0.1 answers 503; trying again in 0.1 s"));
    }

    [TestCase(500)]
    [TestCase(502)]
    [TestCase(504)]
    [TestCase(408)]
    public async Task A_server_that_is_ill_for_a_while_is_asked_again(int status)
    {
        using var hub = new FakeHub();
        var asked = new System.Collections.Concurrent.ConcurrentDictionary<string, int>();
        hub.OnHub = request => request.Header("Range") is null && asked.AddOrUpdate(request.Method + request.Path, 1, (_, count) => count + 1) <= 2 ? Reply.Text(status, "") : null;
        hub.OnStorage = _ => hub.Storage.Requests.Count == 1 ? Reply.Text(status, "") : null;
        hub.CheckSnapshot(await hub.DownloadAsync(), Wanted);
    }

    [Test]
    public void A_server_that_stays_ill_is_an_error_after_as_many_attempts_as_are_allowed()
    {
        using var hub = new FakeHub();
        hub.OnStorage = _ => Reply.Text(500, "");
        Assert.That(
            Assert.ThrowsAsync<CheckpointException>(() => hub.DownloadAsync())!.Message,
            Does.Contain("model.safetensors could not be downloaded: 127.0.0.1 answers 500 (4 attempts in a row). Check the connection"));
        Assert.That(hub.Storage.Requests, Has.Count.EqualTo(4));
    }

    [Test]
    public async Task A_server_that_ignores_the_range_begins_anew()
    {
        using var hub = new FakeHub();
        WriteIncomplete(hub, hub.Files[Weights].AsSpan(0, 300_000));
        hub.OnStorage = request => Reply.Of(hub.Files[Weights], request with { Headers = new Dictionary<string, string>() });
        hub.CheckSnapshot(await hub.DownloadAsync(), Wanted);
        Assert.That(hub.Storage.Requests.Single().Header("Range"), Is.EqualTo("bytes=300000-"));
    }

    [Test]
    public void A_server_that_ignores_the_range_and_always_breaks_is_given_up()
    {
        using var hub = new FakeHub();
        hub.OnStorage = _ => new Reply(200, hub.Files[Weights]) { EndAfter = 500_000 };
        Assert.ThrowsAsync<CheckpointException>(() => hub.DownloadAsync());
        Assert.That(hub.Storage.Requests, Has.Count.EqualTo(4), "one that brings bytes, and three that bring none that are new");
    }

    [TestCase("bytes 0-700000/700001", 206)]
    [TestCase("bytes 300000-700000/700002", 206)]
    [TestCase("nonsense", 206)]
    [TestCase("bytes */700001", 416)]
    public async Task A_server_that_continues_elsewhere_or_not_at_all_begins_anew(string range, int status)
    {
        using var hub = new FakeHub();
        WriteIncomplete(hub, hub.Files[Weights].AsSpan(0, 300_000));
        hub.OnStorage = request => request.Header("Range") is null ? null : new Reply(status, new byte[400_001], ("Content-Range", range));
        hub.CheckSnapshot(await hub.DownloadAsync(), Wanted);
        Assert.That(hub.Storage.Requests.Select(request => request.Header("Range")), Is.EqualTo(new[] { "bytes=300000-", null }));
        Assert.That(hub.Messages, Has.One.Contains("does not continue where the transfer broke").And.None.Contains("its hash"), "found before the bytes, not by their hash");
    }

    [Test]
    public async Task What_is_there_already_is_not_downloaded_only_checked()
    {
        using var hub = new FakeHub();
        WriteIncomplete(hub, hub.Files[Weights]);
        hub.CheckSnapshot(await hub.DownloadAsync(), Wanted);
        Assert.That(hub.Storage.Requests, Is.Empty);
    }

    [TestCase(700_001, TestName = "Remains_of_another_content_are_downloaded_again")]
    [TestCase(1_000_000, TestName = "Remains_that_are_too_long_are_downloaded_again")]
    [TestCase(10_000, TestName = "Remains_that_were_continued_and_do_not_fit_are_downloaded_again")]
    public async Task Remains(int length)
    {
        using var hub = new FakeHub();
        WriteIncomplete(hub, new byte[length]);
        hub.CheckSnapshot(await hub.DownloadAsync(), Wanted);
        Assert.That(hub.Storage.Requests.Select(request => request.Header("Range")), Is.EqualTo(length < 700_001 ? new[] { $"bytes={length}-", null } : [null]));
    }

    [Test]
    public async Task Cancelled_it_keeps_what_arrived_and_continues_the_next_time()
    {
        using var hub = new FakeHub();
        using var cancellation = new CancellationTokenSource();
        hub.OnStorage = request => Reply.Of(hub.Files[Weights], request) with { StallAfter = 200_000 };
        var download = hub.DownloadAsync(cancellation: cancellation.Token);
        Assert.That(() => hub.Reports.Any(report => report is { File: Weights, Bytes: 200_000 }), Is.True.After(10_000, 5));
        await cancellation.CancelAsync();
        Assert.That(async () => await download, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(hub.Weights, Does.Not.Exist);
        Assert.That(new FileInfo(hub.Weights + ".incomplete"), Has.Length.EqualTo(200_000));

        hub.OnStorage = null;
        hub.CheckSnapshot(await hub.DownloadAsync(), Wanted);
        Assert.That(hub.Storage.Requests[^1].Header("Range"), Is.EqualTo("bytes=200000-"));
    }

    [Test]
    public void Cancelled_before_it_begins_it_asks_nothing()
    {
        using var hub = new FakeHub();
        Assert.That(async () => await hub.DownloadAsync(cancellation: new CancellationToken(true)), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(hub.Hub.Requests, Is.Empty);
    }

    [Test]
    public void A_disk_without_room_is_found_before_the_transfer()
    {
        using var hub = new FakeHub();
        var error = Assert.ThrowsAsync<CheckpointException>(() => hub.DownloadAsync(change: options => options with { FreeSpace = _ => 100_000 }))!;
        Assert.That(error.Message, Does.Contain("model.safetensors: 700,001 bytes are to be downloaded to").And.Contains("and 100,000 are free there"));
        Assert.That(hub.Storage.Requests, Is.Empty);
    }

    [Test, Platform("Linux")]
    public void A_disk_that_fills_on_the_way_leaves_nothing_under_a_final_name()
    {
        using var hub = new FakeHub();
        Directory.CreateDirectory(Path.Combine(hub.Folder, "blobs"));
        File.CreateSymbolicLink(hub.Weights + ".incomplete", "/dev/full");
        var error = Assert.ThrowsAsync<CheckpointException>(() => hub.DownloadAsync())!;
        Assert.That(error.Message, Does.Contain("No space left on device").And.Contains(hub.Cache).And.Contains("free space"));
        Assert.That(hub.Weights, Does.Not.Exist);
        Assert.That(Path.Combine(hub.Snapshot, Weights), Does.Not.Exist);
    }

    private static HubOptions Once(HubOptions options) => options with { Limits = options.Limits with { Attempts = 1 } };

    private static void WriteIncomplete(FakeHub hub, ReadOnlySpan<byte> bytes)
    {
        Directory.CreateDirectory(Path.Combine(hub.Folder, "blobs"));
        File.WriteAllBytes(hub.Weights + ".incomplete", bytes);
    }

    /// <summary>Changes one bit of a file's body wherever it comes from.</summary>
    private static void Damage(FakeHub hub, string file, Func<bool> now)
    {
        Reply? Serve(Request request)
        {
            if (request.Method != "GET" || !now())
            {
                return null;
            }

            byte[] bytes = [.. hub.Files[file]];
            bytes[bytes.Length / 2] ^= 1;
            return Reply.Of(bytes, request);
        }

        hub.OnStorage = request => request.Path == "/" + hub.EtagOf(file) ? Serve(request) : null;
        hub.OnHub = request => !file.EndsWith(".safetensors", StringComparison.Ordinal) && request.Path.EndsWith("/" + file, StringComparison.Ordinal) ? Serve(request) : null;
    }
}
