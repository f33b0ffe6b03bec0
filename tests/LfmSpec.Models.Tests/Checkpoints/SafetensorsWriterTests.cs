using System.Text;
using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Models.Tests.Checkpoints;

/// <summary>What the writer writes, byte for byte, and what it leaves behind when it cannot.</summary>
public sealed class SafetensorsWriterTests
{
    /// <summary>The embedded checkpoint was written by the reference implementation.</summary>
    [Test]
    public void The_embedded_checkpoint_written_again_is_the_same_file()
    {
        using var folder = new SafetensorsBytes();
        using var original = SafetensorsFile.Open(RepositoryFiles.Path("models", "lfm2-atlas-tiny", "model.safetensors"));
        var writer = new SafetensorsWriter(original.Metadata);
        foreach (var entry in original.Entries.Values)
        {
            writer.Add(entry.Name, entry.Dtype, entry.Shape.AsSpan(), original.Bytes(entry.Name).ToArray());
        }

        writer.Write(folder.PathOf());
        using var copy = SafetensorsFile.Open(folder.PathOf());
        Assert.That(copy.Sha256(), Is.EqualTo(original.Sha256()));
        Assert.That(folder.Files, Is.EqualTo(["model.safetensors"]));
    }

    [Test]
    public void A_file_is_length_header_spaces_and_data()
    {
        using var folder = new SafetensorsBytes();
        var writer = new SafetensorsWriter(new Dictionary<string, string> { ["format"] = "pt" });
        writer.Add("b", SafetensorsDtype.U8, [2], new byte[] { 1, 2 });
        writer.Add("a", SafetensorsDtype.BF16, [], new byte[] { 3, 4 });
        writer.Write(folder.PathOf());
        var json = """{"__metadata__":{"format":"pt"},"b":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"a":{"dtype":"BF16","shape":[],"data_offsets":[2,4]}}""";
        byte[] expected = [.. BitConverter.GetBytes(144L), .. Encoding.UTF8.GetBytes(json.PadRight(144)), 1, 2, 3, 4];
        Assert.That(File.ReadAllBytes(folder.PathOf()), Is.EqualTo(expected));
    }

    [Test]
    public void A_tensor_may_come_in_parts()
    {
        using var folder = new SafetensorsBytes();
        var writer = new SafetensorsWriter();
        writer.Add("x", SafetensorsDtype.U8, [5], Parts([1, 2], [], [3, 4, 5]));
        writer.Write(folder.PathOf());
        using var file = SafetensorsFile.Open(folder.PathOf());
        Assert.That(file.Bytes("x").ToArray(), Is.EqualTo([1, 2, 3, 4, 5]));
    }

    [TestCase(3, "4 or more")]
    [TestCase(5, "4")]
    public void Parts_that_do_not_add_up_leave_the_old_file(int size, string found)
    {
        using var folder = new SafetensorsBytes();
        folder.Write("old"u8);
        var writer = new SafetensorsWriter();
        writer.Add("x", SafetensorsDtype.U8, [size], Parts([1, 2], [3, 4]));
        Assert.That(
            () => writer.Write(folder.PathOf()),
            Throws.InvalidOperationException.With.Message.EqualTo(
                $"Tensor 'x' has the shape [{size}] of U8, which is {size} bytes, and its parts have {found}. Nothing was written."));
        Assert.That(File.ReadAllText(folder.PathOf()), Is.EqualTo("old"));
        Assert.That(folder.Files, Is.EqualTo(["model.safetensors"]));
    }

    [Test]
    public void Cancelling_leaves_the_old_file_and_no_other()
    {
        using var folder = new SafetensorsBytes();
        folder.Write("old"u8);
        using var cancellation = new CancellationTokenSource();
        var writer = new SafetensorsWriter();
        writer.Add("x", SafetensorsDtype.U8, [4], CancelHalfway());
        Assert.That(
            () => writer.Write(folder.PathOf(), cancellation.Token),
            Throws.InstanceOf<OperationCanceledException>().With.Message.EqualTo($"Writing {folder.PathOf()} was cancelled; what was there before is unchanged."));
        Assert.That(File.ReadAllText(folder.PathOf()), Is.EqualTo("old"));
        Assert.That(folder.Files, Is.EqualTo(["model.safetensors"]));

        IEnumerable<ReadOnlyMemory<byte>> CancelHalfway()
        {
            yield return new byte[2];
            cancellation.Cancel();
            yield return new byte[2];
        }
    }

    [Test]
    public void A_disk_that_is_full_leaves_the_old_file_and_says_how_much_is_needed()
    {
        using var folder = new SafetensorsBytes();
        folder.Write("old"u8);
        var writer = new SafetensorsWriter();
        writer.Add("x", SafetensorsDtype.U8, [4], FullHalfway());
        Assert.That(
            () => writer.Write(folder.PathOf()),
            Throws.InstanceOf<IOException>().With.Message.EqualTo(
                $"{folder.PathOf()}: the file cannot be written: No space left on device. What was there before is unchanged. " +
                "Check that the folder exists and may be written, and that 68 bytes are free."));
        Assert.That(File.ReadAllText(folder.PathOf()), Is.EqualTo("old"));
        Assert.That(folder.Files, Is.EqualTo(["model.safetensors"]));

        static IEnumerable<ReadOnlyMemory<byte>> FullHalfway()
        {
            yield return new byte[2];
            throw new IOException("No space left on device.");
        }
    }

    [Test]
    public void More_than_the_disk_holds_is_refused_before_anything_is_computed()
    {
        using var folder = new SafetensorsBytes();
        Assume.That(() => Reserve(folder.PathOf("probe"), 1L << 60), Throws.InstanceOf<IOException>(), "this file system reserves no space");
        var isComputed = false;
        var writer = new SafetensorsWriter();
        writer.Add("x", SafetensorsDtype.U8, [1L << 60], Compute());
        Assert.That(() => writer.Write(folder.PathOf()), Throws.InstanceOf<IOException>().With.Message.Contains("the file cannot be written"));
        Assert.That(isComputed, Is.False);
        Assert.That(folder.Files, Is.Empty);

        IEnumerable<ReadOnlyMemory<byte>> Compute()
        {
            isComputed = true;
            yield return new byte[1];
        }
    }

    [Test]
    public void A_folder_that_is_not_there_is_an_error()
    {
        using var folder = new SafetensorsBytes();
        Assert.That(
            () => new SafetensorsWriter().Write(folder.PathOf("no/such/model.safetensors")),
            Throws.InstanceOf<IOException>().With.Message.Contains("Check that the folder exists"));
    }

    [Test]
    public void A_file_that_is_open_can_be_replaced_and_stays_readable()
    {
        using var folder = new SafetensorsBytes();
        using var old = SafetensorsFile.Open(folder.Write(SafetensorsBytes.Of("""{"x":{"dtype":"U8","shape":[3],"data_offsets":[0,3]}}""", 3)));
        if (OperatingSystem.IsWindows())
        {
            Assert.That(() => new SafetensorsWriter().Write(folder.PathOf()), Throws.InstanceOf<IOException>());
        }
        else
        {
            new SafetensorsWriter().Write(folder.PathOf());
        }

        Assert.That(old.Bytes("x").ToArray(), Is.EqualTo([0, 1, 2]));
    }

    [Test]
    public void What_no_file_can_hold_is_refused_when_it_is_added()
    {
        var writer = new SafetensorsWriter();
        writer.Add("x", SafetensorsDtype.U8, [1], new byte[1]);
        Assert.Multiple(() =>
        {
            Assert.That(() => writer.Add("x", SafetensorsDtype.U8, [1], new byte[1]), Throws.ArgumentException.With.Message.StartsWith("Tensor 'x' is there already"));
            Assert.That(() => writer.Add("y", SafetensorsDtype.BF16, [3], new byte[5]), Throws.ArgumentException.With.Message.StartsWith(
                "Tensor 'y' has the shape [3] of BF16, which is 6 bytes, and 5 were given."));
            Assert.That(() => writer.Add("__metadata__", SafetensorsDtype.U8, [1], new byte[1]), Throws.ArgumentException.With.Message.StartsWith("No tensor can be named"));
            Assert.That(() => writer.Add("\ud800", SafetensorsDtype.U8, [1], new byte[1]), Throws.ArgumentException.With.Message.Contains("half of a surrogate pair"));
            Assert.That(() => writer.Add("y", SafetensorsDtype.U8, [-1], new byte[1]), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.StartsWith("shape ('-1') must be a non-negative value."));
            Assert.That(() => writer.Add("y", (SafetensorsDtype)99, [1], new byte[1]), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.StartsWith("Tensor 'y' has no known type."));
            Assert.That(() => writer.Add("y", SafetensorsDtype.U8, [1L << 32, 1L << 32], Parts()), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("no file could hold"));
            Assert.That(() => writer.Add("y", SafetensorsDtype.U8, [long.MaxValue], Parts()), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("no file could hold"));
            Assert.That(() => new SafetensorsWriter(new Dictionary<string, string> { ["\udc00"] = "" }), Throws.ArgumentException.With.Message.Contains("half of a surrogate pair"));
        });
    }

    private static void Reserve(string path, long bytes)
    {
        using var stream = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, PreallocationSize = bytes, Options = FileOptions.DeleteOnClose });
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Parts(params byte[][] parts) => parts.Select(part => (ReadOnlyMemory<byte>)part);
}
