using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Models.Tests.Checkpoints;

/// <summary>
/// Ten thousand damaged files, the same in every run: each one opens and is consistent, or is refused with a
/// <see cref="CheckpointException"/>; in little memory, in little time, and with no other exception.
/// </summary>
public sealed class SafetensorsFuzzTests
{
    private const int Cases = 10_000;

    // Beyond the file's size: an exception with its message and trace, and the lists of a few tensors.
    private const long Allowance = 32 * 1024;

    [Test]
    public void Ten_thousand_damaged_headers_are_read_or_refused()
    {
        for (var index = 0; index < 50; index++)
        {
            Read(DamagedFile.Of(index)); // what is loaded and compiled once is not a file's cost
        }

        var opened = 0;
        var faults = new HashSet<string>();
        var slowest = TimeSpan.Zero;
        for (var index = 0; index < Cases; index++)
        {
            var file = DamagedFile.Of(index);
            var clock = Stopwatch.StartNew();
            var before = GC.GetAllocatedBytesForCurrentThread();
            var (header, failure) = Read(file);
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            slowest = clock.Elapsed > slowest ? clock.Elapsed : slowest;

            Assert.That(allocated, Is.LessThanOrEqualTo(file.Length + Allowance), $"bytes allocated for case {index}");
            Assert.That(allocated, Is.LessThanOrEqualTo((16 * file.Start.Length) + Allowance), $"bytes allocated for case {index}, against its header");
            if (header is null)
            {
                Assert.That(failure, Does.StartWith("fuzz: ").And.Length.LessThan(2000), $"case {index}");
                faults.Add(Regex.Replace(failure!, @"'.*'|[\d,]+|\[.*\]", "_", RegexOptions.Singleline));
                continue;
            }

            opened++;
            CheckConsistent(header, file, index);
        }

        TestContext.Out.WriteLine($"{opened} opened, {Cases - opened} refused for {faults.Count} kinds of fault, slowest {slowest.TotalMilliseconds:F1} ms");
        Assert.That(slowest, Is.LessThan(TimeSpan.FromSeconds(20)), "one file's time, on however busy a machine");
        Assert.That(opened, Is.InRange(Cases / 50, Cases / 2), "files that opened: else the damage is too small or too great to test anything");
        Assert.That(faults, Has.Count.GreaterThan(25), "kinds of fault found");
    }

    [Test]
    public void A_thousand_damaged_files_on_disk_are_opened_or_refused_as_their_headers_are()
    {
        using var folder = new SafetensorsBytes();
        for (var index = 0; index < Cases; index += 10)
        {
            var file = DamagedFile.Of(index);
            var path = folder.WriteLong(file.Start, file.Length);
            var (header, failure) = Read(file);
            try
            {
                using var opened = SafetensorsFile.Open(path);
                Assert.That(header, Is.Not.Null, $"case {index} opened");
                ReadEveryByte(opened, file, index);
            }
            catch (CheckpointException exception)
            {
                Assert.That(exception.Message, Is.EqualTo(failure?.Replace("fuzz: ", $"{path}: ")), $"case {index}");
            }
        }
    }

    [TestCase("tensors", "lists 200,000 objects, and 100,000 are read. It is no model; check where the file comes from.")]
    [TestCase("texts", "lists 200,001 texts, and 200,000 are read. It is no model; check where the file comes from.")]
    [TestCase("numbers", "lists 1,000,001 numbers, and 1,000,000 are read. It is no model; check where the file comes from.")]
    [TestCase("long names", "bytes of memory, in a file of")]
    public void A_header_that_lists_more_than_any_model_has_is_refused_before_anything_is_made_of_it(string what, string message)
    {
        var header = what switch
        {
            "tensors" => Header(tensors: 200_000),
            "texts" => Encoding.UTF8.GetBytes($"{{\"__metadata__\":{{{string.Join(',', Enumerable.Range(0, 200_001).Select(index => $"\"{index}\":\"\""))}}}}}"),
            "numbers" => Encoding.UTF8.GetBytes($"{{\"a\":{{\"shape\":[{string.Join(',', Enumerable.Repeat('1', 1_000_001))}]}}}}"),
            _ => Header(tensors: 95_000, prefix: new string('x', 200)),
        };
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.That(() => SafetensorsHeader.Read(header, 8 + header.Length, "many"), Throws.TypeOf<CheckpointException>().With.Message.Contains(message));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(100_000));
    }

    [Test]
    public void A_header_of_many_tensors_takes_no_more_than_its_file_and_the_allowance()
    {
        var header = Header(tensors: 100_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.That(SafetensorsHeader.Read(header, 8 + header.Length, "many").Entries, Has.Count.EqualTo(100_000));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(header.Length + SafetensorsHeaderSize.Allowance));
    }

    [TestCase("{", "trueish", "}", TestName = "One_huge_literal_takes_little_memory")]
    [TestCase("{\"", "x", "\":0}", TestName = "One_huge_name_takes_little_memory")]
    [TestCase("{\"", "\\u00e9", "\":0}", TestName = "One_huge_escaped_name_takes_little_memory")]
    [TestCase("{\"x\":{\"", "x", "\":0}}", TestName = "One_huge_field_takes_little_memory")]
    [TestCase("{\"x\":{\"dtype\":\"", "F", "\"}}", TestName = "One_huge_dtype_takes_little_memory")]
    [TestCase("{\"x\":{\"shape\":[", "9", "]}}", TestName = "One_huge_number_takes_little_memory")]
    [TestCase("{\"x\":{\"shape\":[", "1,", "x]}}", TestName = "One_huge_shape_takes_little_memory")]
    [TestCase("{\"__metadata__\":{\"", "\\\"", "\":0}}", TestName = "One_huge_key_of_the_metadata_takes_little_memory")]
    [TestCase("{", "{\"\":", "", TestName = "Huge_depth_takes_little_memory")]
    [TestCase("{\"x\":", "n", "", TestName = "A_huge_misspelt_null_takes_little_memory")]
    public void A_damaged_header_of_4_MB_takes_little_memory(string begin, string repeated, string end)
    {
        var header = Encoding.UTF8.GetBytes(begin + string.Concat(Enumerable.Repeat(repeated, 4_000_000 / repeated.Length)) + end);
        var file = new DamagedFile([.. BitConverter.GetBytes((long)header.Length), .. header], 8 + header.Length);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var (_, failure) = Read(file);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan((5 * header.Length) + (1 << 17)));
        Assert.That(failure, Does.StartWith("fuzz: ").And.Length.LessThan(1000));
    }

    private static (SafetensorsHeader? Header, string? Failure) Read(DamagedFile file)
    {
        try
        {
            var length = SafetensorsHeader.ReadLength(file.Start, file.Length, "fuzz");
            return (SafetensorsHeader.Read(file.Start.AsSpan(8, length), file.Length, "fuzz"), null);
        }
        catch (CheckpointException exception)
        {
            return (null, exception.Message);
        }
    }

    private static void CheckConsistent(SafetensorsHeader header, DamagedFile file, int index)
    {
        var end = 8 + BitConverter.ToInt64(file.Start);
        foreach (var entry in header.Entries.Values.OrderBy(entry => entry.Offset).ThenBy(entry => entry.ByteLength))
        {
            Assert.That(entry.Offset, Is.EqualTo(end), $"case {index}");
            Assert.That((Int128)entry.ByteLength, Is.EqualTo(entry.Shape.Aggregate((Int128)entry.Dtype.Size(), (product, size) => product * size)), $"case {index}");
            end += entry.ByteLength;
        }

        Assert.That(end, Is.EqualTo(file.Length), $"case {index}");
        Assert.That(header.Entries.All(pair => pair.Key == pair.Value.Name), Is.True, $"case {index}");
    }

    private static void ReadEveryByte(SafetensorsFile opened, DamagedFile file, int index)
    {
        foreach (var entry in opened.Entries.Values)
        {
            var copy = new byte[entry.ByteLength];
            opened.CopyTo(entry.Name, 0, copy);
            var stored = file.Start.AsSpan((int)Math.Min(entry.Offset, file.Start.Length));
            stored = stored[..(int)Math.Min(stored.Length, entry.ByteLength)];
            Assert.That(copy.AsSpan(0, stored.Length).SequenceEqual(stored), Is.True, $"case {index}");
            Assert.That(copy.AsSpan(stored.Length).ContainsAnyExcept((byte)0), Is.False, $"case {index}");
            Assert.That(opened.Bytes(entry.Name).SequenceEqual(copy), Is.True, $"case {index}");
        }
    }

    private static byte[] Header(int tensors, string prefix = "") => Encoding.UTF8.GetBytes(
        $"{{{string.Join(',', Enumerable.Range(0, tensors).Select(index => $"\"{prefix}{index:x}\":{{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}"))}}}");
}
