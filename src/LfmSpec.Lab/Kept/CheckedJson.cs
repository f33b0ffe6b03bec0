namespace LfmSpec.Lab.Kept;

/// <summary>A JSON object that carries its own check, so that whatever was damaged or cut short in a kept file is told from what was written.</summary>
internal static class CheckedJson
{
    private const string Before = "{\"Check\":\"";
    private const string After = "\",";
    private const int CheckDigits = 32;

    /// <summary>Puts the check before an object's first key: 128 bits of the SHA-256 of the text without it.</summary>
    /// <param name="json">An object with a key at least, written without spaces.</param>
    /// <returns>The object with the check.</returns>
    internal static string Seal(string json) => $"{Before}{ContentHash.Of(json)}{After}{json[1..]}";

    /// <summary>Takes the check off.</summary>
    /// <param name="text">What <see cref="Seal"/> made, perhaps changed since.</param>
    /// <returns>The object, or null if it is not what was written.</returns>
    internal static string? Open(string text)
    {
        var body = Before.Length + CheckDigits + After.Length;
        if (text.Length <= body || !text.StartsWith(Before, StringComparison.Ordinal) || text[(body - After.Length)..body] != After)
        {
            return null;
        }

        var json = "{" + text[body..];
        return text.AsSpan(Before.Length, CheckDigits).SequenceEqual(ContentHash.Of(json)) ? json : null;
    }
}
