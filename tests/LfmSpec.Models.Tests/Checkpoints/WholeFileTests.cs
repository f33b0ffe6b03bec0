using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Models.Tests.Checkpoints;

/// <summary>Files that are there whole or not at all.</summary>
[TestFixture]
public class WholeFileTests
{
    [Test]
    public void A_file_is_written_beside_its_place_and_takes_it()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "a.txt");
        WholeFile.Write(path, temporary =>
        {
            Assert.That(Path.GetDirectoryName(temporary), Is.EqualTo(folder.Path));
            File.WriteAllText(temporary, "new");
            Assert.That(File.Exists(path), Is.False, "not before it is whole");
        });
        Assert.That(File.ReadAllText(path), Is.EqualTo("new"));
        Assert.That(Directory.GetFiles(folder.Path), Is.EqualTo(new[] { path }));
    }

    [Test]
    public void A_writing_that_fails_leaves_the_old_file_and_nothing_else()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "a.txt");
        File.WriteAllText(path, "old");
        Assert.That(() => WholeFile.Write(path, temporary =>
        {
            File.WriteAllText(temporary, "ha");
            throw new IOException("no space left");
        }), Throws.TypeOf<IOException>().With.Message.EqualTo("no space left"));
        Assert.That(File.ReadAllText(path), Is.EqualTo("old"));
        Assert.That(Directory.GetFiles(folder.Path), Is.EqualTo(new[] { path }));
    }

    [TestCase(true, "new")]
    [TestCase(false, "old")]
    public void Another_file_is_replaced_only_where_that_is_wanted(bool overwrite, string left)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "a.txt");
        File.WriteAllText(path, "old");
        void Write() => WholeFile.Write(path, temporary => File.WriteAllText(temporary, "new"), overwrite);
        if (overwrite)
        {
            Write();
        }
        else
        {
            Assert.That(Write, Throws.InstanceOf<IOException>().With.Message.Contains("already exists"));
        }

        Assert.That(File.ReadAllText(path), Is.EqualTo(left));
        Assert.That(Directory.GetFiles(folder.Path), Is.EqualTo(new[] { path }));
    }

    [Test]
    public void Of_several_that_write_one_file_at_once_each_leaves_a_whole_one_and_none_fails()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "tables", "Trial.md");
        string[] texts = [.. Enumerable.Range(0, 8).Select(writer => new string((char)('a' + writer), 20_000))];
        Parallel.For(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 8 }, index =>
        {
            WholeFile.Write(path, texts[index % texts.Length]);
            Assert.That(texts, Does.Contain(File.ReadAllText(path)));
        });
        Assert.That(Directory.GetFiles(Path.GetDirectoryName(path)!), Is.EqualTo(new[] { path }), "nothing is left beside it");
    }

    [TestCase("/dev/full", "is no regular file but a pipe, a socket or a device; name a file")]
    [TestCase("/dev/null", "is no regular file but a pipe, a socket or a device; name a file")]
    [TestCase("pipe", "is no regular file but a pipe, a socket or a device; name a file")]
    [TestCase("folder", "is a folder; name a file")]
    [TestCase("link", "is a link to a.txt; name the file itself")]
    [TestCase("broken", "is a link to nothing; name the file itself")]
    [Platform(Exclude = "Win")]
    public void Nothing_but_a_regular_file_is_replaced(string name, string why)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, name);
        File.WriteAllText(Path.Combine(folder.Path, "a.txt"), "old");
        switch (name)
        {
            case "pipe":
                using (var made = System.Diagnostics.Process.Start("mkfifo", [path]))
                {
                    made.WaitForExit();
                }

                break;
            case "folder":
                Directory.CreateDirectory(path);
                break;
            case "link":
                File.CreateSymbolicLink(path, "a.txt");
                break;
            case "broken":
                File.CreateSymbolicLink(path, "nothing");
                break;
        }

        var written = false;
        Assert.That(() => WholeFile.Write(path, _ => written = true), Throws.TypeOf<IOException>().With.Message.EqualTo($"'{path}' {why}."));
        Assert.That(written, Is.False, "it is known before anything is written");
        Assert.That(File.ReadAllText(Path.Combine(folder.Path, "a.txt")), Is.EqualTo("old"));
    }
}
