using System.Text;
using System.Text.RegularExpressions;
using LfmSpec.Models.Checkpoints;
using LfmSpec.Models.Files;

namespace LfmSpec.Models.Hub;

/// <summary>
/// Where checkpoints come from and where they are kept. The variables and their defaults are those of huggingface_hub (its constants.py), so that
/// Python and this share one cache.
/// </summary>
public sealed record HubOptions
{
    private static readonly Regex Variable = new(@"\$(?:(\w+)|\{([^}]*)\})");

    /// <summary>The folder of the cache; it is made when it is needed.</summary>
    public required string CacheFolder { get; init; }

    /// <summary>The hub.</summary>
    public Uri Endpoint { get; init; } = new("https://huggingface.co");

    /// <summary>The access token, sent to <see cref="Endpoint"/> and to no other host; null for none.</summary>
    public string? Token { get; init; }

    /// <summary>Whether nothing is asked of the hub, and only the cache is used.</summary>
    public bool Offline { get; init; }

    /// <summary>Whether snapshots link to blobs; where links cannot be made, or with false, they hold the files themselves.</summary>
    public bool Symlinks { get; init; } = true;

    /// <summary>Waits, timeouts and counts.</summary>
    public HubLimits Limits { get; init; } = new();

    /// <summary>How many bytes are free where a folder is; replaced in tests, which cannot fill a disk.</summary>
    internal Func<string, long> FreeSpace { get; init; } = FreeSpaceOf;

    /// <summary>Reads the environment: HF_HUB_CACHE, HF_HOME, HF_TOKEN, HF_TOKEN_PATH, HF_ENDPOINT, HF_HUB_OFFLINE and what docs/hub.md lists beside them.</summary>
    /// <returns>The options.</returns>
    /// <exception cref="CheckpointException">HF_ENDPOINT is no address, or the token is none.</exception>
    public static HubOptions FromEnvironment() => FromEnvironment(Environment.GetEnvironmentVariable);

    internal static HubOptions FromEnvironment(Func<string, string?> variable)
    {
        var home = Folder("HF_HOME")
            ?? Path.Combine(Folder("XDG_CACHE_HOME") ?? Path.Combine(UserFolder(), ".cache"), "huggingface");
        return new HubOptions
        {
            CacheFolder = Path.GetFullPath(Folder("HF_HUB_CACHE") ?? Folder("HUGGINGFACE_HUB_CACHE") ?? Path.Combine(home, "hub")),
            Endpoint = ReadEndpoint(Text("HF_ENDPOINT") ?? "https://huggingface.co"),
            Token = IsTrue("HF_HUB_DISABLE_IMPLICIT_TOKEN")
                ? null
                : Text("HF_TOKEN") is { } token ? CheckToken(token, "HF_TOKEN")
                : Text("HUGGING_FACE_HUB_TOKEN") is { } older ? CheckToken(older, "HUGGING_FACE_HUB_TOKEN")
                : ReadToken(Folder("HF_TOKEN_PATH") ?? Path.Combine(home, "token")),
            Offline = Text("HF_HUB_OFFLINE") is null ? IsTrue("TRANSFORMERS_OFFLINE") : IsTrue("HF_HUB_OFFLINE"),
            Symlinks = !IsTrue("HF_HUB_DISABLE_SYMLINKS"),
        };

        string? Text(string name) => variable(name)?.Trim() is { Length: > 0 } text ? text : null;

        bool IsTrue(string name) => Text(name)?.ToUpperInvariant() is "1" or "ON" or "YES" or "TRUE";

        string? Folder(string name) => Text(name) is { } text ? Expand(text) : null;

        string UserFolder() => Text("HOME") ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

        // As Python's expanduser and expandvars do; a variable that is not set stays as it was written.
        string Expand(string path)
        {
            path = path[0] == '~' && (path.Length == 1 || path[1] == '/' || path[1] == Path.DirectorySeparatorChar) ? UserFolder() + path[1..] : path;
            return Variable.Replace(path, match => variable(match.Groups[1].Success ? match.Groups[1].Value : match.Groups[2].Value) ?? match.Value);
        }
    }

    // Without the token: options are printed in logs and in failures of tests.
    private bool PrintMembers(StringBuilder text)
    {
        text.Append($"CacheFolder = {CacheFolder}, Endpoint = {Endpoint}, Offline = {Offline}, Token {(Token is null ? "not set" : "set")}");
        return true;
    }

    private static long FreeSpaceOf(string folder)
    {
        try
        {
            return new DriveInfo(folder).AvailableFreeSpace;
        }
        catch (Exception error) when (error is ArgumentException or IOException or UnauthorizedAccessException)
        {
            // A share of Windows without a letter does not say; writing will.
            return long.MaxValue;
        }
    }

    private static readonly FileKind TokenFile = new(64 * 1024, CheckpointException.Of, _ => "Write the access token alone into it, or set HF_TOKEN");

    private static Uri ReadEndpoint(string text) =>
        Uri.TryCreate(text.TrimEnd('/'), UriKind.Absolute, out var endpoint) && endpoint.Scheme is "http" or "https" && endpoint.UserInfo.Length == 0 && endpoint.Query.Length == 0
            ? endpoint
            : throw new CheckpointException($"HF_ENDPOINT is '{RelativeName.Quote(text)}', not an address such as https://huggingface.co. Correct it, or unset it.");

    private static string? ReadToken(string path) =>
        File.Exists(path) && InputFile.ReadText(path, TokenFile).Trim() is { Length: > 0 } token ? CheckToken(token, path) : null;

    /// <summary>A header takes visible ASCII only. The message must not show the token.</summary>
    private static string CheckToken(string token, string source) =>
        token.All(character => character is > ' ' and < '\x7f')
            ? token
            : throw new CheckpointException($"{source}: the access token holds a character that no token has, such as a space or a line break. Copy it again from the hub's settings.");
}
