using static VerifyNUnitTests.SnapshotFolder;

namespace VerifyNUnitTests;

/// <summary>{Dir}/{Type}.{Method}.verified.{ext}, as docs/naming.md of Verify has it.</summary>
public sealed class NamingTests
{
    [Test]
    public async Task The_class_and_the_method_are_the_name()
    {
        using var folder = new SnapshotFolder();
        var settings = new VerifySettings();
        settings.UseDirectory(folder.Root);
        await FailureOf(() => Verify("text", settings));
        Assert.That(folder.Files, Is.EqualTo(["NamingTests.The_class_and_the_method_are_the_name.received.txt"]));
    }

    [Test]
    public async Task A_type_name_and_a_method_name_can_be_given()
    {
        using var folder = new SnapshotFolder();
        await FailureOf(() => Verify("text", folder.Settings("other")));
        Assert.That(folder.Files, Is.EqualTo(["snap.other.received.txt"]));
    }

    [Test]
    public async Task The_extension_is_the_one_that_was_asked_for()
    {
        using var folder = new SnapshotFolder();
        await FailureOf(() => Verify("| a |", "md", folder.Settings()));
        Assert.That(folder.Files, Is.EqualTo(["snap.shot.received.md"]));
    }

    [Test]
    public void A_name_that_no_file_can_have_is_an_error() =>
        Assert.That(() => new VerifySettings().UseMethodName("a/b"), Throws.ArgumentException.With.Message.Contains("a/b"));

    [TestCase("")]
    [TestCase(".md")]
    [TestCase("a/b")]
    public void An_extension_is_written_without_a_dot_or_a_path(string extension) =>
        Assert.That(() => Verify("text", extension), Throws.InstanceOf<ArgumentException>());

    [Test]
    public void Settings_are_copied_so_that_later_changes_do_not_reach_a_verification()
    {
        var settings = new VerifySettings();
        settings.UseDirectory("a");
        var copy = new VerifySettings(settings);
        settings.UseDirectory("b");
        Assert.That(copy.Directory, Is.EqualTo("a"));
    }

    public sealed class Nested
    {
        [Test]
        public async Task A_nested_class_carries_its_parents_name()
        {
            using var folder = new SnapshotFolder();
            var settings = new VerifySettings();
            settings.UseDirectory(folder.Root);
            await FailureOf(() => Verify("text", settings));
            Assert.That(folder.Files, Is.EqualTo(["NamingTests.Nested.A_nested_class_carries_its_parents_name.received.txt"]));
        }
    }
}
