using System.Diagnostics;
using System.Text;

namespace LfmSpec.Testing.Tests;

/// <summary>A process of the atlas command, or of a script that starts it.</summary>
internal sealed class AtlasProcess : IDisposable
{
    // What an engine would set, so that tests mean the same under one.
    private static readonly string[] Engines =
        ["LFMSPEC_SHARD", "LFMSPEC_SHARDS", "LFMSPEC_MODEL", "LFMSPEC_TASKS", "SLURM_ARRAY_TASK_ID", "SLURM_SUBMIT_DIR", "JOB_COMPLETION_INDEX", "CI_NODE_INDEX", "CI_NODE_TOTAL"];

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly Process process;
    private readonly StringBuilder written = new();

    private AtlasProcess(ProcessStartInfo start)
    {
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Write(line.Data);
        process.ErrorDataReceived += (_, line) => Write(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>The program: the atlas, which the test project refers to.</summary>
    internal static string Program => Path.Combine(TestContext.CurrentContext.TestDirectory, "Atlas.dll");

    /// <summary>Starts the atlas command in a folder.</summary>
    internal static AtlasProcess Atlas(string folder, params string[] arguments) => Start(folder, new Dictionary<string, string>(), ["dotnet", Program, .. arguments]);

    /// <summary>Starts a command in a folder.</summary>
    internal static AtlasProcess Start(string folder, IReadOnlyDictionary<string, string> environment, params string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in Engines)
        {
            start.Environment.Remove(name);
        }

        // Several processes share the machine's cores.
        start.Environment["DOTNET_TieredPGO"] = "0";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new AtlasProcess(start);
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>Its exit code, and what it wrote to both streams.</returns>
    internal (int Code, string Written) End()
    {
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{process.StartInfo.FileName} is still running after {Patience}: {written}");
        }

        process.WaitForExit();
        lock (written)
        {
            return (process.ExitCode, written.ToString());
        }
    }

    /// <summary>Waits for its end, and that it is a good one.</summary>
    internal string Success()
    {
        var (code, text) = End();
        Assert.That(code, Is.Zero, text);
        return text;
    }

    /// <summary>Presses Ctrl-C.</summary>
    internal void Interrupt()
    {
        using var kill = Process.Start("kill", ["-INT", $"{process.Id}"]);
        kill.WaitForExit();
    }

    /// <summary>Kills it, without a chance to finish a line.</summary>
    internal void Kill()
    {
        process.Kill();
        process.WaitForExit();
    }

    internal bool HasExited => process.HasExited;

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        process.Dispose();
    }

    private void Write(string? line)
    {
        lock (written)
        {
            written.Append(line).Append('\n');
        }
    }
}
