using TorchSharp.Utils;

namespace TorchSharp.Tests.Modules;

public class OrderedDictTests
{
    [Test]
    public void Entries_keep_the_order_in_which_they_came()
    {
        OrderedDict<string, int> dict = [];
        dict.Add("b", 1);
        dict.Add(("a", 2));
        dict["c"] = 3;
        dict["b"] = 4;
        dict.Insert(1, ("d", 5));
        dict.Remove("a");
        var entries = new List<(string, int)>();
        foreach (var entry in dict)
            entries.Add(entry);

        Assert.Multiple(() =>
        {
            Assert.That(entries, Is.EqualTo(new[] { ("b", 4), ("d", 5), ("c", 3) }));
            Assert.That(dict.Keys, Is.EqualTo(new[] { "b", "d", "c" }));
            Assert.That(dict[1], Is.EqualTo(("d", 5)));
            Assert.That(dict.IndexOf(("c", 3)), Is.EqualTo(2));
            Assert.That(dict.TryGetValue("a", out _), Is.False);
            Assert.That(() => dict.Add("b", 0), Throws.ArgumentException);
        });
    }
}
