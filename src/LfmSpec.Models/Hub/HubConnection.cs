using System.Net;
using System.Net.Http.Headers;
using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Models.Hub;

/// <summary>Requests to the hub and to the hosts that it redirects to. Each is made once; what may pass is a <see cref="HubFault"/>.</summary>
internal sealed class HubConnection : IDisposable
{
    private const int MostRedirects = 10;
    private readonly HubOptions options;
    private readonly HttpClient client;

    public HubConnection(HubOptions options)
    {
        this.options = options;
        client = new HttpClient(new SocketsHttpHandler
        {
            // Followed here, since the token must not follow to another host.
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = options.Limits.ConnectTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            UseCookies = false,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>The address of a path on the hub.</summary>
    public Uri Address(string path) => new($"{options.Endpoint.AbsoluteUri.TrimEnd('/')}/{path}");

    /// <summary>Makes a request and follows redirects.</summary>
    /// <param name="method">GET or HEAD.</param>
    /// <param name="address">Where to.</param>
    /// <param name="from">The first byte to be sent; 0 for all.</param>
    /// <param name="isEnough">Called with each redirect: whether it is the answer already.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The answer, its body not read yet; any status but those that may pass.</returns>
    /// <exception cref="HubFault">The host did not answer, or with a status that may pass.</exception>
    /// <exception cref="CheckpointException">The redirects lead nowhere, or the connection is not safe.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, Uri address, long from, Func<HttpResponseMessage, bool>? isEnough, CancellationToken cancellation)
    {
        for (var redirects = 0; redirects <= MostRedirects; redirects++)
        {
            var response = await SendOnceAsync(method, address, from, cancellation).ConfigureAwait(false);
            if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308) || response.Headers.Location is null || isEnough?.Invoke(response) == true)
            {
                return response;
            }

            using (response)
            {
                address = Follow(address, response.Headers.Location);
            }
        }

        throw new CheckpointException($"{options.Endpoint.Host}: more than {MostRedirects} redirects, the last one to {address.Host}. Check HF_ENDPOINT.");
    }

    /// <summary>Reads what arrives of a body, and waits for it only so long.</summary>
    /// <returns>The number of bytes; 0 at the end.</returns>
    /// <exception cref="HubFault">The connection broke, or nothing arrived.</exception>
    public async Task<int> ReadAsync(Stream body, Memory<byte> buffer, CancellationToken cancellation)
    {
        using var stall = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        stall.CancelAfter(options.Limits.ReadTimeout);
        try
        {
            return await body.ReadAsync(buffer, stall.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException error) when (!cancellation.IsCancellationRequested)
        {
            throw new HubFault($"nothing arrived for {options.Limits.ReadTimeout.TotalSeconds:0.#} s", cause: error);
        }
        catch (Exception error) when (error is IOException or HttpRequestException)
        {
            throw new HubFault($"the connection broke ({error.Message})", cause: error);
        }
    }

    public void Dispose() => client.Dispose();

    private async Task<HttpResponseMessage> SendOnceAsync(HttpMethod method, Uri address, long from, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, address);
        request.Headers.UserAgent.ParseAdd("LfmSpec/0.1");

        // Lengths and ranges are those of the file only if nothing compresses it.
        request.Headers.AcceptEncoding.ParseAdd("identity");
        if (from > 0)
        {
            request.Headers.Range = new RangeHeaderValue(from, null);
        }

        if (options.Token is not null && IsSameHost(address, options.Endpoint))
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.Token);
        }

        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        silence.CancelAfter(options.Limits.AnswerTimeout);
        try
        {
            var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, silence.Token).ConfigureAwait(false);
            return MayPass(response.StatusCode) ? throw Busy(response, address) : response;
        }
        catch (OperationCanceledException error) when (!cancellation.IsCancellationRequested)
        {
            throw new HubFault($"{address.Host} did not answer in time", cause: error);
        }
        catch (HttpRequestException error) when (error.HttpRequestError == HttpRequestError.SecureConnectionError)
        {
            throw new CheckpointException(
                $"{address.Host}: no safe connection comes about ({(error.InnerException ?? error).Message}). "
                + "Check the machine's clock and certificates, and whether a proxy answers in the host's place.",
                error);
        }
        catch (HttpRequestException error)
        {
            throw new HubFault($"{address.Host} cannot be reached ({error.Message})", cause: error);
        }
    }

    private static bool MayPass(HttpStatusCode status) => status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (int)status >= 500;

    private static HubFault Busy(HttpResponseMessage response, Uri address)
    {
        using (response)
        {
            var retry = response.Headers.RetryAfter;
            return new HubFault(
                $"{address.Host} answers {(int)response.StatusCode}{(response.StatusCode == HttpStatusCode.TooManyRequests ? ", too many requests" : "")}",
                retry?.Delta ?? (retry?.Date is { } date ? date - DateTimeOffset.UtcNow : null));
        }
    }

    private static Uri Follow(Uri address, Uri location)
    {
        var next = location.IsAbsoluteUri ? location : new Uri(address, location);
        return next.Scheme == address.Scheme || (address.Scheme == Uri.UriSchemeHttp && next.Scheme == Uri.UriSchemeHttps)
            ? next
            : throw new CheckpointException($"{address.Host}: a redirect leads from {address.Scheme} to {RelativeName.Quote(next.Scheme)}, which is refused. Check HF_ENDPOINT.");
    }

    private static bool IsSameHost(Uri one, Uri other) =>
        one.Scheme == other.Scheme && one.Port == other.Port && string.Equals(one.IdnHost, other.IdnHost, StringComparison.OrdinalIgnoreCase);
}
