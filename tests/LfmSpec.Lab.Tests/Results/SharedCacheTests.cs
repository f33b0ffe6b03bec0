using System.Diagnostics;
using System.Text;

namespace LfmSpec.Lab.Tests;

/// <summary>Several processes fill one cache folder, some are killed, and what is damaged is told from what was kept.</summary>
[TestFixture]
public class SharedCacheTests
{
    private const string Stem = "model-0123456789abcdef";

    private string folder = "";

    private string Kept => Path.Combine(folder, Stem + ".jsonl");

    [SetUp]
    public void MakeFolder() => folder = Directory.CreateTempSubdirectory("lfmspec").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(folder, recursive: true);

    [Test]
    public void Five_processes_that_fill_one_cache_folder_lose_no_line()
    {
        const int Results = 4000;
        var processes = Enumerable.Range(0, 5).Select(writer => Start($"{writer}", Results)).ToArray();
        Array.ForEach(processes, process => process.StandardInput.WriteLine());
        foreach (var process in processes)
        {
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.That(process.ExitCode, Is.Zero, process.StandardError.ReadToEnd());
            process.Dispose();
        }

        var damaged = new List<string>();
        var keys = Files().Read(damaged.Add).Select(line => line.Key).ToArray();
        Assert.That(damaged, Is.Empty);
        Assert.That(keys, Is.Unique);
        Assert.That(keys, Is.EquivalentTo(Enumerable.Range(0, 5).SelectMany(writer => Enumerable.Range(0, Results).Select(index => $"{writer}-{index}"))));
        Assert.That(Directory.GetFiles(folder), Is.EqualTo(new[] { Kept }), "and leave nothing beside it");
    }

    [Test]
    public void A_process_that_is_killed_takes_no_other_results_with_it()
    {
        const int Results = 20000;
        using Process killed = Start("killed", Results), other = Start("other", Results / 10);
        killed.StandardInput.WriteLine();
        other.StandardInput.WriteLine();
        while (killed.StandardOutput.ReadLine() is { } said && said != "half")
        {
        }

        killed.Kill();
        killed.WaitForExit();
        other.StandardOutput.ReadToEnd();
        other.WaitForExit();
        Assert.That(other.ExitCode, Is.Zero, other.StandardError.ReadToEnd());
        Files().Append([new KeptLine("after", new Divergence([1], [true]))]);

        var damaged = new List<string>();
        var lines = Files().Read(damaged.Add).ToArray();
        var numbers = lines.Where(line => line.Key!.StartsWith("killed-", StringComparison.Ordinal)).Select(line => int.Parse(line.Key!["killed-".Length..])).ToArray();
        Assert.That(lines.Count(line => line.Key!.StartsWith("other-", StringComparison.Ordinal)), Is.EqualTo(Results / 10));
        Assert.That(lines[^1].Key, Is.EqualTo("after"));
        Assert.That(numbers, Is.EqualTo(Enumerable.Range(0, numbers.Length)), "of the killed one, all up to a point");
        Assert.That(numbers, Has.Length.GreaterThan(Results / 2).And.Length.LessThan(Results));
        Assert.That(damaged, Has.Count.LessThanOrEqualTo(1));
    }

    [Test]
    public void A_line_that_was_cut_short_does_not_take_the_next_with_it()
    {
        Files().Append([Line(0), Line(1)]);
        File.WriteAllText(Kept, File.ReadAllText(Kept)[..^5]);
        Files().Append([Line(2)]);
        var damaged = new List<string>();
        Assert.That(Files().Read(damaged.Add).Select(line => line.Key), Is.EqualTo(new[] { "0", "2" }));
        Assert.That(damaged, Is.EqualTo(new[] { $"{Kept}: 1 of 3 lines are damaged, cut short or of an older form; what they said is run again. Delete the file to be rid of them." }));
    }

    [Test]
    public void A_line_of_the_form_without_a_check_is_run_again_and_said_so()
    {
        Files().Append([Line(0)]);
        File.AppendAllText(Kept, """{"Key":"old","Divergence":{"Kl":[0.5],"SameTop1":[true],"LogitShift":[]}}""" + "\n");
        var damaged = new List<string>();
        Assert.That(Files().Read(damaged.Add).Select(line => line.Key), Is.EqualTo(new[] { "0" }));
        Assert.That(damaged.Single(), Does.Contain("1 of 2 lines").And.Contain("of an older form"));
    }

    [Test]
    public void None_of_500_seeded_mutations_of_a_cache_file_changes_what_is_known_and_each_that_costs_a_line_is_told()
    {
        Files().Append(Enumerable.Range(0, 12).Select(Line));
        Files().Append([new KeptLine("table", Table: new DataTable("name", "caption", ["row", "value"], [new DataRow("one", [Cell.Of(0.25)])]))]);
        var whole = File.ReadAllBytes(Kept);
        var truth = Files().Read(_ => { }).ToDictionary(line => line.Key!, line => line.ToString());
        var lost = 0;
        for (var seed = 0; seed < 500; seed++)
        {
            var mutated = Mutated(whole, new Random(seed));
            File.WriteAllBytes(Kept, mutated);
            var damaged = new List<string>();
            var known = Files().Read(damaged.Add).ToArray();
            Assert.That(known.All(line => truth[line.Key!] == line.ToString()), Is.True, $"seed {seed}");
            lost += truth.Count - known.DistinctBy(line => line.Key).Count();
            var text = Encoding.UTF8.GetString(mutated).Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries);
            Assert.That(damaged, Has.Count.EqualTo(text.Length > known.Length ? 1 : 0), $"seed {seed}: {string.Join(", ", damaged)}");
        }

        Assert.That(lost, Is.GreaterThan(400), "the mutations hit lines");
    }

    [Test]
    public void A_file_that_is_held_for_longer_than_a_moment_is_waited_for()
    {
        Files().Append([Line(0)]);
        var held = new FileStream(Kept, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        var appending = Task.Run(() => Files().Append([Line(1)]));
        Assert.That(appending.Wait(200), Is.False);
        held.Dispose();
        appending.GetAwaiter().GetResult();
        Assert.That(Files().Read(_ => { }).Select(line => line.Key), Is.EqualTo(new[] { "0", "1" }));
    }

    [TestCase("pipe")]
    [TestCase("zero")]
    [Platform(Exclude = "Win")]
    public void What_is_no_regular_file_is_an_error_at_once_when_it_is_read_and_when_it_is_written(string kind)
    {
        if (kind == "pipe")
        {
            using var made = Process.Start("mkfifo", [Kept]);
            made.WaitForExit();
        }
        else
        {
            File.CreateSymbolicLink(Kept, "/dev/zero");
        }

        const string What = "(this is no regular file but a pipe, a socket or a device)";
        Assert.That(() => Files().Read(_ => { }).ToArray(), Throws.TypeOf<LabException>().With.Message.Contains(What));
        Assert.That(() => Files().Append([Line(0)]), Throws.TypeOf<LabException>().With.Message.Contains(What));
    }

    [Test]
    public void A_line_that_is_too_long_to_be_one_is_told_and_never_in_memory()
    {
        Files().Append([Line(0)]);
        using (var file = new FileStream(Kept, FileMode.Append))
        {
            // Of zeros that are on no disk.
            file.SetLength(file.Length + (1L << 30));
        }

        Files().Append([Line(1)]);
        var damaged = new List<string>();
        var before = GC.GetTotalAllocatedBytes(precise: true);
        Assert.That(Files().Read(damaged.Add).Select(line => line.Key), Is.EqualTo(new[] { "0", "1" }));
        Assert.That(GC.GetTotalAllocatedBytes(precise: true) - before, Is.LessThan(100L << 20));
        Assert.That(damaged.Single(), Does.Contain("1 of 3 lines"));
    }

    [Test]
    public void Lines_are_those_of_the_file_wherever_they_are_cut_into_pieces()
    {
        string[] lines = ["", "a", new string('b', 65_535), "", new string('c', 65_536), "é⏎\U0001F600", new string('d', 200_000), new string('e', 200_001), "end"];
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(string.Join("\n", lines)));
        Assert.That(BoundedLines.Of(stream, 200_000), Is.EqualTo(lines.Select(line => line.Length > 200_000 ? null : line)));
    }

    private static byte[] Mutated(byte[] whole, Random random)
    {
        var bytes = whole.ToList();
        var at = random.Next(bytes.Count);
        switch (random.Next(7))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2:
                bytes.RemoveRange(at, Math.Min(random.Next(1, 60), bytes.Count - at));
                break;
            case 3:
                bytes.InsertRange(at, whole[random.Next(whole.Length / 2)..][..random.Next(1, 60)]);
                break;
            case 4:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 5: // a digit for another
                at = bytes.FindIndex(at / 2, value => value is >= (byte)'0' and <= (byte)'9');
                bytes[at] = (byte)('0' + ((bytes[at] - '0' + 1 + random.Next(9)) % 10));
                break;
            default: // a value of a list left out
                var comma = bytes.IndexOf((byte)',', at / 2);
                bytes.RemoveRange(comma, bytes.IndexOf((byte)',', comma + 1) is var next and > 0 ? next - comma : 1);
                break;
        }

        return [.. bytes];
    }

    private static KeptLine Line(int index) => new($"{index}", new Divergence([.. Enumerable.Range(0, 6).Select(position => (index + 1) / (position + 3.0))], [true, false, true, true, false, true]));

    private ResultFiles Files() => new(folder, Stem, Shard.Whole);

    private Process Start(string writer, int count)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { Path.Combine(TestContext.CurrentContext.TestDirectory, "CacheFiller.dll"), folder, Stem, writer, $"{count}" })
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start)!;
        Assert.That(process.StandardOutput.ReadLine(), Is.EqualTo("ready"));
        return process;
    }
}
