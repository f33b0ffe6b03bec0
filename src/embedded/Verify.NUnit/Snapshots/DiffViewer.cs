using DiffEngine;

namespace VerifyTests;

/// <summary>Shows a received file beside its verified file, where there is a person to look at them.</summary>
internal sealed class DiffViewer(Func<string, string, Task<LaunchResult>> launch, Func<bool> isWanted, TimeSpan patience)
{
    /// <summary>The first installed tool that DiffEngine knows.</summary>
    public static DiffViewer Installed { get; } = new(
        (received, verified) => DiffRunner.LaunchForTextAsync(received, verified, SnapshotFile.Encoding),
        () => IsWanted(
            DiffRunner.Disabled || BuildServerDetector.Detected || ContinuousTestingDetector.Detected || AiCliDetector.Detected,
            Environment.UserInteractive,
            needsDisplay: !OperatingSystem.IsWindows() && !OperatingSystem.IsMacOS(),
            Environment.GetEnvironmentVariable),
        patience: TimeSpan.FromSeconds(10)); // to start the tool; the tool itself is not waited for

    /// <summary>A terminal without a display would start a tool that nobody sees, or one that waits at a terminal for ever.</summary>
    public static bool IsWanted(bool isDisabled, bool isInteractive, bool needsDisplay, Func<string, string?> variable) =>
        !isDisabled
        && isInteractive
        && (!needsDisplay || !string.IsNullOrEmpty(variable("DISPLAY")) || !string.IsNullOrEmpty(variable("WAYLAND_DISPLAY")));

    /// <summary>Whatever becomes of the tool, the test's own failure is what is reported.</summary>
    public async Task Show(FilePair file)
    {
        if (!isWanted())
        {
            return;
        }

        var isOpen = false;
        var wasThere = File.Exists(file.VerifiedPath);
        try
        {
            var result = await launch(file.ReceivedPath, file.VerifiedPath).WaitAsync(patience).ConfigureAwait(false);
            isOpen = result is LaunchResult.StartedNewInstance or LaunchResult.AlreadyRunningAndSupportsRefresh;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            Console.Error.WriteLine($"No diff tool was opened for {file.ReceivedPath}: {exception.Message}");
        }

        // DiffEngine gives a tool an empty file to merge into; without a tool it would only be in the way.
        if (!isOpen && !wasThere && new FileInfo(file.VerifiedPath) is { Exists: true, Length: 0 })
        {
            SnapshotFile.TryDelete(file.VerifiedPath);
        }
    }
}
