using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace LfmSpec.Models.Hub;

/// <summary>
/// What the hub names a file's content by, and what it is checked against: the SHA-256 of a file in large storage (64 digits), or git's SHA-1 of one in
/// the repository itself (40 digits), which is over "blob", the length, a zero byte and the content.
/// </summary>
internal sealed record BlobEtag(string Text)
{
    private static readonly Regex Pattern = new(@"\A(?:[0-9a-f]{64}|[0-9a-f]{40})\z");

    private const int Sha256Digits = 64;
    private const int BufferBytes = 1 << 18;

    /// <summary>Takes the weak prefix and the quotes off a header's value.</summary>
    /// <returns>Null for what is neither of the two hashes.</returns>
    public static BlobEtag? Parse(string? header)
    {
        var text = header?.Trim() ?? "";
        text = (text.StartsWith("W/", StringComparison.Ordinal) ? text[2..] : text).Trim('"');
        return Pattern.IsMatch(text) ? new BlobEtag(text) : null;
    }

    /// <summary>Whether a file has this content.</summary>
    public async Task<bool> MatchesAsync(string path, CancellationToken cancellation)
    {
        await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, useAsync: true);
        using var hash = IncrementalHash.CreateHash(Text.Length == Sha256Digits ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA1);
        if (Text.Length != Sha256Digits)
        {
            hash.AppendData(Encoding.ASCII.GetBytes($"blob {stream.Length}\0"));
        }

        var buffer = new byte[BufferBytes];
        while (await stream.ReadAsync(buffer, cancellation).ConfigureAwait(false) is var read and > 0)
        {
            hash.AppendData(buffer, 0, read);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset()) == Text;
    }
}
