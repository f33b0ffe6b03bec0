using LfmSpec.Models.Checkpoints;
using LfmSpec.Models.Hub;

namespace LfmSpec.Models.Tests.Hub;

/// <summary>One clear error for what cannot be downloaded: what, from where, and what to do.</summary>
[TestFixture]
public class HubErrorTests
{
    private static readonly string[] Wanted = ["config.json", "generation_config.json", "model.safetensors", "tokenizer.json"];

    private static readonly (string Name, Action<FakeHub> Break, string[] Message)[] Broken =
    [
        ("a repository that is not there", hub => hub.OnHub = _ => Reply.Text(401, "{}", ("X-Error-Code", "RepoNotFound"), ("X-Error-Message", "Repository not found")),
            ["org/tiny-model, revision 'main': not found on 127.0.0.1", "private or gated repository", "HF_TOKEN", "The hub says: Repository not found"]),
        ("a page that is not there", hub => hub.OnHub = _ => Reply.Text(404, ""), ["org/tiny-model, revision 'main': not found on 127.0.0.1", "HF_TOKEN"]),
        ("a revision that is not there", hub => hub.Revisions.Clear(), ["org/tiny-model, revision 'main': the repository has no such revision", "/org/tiny-model lists"]),
        ("a gated repository", hub => hub.OnHub = _ => Reply.Text(403, "{}", ("X-Error-Code", "GatedRepo"), ("X-Error-Message", "Access to model org/tiny-model is restricted")),
            ["127.0.0.1 refuses access (403)", "accept its licence on http://127.0.0.1:", "/org/tiny-model;", "/settings/tokens", "HF_TOKEN", "is restricted"]),
        ("a token that is not accepted", hub => hub.OnHub = _ => Reply.Text(401, "{}"), ["refuses access (401)", "that the token in use (HF_TOKEN, or the token file) is valid"]),
        ("weights that are gated", hub => hub.OnHub = request => request.Method == "HEAD" && request.Path.EndsWith("model.safetensors", StringComparison.Ordinal) ? Reply.Text(403, "", ("X-Error-Code", "GatedRepo")) : null,
            ["revision 'main', model.safetensors: 127.0.0.1 refuses access (403)", "accept its licence"]),
        ("a storage that refuses", hub => hub.OnStorage = _ => Reply.Text(403, ""), ["model.safetensors: 127.0.0.1 refuses access (403)"]),
        ("a file that the hub lists and does not have", hub => hub.ExtraNames.Add("chat_template.jinja"), ["revision 'main', chat_template.jinja: the repository lists this file, and 127.0.0.1 does not have it"]),
        ("a storage that does not have a file", hub => hub.OnStorage = _ => Reply.Text(404, ""), ["model.safetensors: the repository lists this file, and 127.0.0.1 does not have it"]),
        ("a status that nobody expects", hub => hub.OnHub = _ => Reply.Text(418, "", ("X-Error-Message", "teapot\t\u001b[31m")), ["127.0.0.1 answers 418", "The hub says: teapot\\t\\u001b[31m"]),
        ("a hub that is ill", hub => hub.OnHub = _ => Reply.Text(503, ""), ["its description could not be downloaded: 127.0.0.1 answers 503 (4 attempts in a row)", "run this again"]),
        ("a repository of pickle files", hub => hub.Files.Remove("model.safetensors"), ["has neither model.safetensors nor model.safetensors.index.json; pytorch_model.bin is not read", "pickle files", "safetensors, or convert it"]),
        ("a repository without a configuration", hub => hub.Files.Remove("config.json"), ["the repository has no config.json"]),
        ("a repository without a tokenizer", hub => hub.Files.Remove("tokenizer.json"), ["the repository has no tokenizer.json"]),
        ("an answer that is no JSON", hub => hub.OnHub = _ => Reply.Text(200, "<html>log in</html>"), ["the hub's answer is not valid JSON (line 1, byte 1)", "something between here and the hub"]),
        ("an answer that is another JSON", hub => hub.OnHub = _ => Reply.Text(200, "[]"), ["the hub's answer is a list, not an object"]),
        ("an answer without files", hub => hub.OnHub = _ => Reply.Text(200, $$"""{"sha":"{{new string('a', 40)}}"}"""), ["siblings is missing"]),
        ("a commit that is a path", hub => hub.Commit = "../../../../etc", ["sha is \"../../../../etc\", which is no commit"]),
        ("an answer nested without end", hub => hub.OnHub = _ => Reply.Text(200, new string('[', 100_000)), ["it is nested deeper than 64"]),
        ("an answer that is too long", hub => hub.OnHub = _ => new Reply(200, new byte[HubListing.LargestBytes + 1]), ["longer than 8,388,608 bytes"]),
        ("a small file that is too long", hub => hub.OnHub = request => request.Method == "HEAD" && request.Path.EndsWith("config.json", StringComparison.Ordinal) ? new Reply(200, [], ("X-Linked-Size", "999999999999"), ("ETag", $"\"{new string('1', 40)}\"")) : null,
            ["config.json: 999,999,999,999 bytes are too many for such a file"]),
        ("redirects without end", hub => hub.OnHub = request => Reply.Redirect(302, request.Path), ["more than 10 redirects"]),
        ("a redirect to a file", hub => hub.OnHub = _ => Reply.Redirect(302, "file:///etc/passwd"), ["a redirect leads from http to file, which is refused"]),
        ("an index that is no JSON", hub => { hub.Shard("a.safetensors"); hub.Files["model.safetensors.index.json"] = "{"u8.ToArray(); }, ["model.safetensors.index.json: the file is not valid JSON (line 1, byte 2)", "download the checkpoint again"]),
        ("a shard that is not there", hub => { hub.Shard("model-00001-of-00002.safetensors"); hub.WriteIndex("model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"); },
            ["model.safetensors.index.json names model-00002-of-00002.safetensors, and the repository has no such file"]),
        ("a shard outside the cache", hub => { hub.Shard("a.safetensors"); hub.WriteIndex("a.safetensors", "../../../../evil.safetensors"); },
            ["names the file \"../../../../evil.safetensors\", which is refused: it leads out of its folder"]),
        ("a shard that is no safetensors file", hub => { hub.Shard("a.safetensors"); hub.WriteIndex("pytorch_model.bin"); }, ["names the file \"pytorch_model.bin\", which is not a .safetensors file"]),
    ];

    private static IEnumerable<TestCaseData> Cases() => Broken.Select((broken, index) => new TestCaseData(index).SetArgDisplayNames(broken.Name));

    [TestCaseSource(nameof(Cases))]
    public void One_clear_error_for(int index)
    {
        var (name, breakIt, message) = Broken[index];
        using var hub = new FakeHub();
        breakIt(hub);
        var error = Assert.ThrowsAsync<CheckpointException>(() => hub.DownloadAsync())!;
        TestContext.Out.WriteLine($"{name}: {error.Message}");
        foreach (var part in message)
        {
            Assert.That(error.Message, Does.Contain(part));
        }

        Assert.That(error.ToString(), Does.Not.Contain(FakeHub.Token));
        Assert.That(Path.Combine(hub.Folder, "refs"), Does.Not.Exist);
    }

    [Test]
    public void Without_a_token_the_error_says_how_to_give_one()
    {
        using var hub = new FakeHub();
        hub.OnHub = _ => Reply.Text(401, "{}", ("X-Error-Code", "GatedRepo"));
        var error = Assert.ThrowsAsync<CheckpointException>(() => hub.DownloadAsync(change: options => options with { Token = null }))!;
        Assert.That(error.Message, Does.Contain("make a token on").And.Contains("/settings/tokens and set HF_TOKEN to it, or run 'hf auth login'"));
    }

    [TestCase("../escape")]
    [TestCase("/etc/passwd")]
    [TestCase("a/../../b")]
    [TestCase("C:evil")]
    [TestCase("a/C:/evil")]
    [TestCase("a\\b")]
    [TestCase("")]
    [TestCase("nul\0byte")]
    [TestCase("a//b")]
    [TestCase(".. /a")]
    public void A_name_that_leaves_the_cache_is_refused(string name)
    {
        using var hub = new FakeHub();
        hub.ExtraNames.Add(name);
        var error = Assert.ThrowsAsync<CheckpointException>(() => hub.DownloadAsync())!;
        Assert.That(error.Message, Does.Contain($"].rfilename names the file \"{name.Replace("\\", "\\\\").Replace("\0", "\\u0000")}\", which is refused"));
        Assert.That(hub.Cache, Does.Not.Exist);
    }

    [TestCase("")]
    [TestCase("a/b/c")]
    [TestCase("../b")]
    [TestCase("a/..")]
    [TestCase("a--b/c")]
    [TestCase("a/b..c")]
    [TestCase("a/.b")]
    [TestCase("a/b.")]
    [TestCase("-a/b")]
    [TestCase("a/b.git")]
    [TestCase("a/b\n")]
    [TestCase("a/b c")]
    [TestCase("a/é")]
    [TestCase("a/b?x=1")]
    [TestCase("a/%2e%2e")]
    [TestCase("/b")]
    [TestCase("C:\\models")]
    [TestCase("a/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void What_is_no_repository_is_refused_before_anything_is_asked(string id)
    {
        using var hub = new FakeHub();
        Assert.That(Assert.ThrowsAsync<CheckpointException>(() => hub.DownloadAsync(id: id))!.Message, Does.Contain("is no repository of the hub").And.Not.Contains("\n"));
        Assert.That(hub.Hub.Requests, Is.Empty);
    }

    [TestCase("../main")]
    [TestCase("/main")]
    [TestCase("a\\b")]
    [TestCase("main\n")]
    public void What_is_no_revision_is_refused_before_anything_is_asked(string revision)
    {
        using var hub = new FakeHub();
        Assert.That(Assert.ThrowsAsync<CheckpointException>(() => hub.DownloadAsync(revision))!.Message, Does.Contain("is no revision").And.Not.Contains("\n"));
        Assert.That(hub.Hub.Requests, Is.Empty);
    }

    [Test]
    public void Offline_the_error_says_what_is_missing_and_how_to_get_it()
    {
        using var hub = new FakeHub();
        var error = Assert.ThrowsAsync<CheckpointException>(() => hub.DownloadAsync("v2", options => options with { Offline = true }))!;
        Assert.That(error.Message, Does.Contain($"HF_HUB_OFFLINE is set, and the cache {hub.Cache} does not have it").And.Contains("'hf download org/tiny-model --revision v2'"));
        Assert.That(hub.Hub.Requests, Is.Empty);
    }

    [Test]
    public async Task Offline_a_part_of_a_checkpoint_is_not_enough()
    {
        using var hub = new FakeHub();
        hub.Shard("a.safetensors", "b.safetensors");
        await hub.DownloadAsync();
        File.Delete(Path.Combine(hub.Snapshot, "b.safetensors"));
        File.Delete(Path.Combine(hub.Snapshot, "tokenizer.json"));
        var error = Assert.ThrowsAsync<CheckpointException>(() => hub.DownloadAsync(change: options => options with { Offline = true }))!;
        Assert.That(error.Message, Does.Contain($"{hub.Snapshot} lacks tokenizer.json, b.safetensors"));
    }

    [TestCase(503)]
    [TestCase(401)]
    [TestCase(403)]
    public async Task A_hub_that_does_not_answer_leaves_what_the_cache_has(int status)
    {
        using var hub = new FakeHub();
        await hub.DownloadAsync();
        hub.OnHub = _ => Reply.Text(status, "");
        hub.CheckSnapshot(await hub.DownloadAsync(), Wanted);
        Assert.That(hub.Messages.Last(), Does.Contain(status.ToString()).And.Contains($"using the commit that the cache has, {hub.Commit}"));
    }

    [Test]
    public async Task A_hub_that_cannot_be_reached_leaves_what_the_cache_has_or_is_an_error()
    {
        using var hub = new FakeHub();
        await hub.DownloadAsync();
        Uri nobody;
        using (var closed = new LoopbackServer(_ => new Reply(200, [])))
        {
            nobody = closed.Address;
        }

        hub.CheckSnapshot(await hub.DownloadAsync(change: options => options with { Endpoint = nobody }), Wanted);
        var error = Assert.ThrowsAsync<CheckpointException>(() => hub.DownloadAsync("v2", options => options with { Endpoint = nobody }))!;
        Assert.That(error.Message, Does.Contain("127.0.0.1 cannot be reached").And.Contains("4 attempts in a row"));
    }

    [Test]
    public async Task A_revision_that_is_gone_is_an_error_even_if_the_cache_has_it()
    {
        using var hub = new FakeHub();
        await hub.DownloadAsync();
        hub.Revisions.Clear();
        Assert.ThrowsAsync<CheckpointException>(() => hub.DownloadAsync());
    }

    [Test]
    public async Task An_update_that_breaks_leaves_the_branch_where_it_was()
    {
        using var hub = new FakeHub();
        await hub.DownloadAsync();
        var before = hub.Commit;
        hub.Commit = new string('b', 40);
        hub.Files["model.safetensors"] = [1, 2, 3];
        hub.OnStorage = _ => Reply.Text(500, "");
        Assert.ThrowsAsync<CheckpointException>(() => hub.DownloadAsync());
        Assert.That(await hub.DownloadAsync(change: options => options with { Offline = true }), Does.EndWith(before));
    }

    [Test]
    public async Task A_broken_index_in_the_cache_is_no_obstacle_to_a_commit_with_a_good_one()
    {
        using var hub = new FakeHub();
        hub.Shard("a.safetensors");
        await hub.DownloadAsync();
        File.WriteAllText(Path.Combine(hub.Snapshot, "model.safetensors.index.json"), "{");
        Assert.That(
            Assert.ThrowsAsync<CheckpointException>(() => hub.DownloadAsync(change: options => options with { Offline = true }))!.Message,
            Does.Contain("lacks what its broken model.safetensors.index.json names"));
        Assert.That(Assert.ThrowsAsync<CheckpointException>(() => hub.DownloadAsync())!.Message, Does.Contain("the file is not valid JSON"));
        hub.Commit = new string('b', 40);
        hub.WriteIndex("a.safetensors", "a.safetensors");
        hub.CheckSnapshot(await hub.DownloadAsync(), "a.safetensors", "config.json", "generation_config.json", "model.safetensors.index.json", "tokenizer.json");
    }

    [Test]
    public void A_cache_that_cannot_be_written_is_an_error()
    {
        using var hub = new FakeHub();
        File.WriteAllText(hub.Cache, "a file where the folder should be");
        var error = Assert.ThrowsAsync<CheckpointException>(() => hub.DownloadAsync())!;
        Assert.That(error.Message, Does.Contain($"the cache {hub.Cache} cannot be used").And.Contains("HF_HUB_CACHE"));
    }

    [Test]
    public async Task Two_clients_at_once_share_one_download([Values] bool links)
    {
        using var hub = new FakeHub();
        using var both = new ManualResetEventSlim();
        hub.OnStorage = _ =>
        {
            both.Wait();
            return null;
        };
        Task<string>[] downloads = [.. Enumerable.Range(0, 3).Select(_ => hub.DownloadAsync(change: options => options with { Symlinks = links }))];
        Assert.That(() => hub.Messages.Count(message => message.StartsWith("model.safetensors: another process is downloading this file", StringComparison.Ordinal)), Is.GreaterThanOrEqualTo(2).After(10_000, 5));
        both.Set();
        foreach (var folder in await Task.WhenAll(downloads))
        {
            hub.CheckSnapshot(folder, Wanted);
        }

        Assert.That(hub.BytesServed("model.safetensors"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_lock_that_is_never_released_is_given_up()
    {
        using var hub = new FakeHub();
        var path = Path.Combine(hub.Cache, ".locks", "models--org--tiny-model", hub.EtagOf("model.safetensors") + ".lock");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using (new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.None))
        {
            var error = Assert.ThrowsAsync<CheckpointException>(() => hub.DownloadAsync(change: options => options with { Limits = options.Limits with { LockTimeout = TimeSpan.FromMilliseconds(500) } }))!;
            Assert.That(error.Message, Does.StartWith($"{path}: another process has been downloading this file for more than 0"));
            Assert.That(hub.Messages.Count(message => message.Contains("waiting for it")), Is.InRange(2, 26));
        }

        hub.CheckSnapshot(await hub.DownloadAsync(), Wanted);
    }
}
