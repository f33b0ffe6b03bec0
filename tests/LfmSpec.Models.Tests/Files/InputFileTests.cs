using System.Diagnostics;
using System.Net.Sockets;
using LfmSpec.Models.Files;

namespace LfmSpec.Models.Tests.Files;

/// <summary>What is no regular file is one error at once, and nothing larger than its kind is read.</summary>
[TestFixture]
[Platform(Exclude = "Win")]
public class InputFileTests
{
    private static readonly FileKind Kind = new(1_000, fault => new FaultException(fault), _ => "Write it again") { Find = "Name another" };

    [TestCase("/dev/zero")]
    [TestCase("/dev/urandom")]
    public void A_device_that_never_ends_is_an_error_at_once(string device) =>
        Refused(device, $"{device}: this is no regular file but a pipe, a socket or a device. Name another, and give a file.");

    [Test]
    public void A_pipe_that_nobody_writes_into_is_an_error_at_once()
    {
        using var folder = new TemporaryFolder();
        var pipe = Path.Combine(folder.Path, "pipe");
        using (var made = Process.Start("mkfifo", [pipe]))
        {
            made.WaitForExit();
        }

        Refused(pipe, $"{pipe}: this is no regular file but a pipe, a socket or a device. Name another, and give a file.");
    }

    [Test]
    public void A_socket_is_an_error_at_once()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "socket");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        Refused(path, "Check its permissions and whether another program is writing it.");
    }

    [Test]
    public void A_folder_and_a_path_with_nothing_at_it_are_said()
    {
        using var folder = new TemporaryFolder();
        Refused(folder.Path, $"{folder.Path}: this is a folder, not a file. Name another.");
        var missing = Path.Combine(folder.Path, "no", "file");
        Refused(missing, $"{missing}: there is no such file. Name another.");
        Refused("a\0b", "cannot be read");
    }

    [TestCase(1_000, true)]
    [TestCase(1_001, false)]
    public void A_file_is_read_up_to_the_size_of_its_kind(int size, bool isRead)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "file");
        File.WriteAllBytes(path, new byte[size]);
        if (isRead)
        {
            Assert.That(InputFile.ReadBytes(path, Kind), Has.Length.EqualTo(size));
        }
        else
        {
            Refused(path, $"{path}: the file has 1,001 bytes, and 1,000 are read of a file of its kind. Write it again.");
        }
    }

    [Test]
    public void A_text_is_read_without_its_byte_order_mark_and_refused_where_it_is_not_UTF8()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "file");
        File.WriteAllBytes(path, [0xEF, 0xBB, 0xBF, (byte)'a', (byte)'\n']);
        Assert.That(InputFile.ReadText(path, Kind), Is.EqualTo("a\n"));
        File.WriteAllBytes(path, [(byte)'a', (byte)'\n', 0x80]);
        Assert.That(
            () => InputFile.ReadText(path, Kind),
            Throws.TypeOf<FaultException>().With.Message.EqualTo($"{path}: the file is not UTF-8 (line 2 holds the byte 0x80). Write it again."));
    }

    private static void Refused(string path, string message)
    {
        var reading = Task.Run(() => Assert.Throws<FaultException>(() => InputFile.ReadBytes(path, Kind))!.Message);
        Assert.That(reading.Wait(TimeSpan.FromSeconds(10)), Is.True, "it is read at once");
        Assert.That(reading.Result, Does.EndWith(message).Or.Contains(message));
    }
}
