using System.Text;
using LfmSpec.Models.Checkpoints;
using LfmSpec.Models.Hub;

namespace LfmSpec.Models.Tests.Hub;

/// <summary>Damaged JSON of the hub: it is read, or refused with the one exception, and no name of it leaves its folder.</summary>
[TestFixture]
public class HubFuzzTests
{
    private static readonly string[] Snippets = ["../", "\\u0000", "\\ud800", "\"", "{", "}", "[", "]", ",", ":", "null", "1e999", "\\\\", "C:", "/", "\u00e9", "\ufeff", "\"sha\":\"\",", "\"weight_map\":{},"];

    [Test]
    public void A_damaged_listing_is_read_or_refused()
    {
        var repository = HubRepository.Parse("org/name", null);
        const string Valid = """{"id":"org/name","sha":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","siblings":[{"rfilename":"config.json"},{"rfilename":"parts/model.safetensors"}],"n":[1,null]}""";
        Check(Valid, json =>
        {
            var listing = HubListing.Read(json, repository);
            Assert.That(HubRepository.IsCommit(listing.Commit), Is.True);
            return listing.Files;
        });
    }

    [Test]
    public void A_damaged_index_is_read_or_refused()
    {
        var path = Path.GetTempFileName();
        try
        {
            Check("""{"metadata":{"total_size":9},"weight_map":{"a.weight":"model-1.safetensors","b.weight":"parts/model-2.safetensors"}}""", json =>
            {
                File.WriteAllBytes(path, json);
                return ShardIndex.ReadFileNames(path);
            });
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void Check(string valid, Func<byte[], IEnumerable<string>> read)
    {
        var (whole, refused) = (0, 0);
        for (var number = 0; number < 3_000; number++)
        {
            var json = Damage(Encoding.UTF8.GetBytes(valid), new Random(20_261_122 + number));
            try
            {
                Assert.That(read(json).Select(RelativeName.Fault), Is.All.Null);
                whole++;
            }
            catch (CheckpointException error)
            {
                Assert.That(error.Message.Any(char.IsControl), Is.False, error.Message);
                refused++;
            }
        }

        // Both happen often enough to mean something.
        Assert.That(whole, Is.GreaterThan(100));
        Assert.That(refused, Is.GreaterThan(100));
    }

    private static byte[] Damage(byte[] json, Random random)
    {
        for (var damages = random.Next(3); damages >= 0; damages--)
        {
            var at = random.Next(json.Length);
            json = random.Next(4) switch
            {
                0 => [.. json[..at], (byte)random.Next(256), .. json[(at + 1)..]],
                1 => [.. json[..at], .. json[Math.Min(json.Length, at + random.Next(1, 10))..]],
                2 => [.. json[..at], .. Encoding.UTF8.GetBytes(Snippets[random.Next(Snippets.Length)]), .. json[at..]],
                _ => [.. json[..at], .. json[(at / 2)..(at / 2 + 1)], .. json[at..]],
            };
        }

        return json;
    }
}
