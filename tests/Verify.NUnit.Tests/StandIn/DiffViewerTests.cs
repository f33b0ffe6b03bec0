using DiffEngine;
using static VerifyNUnitTests.SnapshotFolder;

namespace VerifyNUnitTests;

/// <summary>A diff tool is shown to a person, and never stands in the way of the failure itself. No tool is started here.</summary>
public sealed class DiffViewerTests
{
    [Test]
    public async Task The_tool_gets_both_paths_once_the_received_file_is_there()
    {
        using var folder = new SnapshotFolder();
        var seen = "";
        var failure = await FailureOf(() => Verify("text", Shown(folder, (received, verified) =>
        {
            seen = $"{File.ReadAllText(received)} {verified}";
            return Task.FromResult(LaunchResult.StartedNewInstance);
        })));
        Assert.That(seen, Is.EqualTo($"text {folder.PathOf("snap.shot.verified.txt")}"));
        Assert.That(failure.Message, Does.Contain("New:"));
    }

    [Test]
    public async Task The_tool_is_not_shown_an_equal_text()
    {
        using var folder = new SnapshotFolder();
        folder.Write("snap.shot.verified.txt", "text");
        await Verify("text", Shown(folder, (_, _) => throw new AssertionException("shown")));
    }

    [Test]
    public async Task The_empty_verified_file_of_a_tool_that_did_not_open_is_removed()
    {
        LaunchResult[] cases = [LaunchResult.NoDiffToolFound, LaunchResult.TooManyRunningDiffTools];
        foreach (var result in cases)
        {
            using var folder = new SnapshotFolder();
            await FailureOf(() => Verify("text", Shown(folder, (_, verified) =>
            {
                File.WriteAllBytes(verified, []);
                return Task.FromResult(result);
            })));
            Assert.That(folder.Files, Is.EqualTo(["snap.shot.received.txt"]));
        }
    }

    [Test]
    public async Task The_empty_verified_file_of_an_open_tool_stays_for_it()
    {
        using var folder = new SnapshotFolder();
        await FailureOf(() => Verify("text", Shown(folder, (_, verified) =>
        {
            File.WriteAllBytes(verified, []);
            return Task.FromResult(LaunchResult.StartedNewInstance);
        })));
        Assert.That(folder.Files, Is.EqualTo(["snap.shot.received.txt", "snap.shot.verified.txt"]));
    }

    [Test]
    public async Task A_verified_file_is_never_removed()
    {
        using var folder = new SnapshotFolder();
        folder.Write("snap.shot.verified.txt", "approved");
        await FailureOf(() => Verify("text", Shown(folder, (_, _) => Task.FromResult(LaunchResult.NoDiffToolFound))));
        Assert.That(folder.Text("snap.shot.verified.txt"), Is.EqualTo("approved"));
    }

    [Test]
    public async Task A_tool_that_fails_does_not_hide_the_tests_failure()
    {
        using var folder = new SnapshotFolder();
        var failure = await FailureOf(() => Verify("text", Shown(folder, (_, _) => throw new FileNotFoundException("code"))));
        Assert.That(failure.Message, Does.Contain("New:"));
    }

    [Test]
    public async Task A_tool_that_hangs_does_not_hang_the_test()
    {
        using var folder = new SnapshotFolder();
        var settings = folder.Settings();
        settings.DiffViewer = new((_, _) => new TaskCompletionSource<LaunchResult>().Task, () => true, TimeSpan.FromMilliseconds(20));
        var failure = await FailureOf(() => Verify("text", settings));
        Assert.That(failure.Message, Does.Contain("New:"));
    }

    [TestCase(false, true, false, null, null, ExpectedResult = true, TestName = "A_person_at_a_desktop_sees_the_tool")]
    [TestCase(false, true, true, ":0", null, ExpectedResult = true, TestName = "A_person_at_an_X_display_sees_the_tool")]
    [TestCase(false, true, true, null, "wayland-0", ExpectedResult = true, TestName = "A_person_at_a_Wayland_display_sees_the_tool")]
    [TestCase(false, true, true, null, "", ExpectedResult = false, TestName = "A_terminal_without_a_display_opens_no_tool")]
    [TestCase(false, false, false, null, null, ExpectedResult = false, TestName = "A_service_opens_no_tool")]
    [TestCase(true, true, true, ":0", null, ExpectedResult = false, TestName = "A_build_server_or_an_explicit_no_opens_no_tool")]
    public bool Whether_a_tool_is_wanted(bool isDisabled, bool isInteractive, bool needsDisplay, string? x, string? wayland) =>
        DiffViewer.IsWanted(isDisabled, isInteractive, needsDisplay, name => name == "DISPLAY" ? x : name == "WAYLAND_DISPLAY" ? wayland : null);

    private static VerifySettings Shown(SnapshotFolder folder, Func<string, string, Task<LaunchResult>> launch)
    {
        var settings = folder.Settings();
        settings.DiffViewer = new(launch, () => true, TimeSpan.FromSeconds(10));
        return settings;
    }
}
