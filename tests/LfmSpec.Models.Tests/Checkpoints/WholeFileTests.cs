using LfmSpec.Models.Checkpoints;
using NUnit.Framework;

namespace LfmSpec.Models.Tests.Checkpoints;

/// <summary>A table that several processes write is always one of theirs, whole.</summary>
[TestFixture]
public class WholeFileTests
{
    [Test]
    public void Of_several_that_write_one_file_at_once_each_leaves_a_whole_one_and_none_fails()
    {
        var folder = Directory.CreateTempSubdirectory("lfmspec-").FullName;
        try
        {
            var path = Path.Combine(folder, "tables", "Trial.md");
            string[] texts = [.. Enumerable.Range(0, 8).Select(writer => new string((char)('a' + writer), 20_000))];
            Parallel.For(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 8 }, index =>
            {
                WholeFile.Write(path, texts[index % texts.Length]);
                Assert.That(texts, Does.Contain(File.ReadAllText(path)));
            });
            Assert.That(Directory.GetFiles(Path.GetDirectoryName(path)!), Is.EqualTo(new[] { path }), "nothing is left beside it");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
