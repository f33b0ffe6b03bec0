using LfmSpec.Models.Checkpoints;
using LfmSpec.Models.Hub;

namespace LfmSpec.Models.Tests.Hub;

/// <summary>The variables, as huggingface_hub's constants.py reads them.</summary>
[TestFixture]
public class HubOptionsTests
{
    [TestCase("", "/home/me/.cache/huggingface/hub")]
    [TestCase("XDG_CACHE_HOME=/x", "/x/huggingface/hub")]
    [TestCase("XDG_CACHE_HOME=/x HF_HOME=/h", "/h/hub")]
    [TestCase("HF_HOME=/h HUGGINGFACE_HUB_CACHE=/old", "/old")]
    [TestCase("HF_HOME=/h HUGGINGFACE_HUB_CACHE=/old HF_HUB_CACHE=/c/", "/c/")]
    [TestCase("HF_HOME=~/h", "/home/me/h/hub")]
    [TestCase("HF_HUB_CACHE=$HOME/a/${X}/$UNSET X=b", "/home/me/a/b/$UNSET")]
    [TestCase("HF_HOME=", "/home/me/.cache/huggingface/hub")]
    public void The_cache_is_where_Python_has_it(string variables, string folder) =>
        Assert.That(Read(variables).CacheFolder, Is.EqualTo(Path.GetFullPath(folder)));

    [TestCase("HF_HUB_OFFLINE=1", true)]
    [TestCase("HF_HUB_OFFLINE=on", true)]
    [TestCase("HF_HUB_OFFLINE=Yes", true)]
    [TestCase("HF_HUB_OFFLINE=TRUE", true)]
    [TestCase("HF_HUB_OFFLINE=0", false)]
    [TestCase("HF_HUB_OFFLINE=false", false)]
    [TestCase("", false)]
    [TestCase("TRANSFORMERS_OFFLINE=1", true)]
    [TestCase("TRANSFORMERS_OFFLINE=1 HF_HUB_OFFLINE=0", false)]
    public void Offline_is_what_Python_takes_for_true(string variables, bool offline) => Assert.That(Read(variables).Offline, Is.EqualTo(offline));

    [Test]
    public void The_token_is_read_from_the_variable_or_a_file()
    {
        var folder = Directory.CreateTempSubdirectory("lfmspec-hub-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "token"), "hf_file\n");
            File.WriteAllText(Path.Combine(folder, "other"), "hf_other");
            Assert.That(Read($"HF_HOME={folder}").Token, Is.EqualTo("hf_file"));
            Assert.That(Read($"HF_HOME={folder} HF_TOKEN_PATH={folder}/other").Token, Is.EqualTo("hf_other"));
            Assert.That(Read($"HF_HOME={folder} HF_TOKEN=hf_variable").Token, Is.EqualTo("hf_variable"));
            Assert.That(Read($"HF_HOME={folder} HUGGING_FACE_HUB_TOKEN=hf_older").Token, Is.EqualTo("hf_older"));
            Assert.That(Read($"HF_HOME={folder} HF_HUB_DISABLE_IMPLICIT_TOKEN=1").Token, Is.Null);
            Assert.That(Read($"HF_HOME={folder}/nothing").Token, Is.Null);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Test]
    public void A_token_that_no_header_can_hold_is_refused_and_not_shown()
    {
        var error = Assert.Throws<CheckpointException>(() => HubOptions.FromEnvironment(name => name == "HF_TOKEN" ? "hf_se\ncret" : null))!;
        Assert.That(error.Message, Does.StartWith("HF_TOKEN: the access token holds a character").And.Not.Contains("cret"));
    }

    [Test]
    public void Printed_options_do_not_show_the_token()
    {
        Assert.That(Read("HF_TOKEN=hf_secret").ToString(), Does.Contain("Token set").And.Not.Contains("hf_secret"));
        Assert.That(Read("").ToString(), Does.Contain("Token not set").And.Contains("https://huggingface.co"));
    }

    [TestCase("", "https://huggingface.co/api")]
    [TestCase("HF_ENDPOINT=https://mirror.example/hf/", "https://mirror.example/hf/api")]
    [TestCase("HF_ENDPOINT=http://localhost:8080", "http://localhost:8080/api")]
    public void The_endpoint_may_be_another(string variables, string address)
    {
        using var connection = new HubConnection(Read(variables));
        Assert.That(connection.Address("api").AbsoluteUri, Is.EqualTo(address));
    }

    [TestCase("mirror.example")]
    [TestCase("ftp://mirror.example")]
    [TestCase("/a/path")]
    [TestCase("https://me:password@mirror.example")]
    public void An_endpoint_that_is_no_address_is_refused(string endpoint) =>
        Assert.That(() => Read($"HF_ENDPOINT={endpoint}"), Throws.TypeOf<CheckpointException>().With.Message.Contains("HF_ENDPOINT").And.Message.Contains("https://huggingface.co"));

    [Test]
    public void Links_can_be_turned_off()
    {
        Assert.That(Read("HF_HUB_DISABLE_SYMLINKS=1").Symlinks, Is.False);
        Assert.That(Read("").Symlinks, Is.True);
    }

    private static HubOptions Read(string variables)
    {
        var values = variables.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(text => text.Split('=', 2)).ToDictionary(parts => parts[0], parts => parts[1]);
        values.TryAdd("HOME", "/home/me");
        return HubOptions.FromEnvironment(values.GetValueOrDefault);
    }
}
