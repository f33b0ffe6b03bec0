using static VerifyNUnitTests.SnapshotFolder;

namespace VerifyNUnitTests;

/// <summary>Settings are copied in, and global ones come before the first verification.</summary>
public sealed class SettingsTests
{
    private static readonly TestCaseData[] GlobalSettings =
    [
        new TestCaseData((Action)VerifierSettings.UseUtf8NoBom).SetArgDisplayNames("UseUtf8NoBom"),
        new TestCaseData((Action)VerifierSettings.FixNewlinesOnRead).SetArgDisplayNames("FixNewlinesOnRead"),
        new TestCaseData((Action)VerifierSettings.DisableRequireUniquePrefix).SetArgDisplayNames("DisableRequireUniquePrefix"),
        new TestCaseData((Action)(() => VerifierSettings.AutoVerify())).SetArgDisplayNames("AutoVerify"),
        new TestCaseData((Action)(() => VerifierSettings.AddScrubber(_ => { }))).SetArgDisplayNames("AddScrubber"),
        new TestCaseData((Action)(() => VerifierSettings.RegisterStringComparer("txt", (_, _, _) => Task.FromResult(CompareResult.Equal))))
            .SetArgDisplayNames("RegisterStringComparer"),
        new TestCaseData((Action)(() => VerifierSettings.SetDefaultStringComparer((_, _, _) => Task.FromResult(CompareResult.Equal))))
            .SetArgDisplayNames("SetDefaultStringComparer"),
        new TestCaseData((Action)(() => DerivePathInfo((_, _, _, _) => default))).SetArgDisplayNames("DerivePathInfo"),
    ];

    [TestCaseSource(nameof(GlobalSettings))]
    public async Task A_global_setting_after_the_first_verification_is_an_error(Action set)
    {
        using var folder = new SnapshotFolder();
        folder.Write("snapshot.verified.txt", "text");
        await Verify("text", folder.Settings());
        Assert.That(
            () => set(),
            Throws.Exception.With.Message.Match(
                @"^The API '\w+' must be called prior to any Verify has run\. Usually this is done in a \[ModuleInitializer\]\. Verify run by: \S+$"));
    }

    [Test]
    public async Task Fluent_calls_leave_the_given_settings_alone()
    {
        using var folder = new SnapshotFolder();
        var settings = folder.Settings();
        await Verify("text", settings).AutoVerify().AddScrubber(text => text.Append('!'));
        Assert.That(folder.Text("snapshot.verified.txt"), Is.EqualTo("text!"));
        var failure = await FailureOf(() => Verify("other", settings).DisableRequireUniquePrefix());
        Assert.That(failure.Message, Does.Contain("\nother\n"));
    }

    [Test]
    public async Task A_verification_that_has_started_cannot_be_changed()
    {
        using var folder = new SnapshotFolder();
        folder.Write("snapshot.verified.txt", "text");
        var verification = Verify("text", folder.Settings());
        await verification;
        Assert.That(() => verification.DisableDiff(), Throws.Exception.With.Message.Contains("can no longer be"));
    }

    [Test]
    public async Task A_verification_runs_once_however_often_it_is_awaited()
    {
        using var folder = new SnapshotFolder();
        folder.Write("snapshot.verified.txt", "text");
        var verification = Verify("text", folder.Settings());
        await verification;
        await verification;
        Task<VerifyResult> task = verification;
        Assert.That(await task.ConfigureAwait(false), Is.SameAs(await verification.ToTask()));
    }

    [Test]
    public async Task Scrubbers_run_before_the_text_is_compared_and_written()
    {
        using var folder = new SnapshotFolder();
        folder.Write("snapshot.verified.txt", "took {time}\n1 row");
        await Verify("took 12 ms\r\n1 row", folder.Settings())
            .AddScrubber(text => text.Replace("12 ms", "{time}"))
            .AddScrubber("md", text => text.Clear());
    }

    [Test]
    public async Task Scrubbers_run_in_the_order_of_their_location()
    {
        using var folder = new SnapshotFolder();
        folder.Write("snapshot.verified.txt", "text 1 2 3");
        await Verify("text", folder.Settings())
            .AddScrubber(text => text.Append(" 2"))
            .AddScrubber(text => text.Append(" 3"), ScrubberLocation.Last)
            .AddScrubber(text => text.Append(" 1"));
    }

    [Test]
    public async Task A_scrubber_cannot_bring_carriage_returns_in()
    {
        using var folder = new SnapshotFolder();
        folder.Write("snapshot.verified.txt", "text\n");
        await Verify("text", folder.Settings()).AddScrubber(text => text.Append("\r\n"));
    }

    [Test]
    public async Task Folders_of_this_machine_get_a_name()
    {
        using var folder = new SnapshotFolder();
        var here = AppContext.BaseDirectory.TrimEnd('/', '\\') + '/';
        var temp = Path.GetTempPath().TrimEnd('/', '\\');
        folder.Write("snapshot.verified.txt", $"{{CurrentDirectory}}a.txt {{TempPath}}x, '{{TempPath}}' {temp}orary");
        await Verify($"{here}a.txt {temp}/x, '{temp}' {temp}orary", folder.Settings());
    }
}
