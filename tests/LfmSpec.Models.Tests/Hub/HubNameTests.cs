using System.Text;
using FsCheck;
using FsCheck.Fluent;
using LfmSpec.Models.Hub;

namespace LfmSpec.Models.Tests.Hub;

/// <summary>Names and hashes that come from a server and become paths.</summary>
[TestFixture]
public class HubNameTests
{
    private static readonly Arbitrary<string> Names = Gen.Elements("..", ".", "/", "\\", ":", "C", "a", "b.c", " ", "\0", "\n", "é", "~", "//", "con")
        .ArrayOf().Select(string.Concat).ToArbitrary();

    [Test]
    public void A_name_without_a_fault_stays_in_its_folder() =>
        Prop.ForAll(Names, name =>
        {
            if (RelativeName.Fault(name) is not null)
            {
                return;
            }

            var root = Path.GetFullPath("/cache/snapshot");
            Assert.That(Path.GetFullPath(Path.Combine(root, Path.Combine(name.Split('/')))), Does.StartWith(root + Path.DirectorySeparatorChar));

            // By Windows' rules too: what it takes for separators, and for an end of a name.
            var depth = 0;
            foreach (var part in name.Split('/', '\\'))
            {
                depth += part.TrimEnd(' ') == ".." ? -1 : 1;
                Assert.That(depth, Is.Positive);
            }

            Assert.That(name.Split('/'), Has.None.Match("^[A-Za-z]:"));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    [TestCase("config.json")]
    [TestCase("a/b/c.safetensors")]
    [TestCase(".gitattributes")]
    [TestCase("a..b")]
    [TestCase("model-00001-of-00002.safetensors")]
    [TestCase("é ü/名前.txt")]
    [TestCase("10:30.txt")]
    public void An_ordinary_name_has_no_fault(string name) => Assert.That(RelativeName.Fault(name), Is.Null);

    [Test]
    public void A_part_that_no_file_system_takes_is_a_fault()
    {
        Assert.That(RelativeName.Fault(new string('a', 255)), Is.Null);
        Assert.That(RelativeName.Fault(new string('é', 128)), Does.Contain("longer than 255 bytes"));
    }

    [Test]
    public void A_quoted_name_shows_nothing_that_a_terminal_obeys()
    {
        Assert.That(RelativeName.Quote("a\u001b[2J\n\ud800é"), Is.EqualTo("a\\u001b[2J\\n\\ud800é"));
        Assert.That(RelativeName.Quote(new string('x', 500)), Has.Length.EqualTo(121).And.EndsWith("…"));
    }

    // SHA-256 of FIPS 180-4's example; what `git hash-object` says of an empty file and of "hello\n".
    [TestCase("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [TestCase("", "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391")]
    [TestCase("hello\n", "ce013625030ba8dba906f756967f9e9ca394464a")]
    public async Task A_content_is_checked_against_the_hash_of_its_kind(string content, string etag)
    {
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(path, Encoding.ASCII.GetBytes(content));
            Assert.That(await BlobEtag.Parse(etag)!.MatchesAsync(path, CancellationToken.None), Is.True);
            await File.AppendAllTextAsync(path, " ");
            Assert.That(await BlobEtag.Parse(etag)!.MatchesAsync(path, CancellationToken.None), Is.False);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [TestCase("\"{0}\"")]
    [TestCase("W/\"{0}\"")]
    [TestCase("{0}")]
    public void The_weak_prefix_and_the_quotes_of_a_hash_are_no_part_of_it(string form)
    {
        var hash = new string('0', 40);
        Assert.That(BlobEtag.Parse(string.Format(form, hash)), Is.EqualTo(new BlobEtag(hash)));
    }

    [TestCase(null)]
    [TestCase("\"\"")]
    [TestCase("\"00000000000000000000000000000000\"")]
    [TestCase("\"000000000000000000000000000000000000000g\"")]
    [TestCase("\"0000000000000000000000000000000000000000\n\"")]
    [TestCase("\"ABCDEFABCDEFABCDEFABCDEFABCDEFABCDEFABCD\"")]
    [TestCase("\"../../0000000000000000000000000000000000\"")]
    public void What_is_neither_hash_is_none(string? header) => Assert.That(BlobEtag.Parse(header), Is.Null);
}
