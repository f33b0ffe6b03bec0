using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LfmSpec.Lab;

/// <summary>
/// The changed runs that are known, by the hash of everything that they depend on: in memory, and in a file if one is named. The
/// file is only appended to, a line a run, so what an interrupted run finished is there for the next.
/// </summary>
internal sealed class ResultCache
{
    private static readonly JsonSerializerOptions Format = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    private readonly Dictionary<string, Divergence> known = [];
    private readonly string? path;
    private bool cutShort;

    /// <param name="path">The file, or null to keep results in memory alone.</param>
    /// <exception cref="LabException">The file cannot be read.</exception>
    internal ResultCache(string? path)
    {
        this.path = path;
        if (path is null || !File.Exists(path))
        {
            return;
        }

        try
        {
            foreach (var line in File.ReadLines(path))
            {
                Read(line);
            }

            cutShort = !EndsALine(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new LabException($"{path}: the results that are known cannot be read ({error.Message}). Delete the file or name another place.");
        }
    }

    internal int Count => known.Count;

    internal bool Has(string key) => known.ContainsKey(key);

    internal Divergence Get(string key) => known[key];

    /// <summary>Keeps results, on disk before the next are computed.</summary>
    /// <exception cref="LabException">The file cannot be written.</exception>
    internal void Add(IEnumerable<(string Key, Divergence Divergence)> results)
    {
        var lines = new StringBuilder(cutShort ? "\n" : "");
        foreach (var (key, divergence) in results)
        {
            known[key] = divergence;
            lines.Append(JsonSerializer.Serialize(new Line(key, divergence), Format)).Append('\n');
        }

        if (path is null)
        {
            return;
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
            file.Write(Encoding.UTF8.GetBytes(lines.ToString()));
            cutShort = false;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new LabException($"{path}: results cannot be kept ({error.Message}). Make room there, or run without a cache (--no-cache).");
        }
    }

    private static bool EndsALine(string path)
    {
        using var file = File.OpenRead(path);
        if (file.Length == 0)
        {
            return true;
        }

        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte() == '\n';
    }

    // A line that a crash cut short is not a result; the run is made again.
    private void Read(string line)
    {
        try
        {
            if (JsonSerializer.Deserialize<Line>(line, Format) is { Key: not null, Divergence: { Kl.Count: > 0, SameTop1.Count: > 0, LogitShift: not null } } read)
            {
                known[read.Key] = read.Divergence;
            }
        }
        catch (JsonException)
        {
        }
    }

    private sealed record Line(string Key, Divergence Divergence);
}
