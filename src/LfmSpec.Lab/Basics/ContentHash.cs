using System.Security.Cryptography;
using System.Text;

namespace LfmSpec.Lab.Basics;

/// <summary>What a result is known by: 128 bits of SHA-256.</summary>
internal static class ContentHash
{
    private const int HashBytes = 16;

    /// <summary>The hash of some lines, in hexadecimal.</summary>
    internal static string Of(params IEnumerable<string?> lines) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))).AsSpan(0, HashBytes));
}
