using static VerifyNUnitTests.SnapshotFolder;

namespace VerifyNUnitTests;

/// <summary>One verification a prefix and run.</summary>
public sealed class UniquenessTests
{
    [Test]
    public async Task A_second_verification_of_one_prefix_is_an_error_and_leaves_the_first_ones_file()
    {
        using var folder = new SnapshotFolder();
        await FailureOf(() => Verify("first", folder.Settings()));
        var failure = await FailureOf(() => Verify("second", folder.Settings()));
        Assert.That(failure.Message, Does.StartWith($"The prefix has already been used: {folder.PathOf("snap.shot")}"));
        Assert.That(folder.Text("snap.shot.received.txt"), Is.EqualTo("first"));
    }

    [Test]
    public async Task Prefixes_that_differ_in_case_only_are_one()
    {
        using var folder = new SnapshotFolder();
        await FailureOf(() => Verify("first", folder.Settings("layers")));
        var failure = await FailureOf(() => Verify("second", folder.Settings("LAYERS")));
        Assert.That(failure.Message, Does.StartWith("The prefix has already been used"));
    }

    [Test]
    public async Task Sharing_a_prefix_can_be_asked_for()
    {
        using var folder = new SnapshotFolder();
        folder.Write("snap.shot.verified.txt", "text");
        await Verify("text", folder.Settings());
        await Verify("text", folder.Settings(change: settings => settings.DisableRequireUniquePrefix()));
    }
}
