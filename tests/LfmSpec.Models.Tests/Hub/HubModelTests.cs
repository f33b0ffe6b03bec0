using LfmSpec.Models.Hub;

namespace LfmSpec.Models.Tests.Hub;

[TestFixture]
public class HubModelTests
{
    [TestCase("LiquidAI/LFM2.5-230M", true)]
    [TestCase("LiquidAI/LFM2.5-230M@main", true)]
    [TestCase("LiquidAI/LFM2.5-230M@refs/pr/1", true)]
    [TestCase("lfm2-atlas-tiny", false)]
    [TestCase("./models/lfm2", false)]
    [TestCase("../models", false)]
    [TestCase("~/models", false)]
    [TestCase("/models/lfm2", false)]
    [TestCase("a/b/c", false)]
    [TestCase("a/", false)]
    [TestCase("C:\\models/x", false)]
    public void An_id_is_told_from_a_path(string text, bool isId) => Assert.That(HubModel.IsId(text), Is.EqualTo(isId));

    [TestCase("/c/hub/models--LiquidAI--LFM2.5-230M/snapshots/0123", "LiquidAI/LFM2.5-230M")]
    [TestCase("/c/hub/models--gpt2/snapshots/0123", "gpt2")]
    [TestCase("/c/models/lfm2-atlas-tiny", null)]
    [TestCase("/c/snapshots/0123", null)]
    [TestCase("/", null)]
    public void A_snapshot_in_the_cache_knows_its_id(string folder, string? id) => Assert.That(HubModel.IdOf(folder), Is.EqualTo(id));

    [Test]
    public void A_path_is_located_where_it_is() => Assert.That(HubModel.Locate("/models/lfm2"), Is.EqualTo("/models/lfm2"));
}
