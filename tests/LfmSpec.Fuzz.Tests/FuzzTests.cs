using System.Globalization;

namespace LfmSpec.Fuzz.Tests;

/// <summary>Damaged files of every kind: each ends in a result or in one error of ours, within two seconds and 200 MB.</summary>
[TestFixture]
public class FuzzTests
{
    private const string SeedVariable = "LFMSPEC_FUZZ_SEED";
    private const int DefaultSeed = 13;
    private const int Many = 2_000;
    private const int Few = 65;

    private static IReadOnlyList<FuzzedFile> Files => FuzzedFiles.All;

    private static int Seed => int.TryParse(Environment.GetEnvironmentVariable(SeedVariable), CultureInfo.InvariantCulture, out var seed) ? seed : DefaultSeed;

    [Test]
    public void A_long_run_has_thirty_thousand_inputs_and_a_short_one_a_thousand() =>
        Assert.That((Files.Count * Many, Files.Count * Few), Is.EqualTo((32_000, 1_040)));

    [TestCaseSource(nameof(Files))]
    public void A_few_damaged_files_end_in_a_result_or_an_error_of_ours(object file) => Fuzz((FuzzedFile)file, Few);

    [TestCaseSource(nameof(Files))]
    [Explicit("32,000 inputs: asked for by its category")]
    [Category("Long")]
    public void Thousands_of_damaged_files_end_in_a_result_or_an_error_of_ours(object file) => Fuzz((FuzzedFile)file, Many);

    [Test]
    public void A_reader_that_throws_what_is_not_ours_or_is_slow_or_large_fails_and_its_input_is_kept()
    {
        var file = new FuzzedFile("broken", FileFormat.Text, ["abc"u8.ToArray()], (input, _) => Misbehave(input));
        using var run = new FuzzRun(file, 1);
        Assert.Multiple(() =>
        {
            Assert.That(run.Check("a"u8.ToArray()), Does.StartWith("InvalidOperationException is no error of ours"));
            Assert.That(run.Check("b"u8.ToArray()), Does.StartWith("slow: 2."));
            Assert.That(run.Check("c"u8.ToArray()), Does.StartWith("large: 2"));
            Assert.That(run.Check("d"u8.ToArray()), Does.StartWith("the message has 4,001 characters"));
            Assert.That(run.Check("e"u8.ToArray()), Is.Null);
        });
    }

    private static void Misbehave(byte[] input)
    {
        switch (input[0])
        {
            case (byte)'a':
                throw new InvalidOperationException("no");
            case (byte)'b':
                Thread.Sleep(2_100);
                break;
            case (byte)'c':
                GC.KeepAlive(new byte[200_000_001]);
                break;
            case (byte)'d':
                throw new Lab.LabException(new string('x', 5_000));
        }
    }

    private static void Fuzz(FuzzedFile file, int inputs)
    {
        using var run = new FuzzRun(file, Seed);
        run.Run(inputs);
        TestContext.Out.WriteLine(
            $"{file.Name}: seed {Seed} ({SeedVariable}), {run.Results} results, {run.Refused} errors, the slowest took {run.Slowest.TotalMilliseconds:N0} ms");
        Assert.That(run.Failures, Is.Empty, $"seed {Seed}; the inputs are in {FuzzRun.Kept}");
    }
}
