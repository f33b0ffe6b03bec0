using static VerifyNUnitTests.SnapshotFolder;

namespace VerifyNUnitTests;

/// <summary>The package writes the arguments of tests and fixtures into the name; the stand-in refuses them rather than writing another name.</summary>
[TestFixture(5)]
[TestFixture]
public sealed class ArgumentsTests(int layer)
{
    public ArgumentsTests()
        : this(0)
    {
    }

    [Test]
    public async Task The_arguments_of_a_fixture_are_refused()
    {
        using var folder = new SnapshotFolder();
        var failure = await FailureOf(() => Verify("text", folder.Settings()));
        Assert.That(failure.GetType().Name, Is.EqualTo(layer == 5 ? nameof(NotSupportedException) : "VerifyException"));
    }

    [TestCase(7)]
    public async Task The_arguments_of_a_case_are_refused(int seed)
    {
        using var folder = new SnapshotFolder();
        var failure = await FailureOf(() => Verify($"{seed}", folder.Settings()));
        Assert.That(failure, Is.TypeOf<NotSupportedException>().With.Message.Contains("has arguments"));
        Assert.That(folder.Files, Is.Empty);
    }
}
