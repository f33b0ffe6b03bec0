using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace LfmSpec.Cli.Tests;

/// <summary>The command as a process, while it waits for a hub that never answers.</summary>
[TestFixture]
[Platform("Linux,MacOsX")]
public class InterruptionTests
{
    [TestCase("INT", 130)]
    [TestCase("TERM", 143)]
    public async Task A_fetch_that_is_interrupted_ends_with_one_line_and_the_signals_code(string signal, int code)
    {
        using var hub = new TcpListener(IPAddress.Loopback, 0);
        hub.Start();
        var cache = Path.Combine(TestContext.CurrentContext.WorkDirectory, Guid.NewGuid().ToString("N"));
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [typeof(Commands).Assembly.Location, "fetch", "someone/something"])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            Environment = { ["HF_ENDPOINT"] = $"http://127.0.0.1:{((IPEndPoint)hub.LocalEndpoint).Port}", ["HF_HUB_CACHE"] = cache, ["HF_HUB_OFFLINE"] = "0" },
        })!;
        try
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            using var asked = await hub.AcceptTcpClientAsync(patience.Token);
            Process.Start("kill", [$"-{signal}", $"{process.Id}"]).WaitForExit();
            var errors = await process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            Assert.That((process.ExitCode, errors), Is.EqualTo((code, "Stopped." + Environment.NewLine)));
            Assert.That(await process.StandardOutput.ReadToEndAsync(patience.Token), Is.Empty);
        }
        finally
        {
            process.Kill();
            if (Directory.Exists(cache))
            {
                Directory.Delete(cache, recursive: true);
            }
        }
    }
}
