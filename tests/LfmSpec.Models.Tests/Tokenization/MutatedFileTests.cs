using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LfmSpec.Models.Tokenization;

namespace LfmSpec.Models.Tests.Tokenization;

/// <summary>Damaged files either load and work, or are refused with a TokenizerFormatException; soon in both cases.</summary>
[TestFixture]
public sealed class MutatedFileTests
{
    private const int Files = 2_000;

    // A file of 6 KB loads in about a millisecond; seconds would mean that something in it can make the reader hang.
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(5);

    private static readonly string[] s_junk =
        ["null", "true", "-1", "0", "1e300", "99999999999999999999", "\"\"", "\"x\"", "[]", "{}", "[[[[[[[[[[]]]]]]]]]]",
         "\"\\\\s*\\\\s*\\\\s*x\"", "{\"type\":\"Sequence\"}", "\"BPE\"", "[\"a\",\"b\"]", "\"a b\""];

    [Test]
    public void Every_damaged_file_loads_or_is_refused()
    {
        int refused = 0;
        for (int seed = 0; seed < Files; seed++)
        {
            var random = new Random(seed);
            byte[] bytes = seed % 2 == 0 ? DamageBytes(random) : DamageStructure(random);
            var clock = Stopwatch.StartNew();
            try
            {
                HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.Parse(SmallTokenizer.File, bytes);
                tokenizer.Decode(tokenizer.Encode("hello <end> 12\u00E9\U0001F642 x's\n  "));
            }
            catch (TokenizerFormatException)
            {
                refused++;
            }
            catch (Exception error)
            {
                Assert.Fail($"Seed {seed}: {error}");
            }

            Assert.That(clock.Elapsed, Is.LessThan(s_soon), $"seed {seed}");
        }

        // Both outcomes occur: else the damage would be too small or too large to test anything.
        Assert.That(refused, Is.InRange(Files / 4, Files * 99 / 100));
    }

    private static byte[] DamageBytes(Random random)
    {
        List<byte> bytes = [.. Encoding.UTF8.GetBytes(SmallTokenizer.Json().ToJsonString())];
        if (random.Next(4) == 0)
        {
            return [.. bytes[..random.Next(bytes.Count)]];
        }

        for (int i = random.Next(1, 4); i > 0; i--)
        {
            int at = random.Next(bytes.Count);
            switch (random.Next(3))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveAt(at);
                    break;
                default:
                    bytes.Insert(at, (byte)random.Next(' ', '~'));
                    break;
            }
        }

        return [.. bytes];
    }

    private static byte[] DamageStructure(Random random)
    {
        JsonObject json = SmallTokenizer.Json();
        for (int i = random.Next(1, 3); i > 0; i--)
        {
            DamageNode(json, random);
        }

        return Encoding.UTF8.GetBytes(json.ToJsonString(new JsonSerializerOptions { MaxDepth = 100 }));
    }

    private static void DamageNode(JsonNode node, Random random)
    {
        switch (node)
        {
            case JsonArray { Count: > 0 } array:
                int index = random.Next(array.Count);
                if (array[index] is JsonNode item && random.Next(3) > 0)
                {
                    DamageNode(item, random);
                }
                else if (random.Next(2) == 0)
                {
                    array.Add(array[index]?.DeepClone());
                }
                else
                {
                    array[index] = Junk(random);
                }

                break;
            case JsonObject { Count: > 0 } map:
                string name = map.ElementAt(random.Next(map.Count)).Key;
                if (map[name] is JsonArray or JsonObject && random.Next(4) > 0)
                {
                    DamageNode(map[name]!, random);
                }
                else if (random.Next(3) == 0)
                {
                    map.Remove(name);
                }
                else
                {
                    map[name] = Junk(random);
                }

                break;
        }
    }

    private static JsonNode? Junk(Random random) => JsonNode.Parse(s_junk[random.Next(s_junk.Length)]);
}
