#if EMBEDDED_TORCH
using System.Diagnostics;
using System.Runtime.Intrinsics.X86;

namespace LfmSpec.Models.Tests;

/// <summary>The same logits, KL, gradients and trained weights, bit for bit, for every vector width and number of threads: child processes print hashes of them.</summary>
[TestFixture("lfm2-atlas-tiny")]
[TestFixture("qwen2-atlas-tiny")]
[TestFixture("llama-atlas-tiny")]
public class SameBitsTests
{
    private static readonly SemaphoreSlim Processors = new(Environment.ProcessorCount);

    private readonly Reference reference;
    private readonly Dictionary<(int Threads, string SwitchedOff), Task<string>> runs = [];

    public SameBitsTests(string model) => reference = new Reference(model);

    /// <summary>Starts the processes together, as many at a time as there are processors.</summary>
    [OneTimeSetUp]
    public void Start()
    {
        var program = Path.Combine(TestContext.CurrentContext.TestDirectory, "RunDigest.dll");
        foreach (var (threads, switchedOff) in new[] { (2, ""), (1, ""), (5, ""), (2, "EnableAVX512"), (1, "EnableAVX512"), (2, "EnableAVX2"), (1, "EnableAVX2"), (2, "EnableHWIntrinsic") })
        {
            runs.Add((threads, switchedOff), Digest(program, threads, switchedOff));
        }
    }

    [TestCase(1, "")]
    [TestCase(5, "")]
    [TestCase(2, "EnableAVX512")]
    [TestCase(1, "EnableAVX512")]
    [TestCase(2, "EnableAVX2")]
    [TestCase(1, "EnableAVX2")]
    [TestCase(2, "EnableHWIntrinsic")]
    public void Logits_gradients_and_ten_steps_of_AdamW_have_the_same_bits_on(int threads, string switchedOff)
    {
        var (width, forward, training) = Of(threads, switchedOff);
        Assert.Multiple(() =>
        {
            Assert.That(forward, Is.EqualTo(Of(2, "").Forward), $"logits and KL on {width}, {threads} thread(s)");
            Assert.That(training, Is.EqualTo(Of(2, "").Training), $"training on {width}, {threads} thread(s)");
        });
    }

    [Test]
    public void Switching_a_vector_width_off_really_does_so()
    {
        if (!Avx2.IsSupported)
        {
            Assert.Inconclusive("This machine has no AVX2 to switch off.");
        }

        Assert.That(Of(1, "EnableAVX512").Width, Is.EqualTo("avx2"));
        Assert.That(Of(1, "EnableAVX2").Width, Is.EqualTo("portable"));
    }

    private (string Width, string Forward, string Training) Of(int threads, string switchedOff) =>
        runs[(threads, switchedOff)].Result.Split(' ') is [var width, { Length: 64 } forward, { Length: 64 } training] ? (width, forward, training) : throw new InvalidDataException(runs[(threads, switchedOff)].Result);

    private async Task<string> Digest(string program, int threads, string switchedOff)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(program);
        start.ArgumentList.Add(reference.CheckpointFolder);
        start.ArgumentList.Add($"{threads}");
        foreach (var prompt in reference.Prompts)
        {
            start.ArgumentList.Add(prompt.GetProperty("text").GetString()!);
        }

        if (switchedOff.Length > 0)
        {
            start.Environment["DOTNET_" + switchedOff] = "0";
            start.Environment["DOTNET_" + switchedOff + "F"] = "0"; // the runtimes before .NET 10 know AVX-512 as AVX512F
        }

        await Processors.WaitAsync().ConfigureAwait(false);
        try
        {
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = (await process.StandardOutput.ReadToEndAsync().ConfigureAwait(false)).Trim();
            await process.WaitForExitAsync().ConfigureAwait(false);
            return process.ExitCode == 0 ? output : throw new InvalidOperationException($"RunDigest failed: {await errors.ConfigureAwait(false)}");
        }
        finally
        {
            Processors.Release();
        }
    }
}
#endif
