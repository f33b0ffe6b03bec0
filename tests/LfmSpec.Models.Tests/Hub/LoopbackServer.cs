using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LfmSpec.Models.Tests.Hub;

/// <summary>A request as it arrived.</summary>
internal sealed record Request(string Method, string Path, IReadOnlyDictionary<string, string> Headers)
{
    internal string? Header(string name) => Headers.GetValueOrDefault(name);
}

/// <summary>An answer, and how it goes wrong.</summary>
internal sealed record Reply(int Status, byte[] Body, params (string Name, string Value)[] Headers)
{
    /// <summary>The connection is reset after so many bytes of the body.</summary>
    internal int? BreakAfter { get; init; }

    /// <summary>The connection is closed in good order after so many bytes of the body.</summary>
    internal int? EndAfter { get; init; }

    /// <summary>Nothing more comes after so many bytes of the body; -1 for no answer at all.</summary>
    internal int? StallAfter { get; init; }

    /// <summary>The body comes a byte at a time, with this wait before each.</summary>
    internal TimeSpan? Trickle { get; init; }

    /// <summary>Whether the length is not announced.</summary>
    internal bool NoLength { get; init; }

    internal static Reply Text(int status, string text, params (string Name, string Value)[] headers) => new(status, Encoding.UTF8.GetBytes(text), headers);

    internal static Reply Redirect(int status, string location, params (string Name, string Value)[] headers) => new(status, [], [("Location", location), .. headers]);

    /// <summary>The bytes, or those that the request asks for.</summary>
    internal static Reply Of(byte[] bytes, Request request, params (string Name, string Value)[] headers)
    {
        if (request.Header("Range") is not { } range)
        {
            return new Reply(200, bytes, headers);
        }

        var from = int.Parse(range["bytes=".Length..^1]);
        return from < bytes.Length
            ? new Reply(206, bytes[from..], [("Content-Range", $"bytes {from}-{bytes.Length - 1}/{bytes.Length}"), .. headers])
            : new Reply(416, [], ("Content-Range", $"bytes */{bytes.Length}"));
    }
}

/// <summary>An HTTP server on loopback that can misbehave at any byte, which no library's server can. One request a connection.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource end = new();
    private readonly Func<Request, Reply> answer;
    private readonly ConcurrentQueue<Request> requests = [];

    internal LoopbackServer(Func<Request, Reply> answer)
    {
        this.answer = answer;
        listener.Start();
        _ = AcceptAsync();
    }

    internal Uri Address => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");

    internal IReadOnlyList<Request> Requests => [.. requests];

    public void Dispose()
    {
        end.Cancel();
        listener.Dispose();
        end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await listener.AcceptSocketAsync(end.Token));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                await using var stream = new NetworkStream(socket);
                var request = await ReadAsync(stream);
                requests.Enqueue(request);
                await WriteAsync(socket, stream, request, answer(request));
            }
            catch (Exception error) when (error is IOException or OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // The client went away, as some tests want it.
            }
        }
    }

    private static async Task<Request> ReadAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        var first = (await reader.ReadLineAsync() ?? throw new IOException()).Split(' ');
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await reader.ReadLineAsync() is { Length: > 0 } line)
        {
            headers[line[..line.IndexOf(':')]] = line[(line.IndexOf(':') + 1)..].Trim();
        }

        return new Request(first[0], first[1], headers);
    }

    private async Task WriteAsync(Socket socket, NetworkStream stream, Request request, Reply reply)
    {
        if (reply.StallAfter < 0)
        {
            await Task.Delay(Timeout.Infinite, end.Token);
        }

        var head = new StringBuilder($"HTTP/1.1 {reply.Status} -\r\nConnection: close\r\n");
        foreach (var (name, value) in reply.Headers)
        {
            head.Append($"{name}: {value}\r\n");
        }

        if (!reply.NoLength)
        {
            head.Append($"Content-Length: {reply.Body.Length}\r\n");
        }

        await stream.WriteAsync(Encoding.UTF8.GetBytes(head.Append("\r\n").ToString()));
        if (request.Method == "HEAD")
        {
            return;
        }

        var count = Math.Min(reply.Body.Length, reply.BreakAfter ?? reply.EndAfter ?? reply.StallAfter ?? int.MaxValue);
        for (var at = 0; reply.Trickle is { } wait && at < count; at++)
        {
            await Task.Delay(wait, end.Token);
            await stream.WriteAsync(reply.Body.AsMemory(at, 1), end.Token);
        }

        await stream.WriteAsync(reply.Body.AsMemory(0, reply.Trickle is null ? count : 0), end.Token);
        if (reply.StallAfter is not null)
        {
            await Task.Delay(Timeout.Infinite, end.Token);
        }

        if (reply.BreakAfter is not null)
        {
            // What is on its way is given a moment to arrive; then the connection is reset instead of closed.
            await Task.Delay(5, end.Token);
            socket.LingerState = new LingerOption(true, 0);
        }
    }
}
