using static VerifyNUnitTests.SnapshotFolder;

namespace VerifyNUnitTests;

/// <summary>{Dir}/{Type}.{Method}{_param=value..}.verified.{ext}, as docs/naming.md of Verify has it.</summary>
public sealed class NamingTests
{
    [Test]
    public async Task DerivePathInfo_says_the_folder_the_type_and_the_method()
    {
        await FailureOf(() => Verify("text"));
        Assert.That(
            Path.Combine(TestRun.DerivedRoot, "Derived.DerivePathInfo_says_the_folder_the_type_and_the_method.received.txt"),
            Does.Exist);
    }

    [Test]
    public async Task UseDirectory_wins_over_the_derived_folder()
    {
        using var folder = new SnapshotFolder();
        await FailureOf(() => Verify("text").UseDirectory(folder.Root));
        Assert.That(folder.Files, Is.EqualTo(["Derived.UseDirectory_wins_over_the_derived_folder.received.txt"]));
    }

    [Test]
    public async Task A_type_name_and_a_method_name_can_be_given()
    {
        using var folder = new SnapshotFolder();
        await FailureOf(() => Verify("text").UseDirectory(folder.Root).UseTypeName("Type").UseMethodName("Method"));
        Assert.That(folder.Files, Is.EqualTo(["Type.Method.received.txt"]));
    }

    [TestCase(5)]
    public async Task A_file_name_replaces_type_method_and_parameters(int layer)
    {
        using var folder = new SnapshotFolder();
        await FailureOf(() => Verify($"{layer}").UseDirectory(folder.Root).UseFileName("layers"));
        Assert.That(folder.Files, Is.EqualTo(["layers.received.txt"]));
    }

    [Test]
    public async Task The_extension_is_the_one_that_was_asked_for()
    {
        using var folder = new SnapshotFolder();
        await FailureOf(() => Verify("| a |", "md").UseDirectory(folder.Root).UseFileName("table"));
        Assert.That(folder.Files, Is.EqualTo(["table.received.md"]));
    }

    [TestCase(5, "Mlp", "layer=5_target=Mlp")]
    [TestCase(-2, null, "layer=-2_target=null")]
    [TestCase(0, "a/b\\c:d*e?f\"g<h>i|j#k\nl", "layer=0_target=a-b-c-d-e-f-g-h-i-j-k-l")]
    public async Task Parameters_join_the_name_in_order(int layer, string? target, string expected)
    {
        using var folder = new SnapshotFolder();
        await FailureOf(() => Verify("text").UseDirectory(folder.Root).UseTypeName("T").UseMethodName("M").UseParameters(layer, target));
        Assert.That(folder.Files, Is.EqualTo([$"T.M_{expected}.received.txt"]));
    }

    [TestCase(0.5, "0.5")]
    [TestCase(true, "True")]
    [TestCase(DayOfWeek.Friday, "Friday")]
    [TestCase(new[] { 1, 2 }, "1,2")]
    [TestCase(new int[0], "[]")]
    public async Task A_value_is_written_the_same_in_every_culture(object value, string expected)
    {
        using var folder = new SnapshotFolder();
        await FailureOf(() => Verify("text").UseDirectory(folder.Root).UseTypeName("T").UseMethodName("M").UseParameters(value));
        Assert.That(folder.Files, Is.EqualTo([$"T.M_value={expected}.received.txt"]));
    }

    [TestCase(7)]
    public async Task The_arguments_of_a_test_case_are_its_parameters(int seed)
    {
        using var folder = new SnapshotFolder();
        await FailureOf(() => Verify($"{seed}").UseDirectory(folder.Root).UseTypeName("T").UseMethodName("M"));
        Assert.That(folder.Files, Is.EqualTo(["T.M_seed=7.received.txt"]));
    }

    [TestCase(7)]
    public async Task An_array_given_as_a_parameter_is_one_value(int values)
    {
        using var folder = new SnapshotFolder();
        await FailureOf(() => Verify($"{values}").UseDirectory(folder.Root).UseTypeName("T").UseMethodName("M").UseParameters(new[] { 1, 2 }));
        Assert.That(folder.Files, Is.EqualTo(["T.M_values=1,2.received.txt"]));
    }

    [TestCase(7)]
    public async Task More_values_than_parameters_is_an_error(int seed)
    {
        using var folder = new SnapshotFolder();
        var failure = await FailureOf(() => Verify($"{seed}").UseDirectory(folder.Root).UseParameters(1, 2));
        Assert.That(
            failure.Message,
            Is.EqualTo("The number of passed in parameters (2) must not exceed the number of parameters for the method (1)."));
    }

    [Test]
    public void A_file_name_and_a_method_name_together_is_an_error() =>
        Assert.That(
            () => Verify("text").UseFileName("file").UseMethodName("Method"),
            Throws.Exception.With.Message.Contains("UseMethodName is not compatible with UseFileName"));

    [Test]
    public void A_name_that_no_file_can_have_is_an_error() =>
        Assert.That(() => Verify("text").UseMethodName("a/b"), Throws.ArgumentException.With.Message.Contains("a/b"));

    [Test]
    public void An_extension_has_no_dot_in_front() =>
        Assert.That(async () => await Verify("text", ".txt"), Throws.ArgumentException);

    [Test]
    public async Task Text_cannot_have_the_extension_of_a_binary_file()
    {
        using var folder = new SnapshotFolder();
        var failure = await FailureOf(() => Verify("text", "png").UseDirectory(folder.Root));
        Assert.That(failure.Message, Does.Contain("AddTextExtension(\"png\")"));
    }

    /// <summary>A nested fixture.</summary>
    public sealed class Inner
    {
        [Test]
        public async Task A_nested_type_carries_its_parents_name()
        {
            using var folder = new SnapshotFolder();
            await FailureOf(() => Verify("text").UseDirectory(folder.Root));
            Assert.That(folder.Files, Is.EqualTo(["NamingTests.Inner.A_nested_type_carries_its_parents_name.received.txt"]));
        }
    }
}

[TestFixture(5, "Mlp")]
public sealed class FixtureParameterTests(int layer, string target)
{
    [Test]
    public async Task The_arguments_of_a_fixture_come_first()
    {
        using var folder = new SnapshotFolder();
        await FailureOf(() => Verify($"{layer} {target}").UseDirectory(folder.Root).UseTypeName("T").UseMethodName("M"));
        Assert.That(folder.Files, Is.EqualTo(["T.M_layer=5_target=Mlp.received.txt"]));
    }

    [TestCase(42)]
    public async Task The_arguments_of_a_case_follow_those_of_its_fixture(int seed)
    {
        using var folder = new SnapshotFolder();
        await FailureOf(() => Verify($"{seed}").UseDirectory(folder.Root).UseTypeName("T").UseMethodName("M"));
        Assert.That(folder.Files, Is.EqualTo(["T.M_layer=5_target=Mlp_seed=42.received.txt"]));
    }
}
