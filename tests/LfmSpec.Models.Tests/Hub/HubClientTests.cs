using LfmSpec.Models.Checkpoints;
using LfmSpec.Models.Hub;

namespace LfmSpec.Models.Tests.Hub;

/// <summary>What a download brings, where it puts it, and what it does not ask for.</summary>
[TestFixture]
public class HubClientTests
{
    private static readonly string[] Wanted = ["config.json", "generation_config.json", "model.safetensors", "tokenizer.json"];

    [Test]
    public async Task A_download_brings_what_a_checkpoint_needs_and_nothing_else()
    {
        using var hub = new FakeHub();
        hub.CheckSnapshot(await hub.DownloadAsync(), Wanted);
        Assert.That(hub.Hub.Requests.Select(request => request.Path), Has.None.Contains("README").And.None.Contains("pytorch"));
    }

    [Test]
    public async Task Every_file_of_a_tokenizer_that_exists_is_brought()
    {
        using var hub = new FakeHub();
        string[] more = ["chat_template.jinja", "special_tokens_map.json", "tokenizer_config.json"];
        foreach (var name in more)
        {
            hub.Files[name] = [.. "content of "u8, .. System.Text.Encoding.ASCII.GetBytes(name)];
        }

        hub.CheckSnapshot(await hub.DownloadAsync(), [.. Wanted, .. more]);
    }

    [Test]
    public async Task The_cache_has_the_layout_of_huggingface_hub()
    {
        using var hub = new FakeHub();
        await hub.DownloadAsync();
        Assert.That(File.ReadAllText(Path.Combine(hub.Folder, "refs", "main")), Is.EqualTo(hub.Commit));
        Assert.That(Directory.GetFiles(Path.Combine(hub.Folder, "blobs")).Select(Path.GetFileName), Is.EquivalentTo(Wanted.Select(hub.EtagOf)));
        Assert.That(
            Directory.GetFiles(Path.Combine(hub.Cache, ".locks", "models--org--tiny-model")).Select(Path.GetFileName),
            Is.EquivalentTo(Wanted.Select(name => hub.EtagOf(name) + ".lock")));
        foreach (var name in Wanted)
        {
            Assert.That(new FileInfo(Path.Combine(hub.Snapshot, name)).LinkTarget, Is.EqualTo(Path.Combine("..", "..", "blobs", hub.EtagOf(name))));
        }
    }

    [Test]
    public async Task Without_links_a_snapshot_has_the_files_themselves()
    {
        using var hub = new FakeHub();
        hub.CheckSnapshot(await hub.DownloadAsync(change: options => options with { Symlinks = false }), Wanted);
        Assert.That(Wanted.Select(name => new FileInfo(Path.Combine(hub.Snapshot, name)).LinkTarget), Is.All.Null);
        hub.CheckSnapshot(await hub.DownloadAsync(change: options => options with { Symlinks = false }), Wanted);
        Assert.That(hub.BytesServed("model.safetensors"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_branch_that_is_in_the_cache_costs_one_request_and_a_commit_none()
    {
        using var hub = new FakeHub();
        await hub.DownloadAsync();
        var before = hub.Hub.Requests.Count + hub.Storage.Requests.Count;
        hub.CheckSnapshot(await hub.DownloadAsync(), Wanted);
        Assert.That(hub.Hub.Requests.Skip(before - hub.Storage.Requests.Count).Select(request => request.Path), Is.EqualTo(new[] { $"/api/models/{FakeHub.Id}/revision/main" }));
        hub.CheckSnapshot(await hub.DownloadAsync(hub.Commit), Wanted);
        Assert.That(hub.Hub.Requests.Count + hub.Storage.Requests.Count, Is.EqualTo(before + 1));
    }

    [Test]
    public async Task Offline_the_cache_is_used_without_any_request()
    {
        using var hub = new FakeHub();
        hub.Revisions.Add("v1.0");
        await hub.DownloadAsync();
        await hub.DownloadAsync("v1.0");
        var before = hub.Hub.Requests.Count;
        foreach (var revision in new[] { null, "main", "v1.0", hub.Commit })
        {
            hub.CheckSnapshot(await hub.DownloadAsync(revision, options => options with { Offline = true }), Wanted);
        }

        Assert.That(hub.Hub.Requests, Has.Count.EqualTo(before));
    }

    [Test]
    public async Task What_Python_downloaded_is_used_as_it_is()
    {
        using var hub = new FakeHub();
        WriteAsPythonDoes(hub, "config.json", "tokenizer.json", "model.safetensors");
        foreach (var offline in new[] { true, false })
        {
            hub.CheckSnapshot(await hub.DownloadAsync(hub.Commit, options => options with { Offline = offline }), "config.json", "tokenizer.json", "model.safetensors");
        }

        Assert.That(await hub.DownloadAsync(null, options => options with { Offline = true }), Is.EqualTo(hub.Snapshot));
        Assert.That(hub.Hub.Requests, Is.Empty);

        // Asked for the branch, the hub says that there is one file more.
        hub.CheckSnapshot(await hub.DownloadAsync(), Wanted);
        Assert.That(hub.Storage.Requests, Is.Empty);
    }

    [Test]
    public async Task A_link_to_a_blob_that_is_gone_is_no_file()
    {
        using var hub = new FakeHub();
        await hub.DownloadAsync();
        File.Delete(hub.Weights);
        var error = Assert.ThrowsAsync<CheckpointException>(() => hub.DownloadAsync(change: options => options with { Offline = true }))!;
        Assert.That(error.Message, Does.Contain("lacks model.safetensors"));
        hub.CheckSnapshot(await hub.DownloadAsync(hub.Commit), Wanted);
    }

    [Test]
    public async Task A_blob_of_another_commit_is_linked_and_not_downloaded_again([Values] bool links)
    {
        using var hub = new FakeHub();
        await hub.DownloadAsync();
        var first = hub.Snapshot;
        hub.Commit = new string('b', 40);
        hub.Files["config.json"] = "{}"u8.ToArray();
        hub.CheckSnapshot(await hub.DownloadAsync(change: options => options with { Symlinks = links }), Wanted);
        Assert.That(hub.BytesServed("model.safetensors"), Is.EqualTo(1));
        Assert.That(File.ReadAllText(Path.Combine(hub.Folder, "refs", "main")), Is.EqualTo(hub.Commit));
        Assert.That(File.ReadAllBytes(Path.Combine(first, "config.json")), Has.Length.EqualTo(900), "the older snapshot is as it was");
        Assert.That(File.ReadAllBytes(Path.Combine(first, "model.safetensors")), Has.Length.EqualTo(700_001));
    }

    [Test]
    public async Task A_blob_of_the_wrong_length_is_downloaded_again()
    {
        using var hub = new FakeHub();
        await hub.DownloadAsync();
        File.WriteAllText(hub.Weights, "short");
        File.Delete(Path.Combine(hub.Snapshot, "model.safetensors"));
        hub.CheckSnapshot(await hub.DownloadAsync(), Wanted);
    }

    [TestCase("model.safetensors", true)]
    [TestCase("config.json", true)]
    [TestCase("model.safetensors", false)]
    public async Task A_blob_of_the_right_length_and_another_content_is_not_linked(string file, bool links)
    {
        using var hub = new FakeHub();
        await hub.DownloadAsync();
        var blob = Path.Combine(hub.Folder, "blobs", hub.EtagOf(file));
        var bytes = File.ReadAllBytes(blob);
        bytes[^1] ^= 1;
        File.WriteAllBytes(blob, bytes);
        File.Delete(Path.Combine(hub.Snapshot, file));
        hub.CheckSnapshot(await hub.DownloadAsync(change: options => options with { Symlinks = links }), Wanted);
        Assert.That(hub.Messages, Has.Some.EqualTo($"{file}: what the cache has of it is damaged; downloading it again"));
    }

    [Test]
    public async Task Offline_a_cache_that_was_filled_by_commit_is_used_as_it_is_and_nothing_is_written()
    {
        using var hub = new FakeHub();
        await hub.DownloadAsync(hub.Commit);
        BlockWriting(hub);
        var before = Directory.GetFileSystemEntries(hub.Cache, "*", SearchOption.AllDirectories);
        hub.CheckSnapshot(await hub.DownloadAsync(change: options => options with { Offline = true }), Wanted);
        Assert.That(hub.Messages, Has.Some.EqualTo($": the cache does not say which commit main is; using the only one that it has, {hub.Commit}"));
        Assert.That(Directory.GetFileSystemEntries(hub.Cache, "*", SearchOption.AllDirectories), Is.EqualTo(before));
        var error = Assert.ThrowsAsync<CheckpointException>(() => hub.DownloadAsync("v2", options => options with { Offline = true }))!;
        Assert.That(error.Message, Does.Contain("does not have it"), "another revision is not guessed");
    }

    [Test]
    public async Task Online_a_cache_that_cannot_be_written_is_used_if_it_is_whole()
    {
        using var hub = new FakeHub();
        await hub.DownloadAsync(hub.Commit);
        BlockWriting(hub);
        hub.CheckSnapshot(await hub.DownloadAsync(), Wanted);
        hub.OnHub = _ => Reply.Text(503, "");
        hub.CheckSnapshot(await hub.DownloadAsync(), Wanted);
        Assert.That(hub.Messages, Has.Some.Contains($"using the commit that the cache has, {hub.Commit}"));
    }

    [Test]
    public async Task Offline_of_two_commits_without_a_ref_one_has_to_be_named()
    {
        using var hub = new FakeHub();
        await hub.DownloadAsync(hub.Commit);
        var first = hub.Commit;
        hub.Commit = new string('b', 40);
        await hub.DownloadAsync(hub.Commit);
        var error = Assert.ThrowsAsync<CheckpointException>(() => hub.DownloadAsync(change: options => options with { Offline = true }))!;
        Assert.That(error.Message, Does.Contain("does not say which of its 2 commits that is").And.Contain($"{FakeHub.Id}@{first} or {FakeHub.Id}@{hub.Commit}"));
        hub.CheckSnapshot(await hub.DownloadAsync(hub.Commit, options => options with { Offline = true }), Wanted);
    }

    [Test]
    public void A_hub_that_describes_another_commit_than_the_pinned_one_is_refused()
    {
        using var hub = new FakeHub();
        var pinned = new string('c', 40);
        hub.Revisions.Add(pinned);
        var error = Assert.ThrowsAsync<CheckpointException>(() => hub.DownloadAsync(pinned))!;
        Assert.That(error.Message, Does.Contain($"the commit {pinned} was asked for, and 127.0.0.1 answers with a description of {hub.Commit}").And.Contain("Check the commit"));
        Assert.That(Directory.Exists(hub.Cache), Is.False);
    }

    [TestCase("config.json")]
    [TestCase("model.safetensors")]
    public void A_file_of_another_commit_than_the_pinned_one_is_refused(string file)
    {
        using var hub = new FakeHub();
        var other = new string('d', 40);
        hub.OnHub = request => request.Path.EndsWith('/' + file, StringComparison.Ordinal)
            ? Reply.Of(hub.Files[file], request, ("X-Repo-Commit", other), ("ETag", $"\"{hub.EtagOf(file)}\""))
            : null;
        var error = Assert.ThrowsAsync<CheckpointException>(() => hub.DownloadAsync(hub.Commit))!;
        Assert.That(error.Message, Does.Contain($"the commit {hub.Commit} was asked for, and 127.0.0.1 answers with {file} of {other}"));
        Assert.That(File.Exists(Path.Combine(hub.Snapshot, file)), Is.False);
    }

    // Tests may run as a user to whom nothing is read-only: a file stands where each folder would have to be made.
    private static void BlockWriting(FakeHub hub)
    {
        Directory.Delete(Path.Combine(hub.Cache, ".locks"), recursive: true);
        File.WriteAllText(Path.Combine(hub.Cache, ".locks"), "");
        File.WriteAllText(Path.Combine(hub.Folder, "refs"), "");
    }

    [TestCase("v1.0")]
    [TestCase("refs/pr/3")]
    [TestCase("feature/a b#c")]
    public async Task A_revision_may_be_a_tag_or_a_branch_with_slashes(string revision)
    {
        using var hub = new FakeHub();
        hub.Revisions.Add(revision);
        hub.CheckSnapshot(await hub.DownloadAsync(revision), Wanted);
        Assert.That(File.ReadAllText(Path.Combine(hub.Folder, "refs", revision)), Is.EqualTo(hub.Commit));
        Assert.That(Path.Combine(hub.Folder, "refs", "main"), Does.Not.Exist);
    }

    [Test]
    public async Task A_commit_is_a_revision_and_leaves_no_ref()
    {
        using var hub = new FakeHub();
        hub.CheckSnapshot(await hub.DownloadAsync(hub.Commit), Wanted);
        Assert.That(Path.Combine(hub.Folder, "refs"), Does.Not.Exist);
    }

    [Test]
    public async Task The_token_goes_to_the_hub_and_never_to_another_host()
    {
        using var hub = new FakeHub();
        await hub.DownloadAsync();
        Assert.That(hub.Hub.Requests.Select(request => request.Header("Authorization")), Is.All.EqualTo("Bearer " + FakeHub.Token));
        Assert.That(hub.Storage.Requests, Is.Not.Empty);
        Assert.That(hub.Storage.Requests.Select(request => request.Header("Authorization")), Is.All.Null);
    }

    [Test]
    public async Task Without_a_token_none_is_sent()
    {
        using var hub = new FakeHub();
        await hub.DownloadAsync(change: options => options with { Token = null });
        Assert.That(hub.Hub.Requests.Select(request => request.Header("Authorization")), Is.All.Null);
    }

    // A renamed repository redirects within the hub, small files to /api/resolve-cache; a mirror to the hub itself.
    [TestCase(true)]
    [TestCase(false)]
    public async Task Redirects_within_the_hub_are_followed_with_the_token(bool relative)
    {
        using var hub = new FakeHub();
        var place = relative ? "" : hub.Hub.Address.ToString().TrimEnd('/');
        hub.OnHub = request => request.Path.StartsWith("/api/models/old/", StringComparison.Ordinal) ? Reply.Redirect(307, place + request.Path.Replace("/old/name", "/" + FakeHub.Id))
            : request.Path.StartsWith("/old/", StringComparison.Ordinal) ? Reply.Redirect(307, place + request.Path.Replace("/old/name", "/" + FakeHub.Id))
            : null;
        var folder = await hub.DownloadAsync(id: "old/name");
        Assert.That(folder, Is.EqualTo(Path.Combine(hub.Cache, "models--old--name", "snapshots", hub.Commit)));
        Assert.That(File.ReadAllBytes(Path.Combine(folder, "model.safetensors")).AsSpan().SequenceEqual(hub.Files["model.safetensors"]), Is.True);
        Assert.That(hub.Hub.Requests.Select(request => request.Header("Authorization")), Is.All.EqualTo("Bearer " + FakeHub.Token));
    }

    [Test]
    public async Task A_repository_may_have_a_name_without_an_organisation()
    {
        using var hub = new FakeHub();
        hub.OnHub = request => request.Path.Contains("/gpt2/") ? Reply.Redirect(307, request.Path.Replace("/gpt2/", $"/{FakeHub.Id}/")) : null;
        Assert.That(await hub.DownloadAsync(id: "gpt2"), Is.EqualTo(Path.Combine(hub.Cache, "models--gpt2", "snapshots", hub.Commit)));
    }

    [Test]
    public async Task The_shards_that_the_index_names_are_brought_and_no_others()
    {
        using var hub = new FakeHub();
        hub.Shard("model-00001-of-00003.safetensors", "model-00002-of-00003.safetensors", "parts/model-00003-of-00003.safetensors");
        hub.Files["other.safetensors"] = [1, 2, 3];
        string[] names = ["config.json", "generation_config.json", "tokenizer.json", "model.safetensors.index.json", "model-00001-of-00003.safetensors", "model-00002-of-00003.safetensors", "parts/model-00003-of-00003.safetensors"];
        hub.CheckSnapshot(await hub.DownloadAsync(), names);
        hub.CheckSnapshot(await hub.DownloadAsync(hub.Commit, options => options with { Offline = true }), names);
        Assert.That(new FileInfo(Path.Combine(hub.Snapshot, names[^1])).LinkTarget, Is.EqualTo(Path.Combine("..", "..", "..", "blobs", hub.EtagOf(names[^1]))));
    }

    [Test]
    public async Task One_file_is_preferred_to_shards()
    {
        using var hub = new FakeHub();
        hub.WriteIndex("model-00001-of-00001.safetensors");
        hub.CheckSnapshot(await hub.DownloadAsync(), Wanted);
    }

    [Test]
    public async Task Two_files_of_one_content_share_a_blob()
    {
        using var hub = new FakeHub();
        hub.Shard("a.safetensors", "b.safetensors");
        hub.Files["b.safetensors"] = hub.Files["a.safetensors"];
        await hub.DownloadAsync();
        Assert.That(File.ReadAllBytes(Path.Combine(hub.Snapshot, "b.safetensors")), Is.EqualTo(hub.Files["a.safetensors"]));
        Assert.That(hub.BytesServed("a.safetensors"), Is.EqualTo(1));
    }

    [Test]
    public async Task The_progress_grows_to_the_whole_of_each_file()
    {
        using var hub = new FakeHub();
        await hub.DownloadAsync();
        foreach (var name in Wanted)
        {
            var bytes = hub.Reports.Where(report => report.File == name).ToArray();
            Assert.That(bytes.Select(report => report.Bytes), Is.Ordered);
            Assert.That(bytes[^1], Is.EqualTo(new DownloadProgress(name, hub.Files[name].Length, hub.Files[name].Length, null)));
        }
    }

    private static void WriteAsPythonDoes(FakeHub hub, params string[] names)
    {
        Directory.CreateDirectory(Path.Combine(hub.Folder, "refs"));
        Directory.CreateDirectory(Path.Combine(hub.Folder, "blobs"));
        Directory.CreateDirectory(hub.Snapshot);
        File.WriteAllText(Path.Combine(hub.Folder, "refs", "main"), hub.Commit);
        foreach (var name in names)
        {
            File.WriteAllBytes(Path.Combine(hub.Folder, "blobs", hub.EtagOf(name)), hub.Files[name]);
            File.CreateSymbolicLink(Path.Combine(hub.Snapshot, name), Path.Combine("..", "..", "blobs", hub.EtagOf(name)));
        }
    }
}
