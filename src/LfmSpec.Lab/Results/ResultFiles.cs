using System.Text;
using LfmSpec.Models.Checkpoints;
using LfmSpec.Models.Hub;

namespace LfmSpec.Lab;

/// <summary>
/// Where the results of a checkpoint are kept: in a folder, a file of its own for each process that may write at the same time, which is
/// only appended to. All of a folder's files of the checkpoint are read, so folders are united by bringing their files together.
/// </summary>
internal sealed class ResultFiles
{
    private const string Extension = ".jsonl";
    private const int HashDigits = 16;

    private readonly string folder;
    private readonly string stem;
    private readonly string own;
    private bool cutShort;

    /// <param name="folder">The folder; it need not be there.</param>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <param name="shard">Who writes.</param>
    internal ResultFiles(string folder, Checkpoint checkpoint, Shard shard)
    {
        this.folder = folder;
        stem = $"{HubModel.FolderName(checkpoint.Name)}-{checkpoint.Sha256[..HashDigits]}{checkpoint.WeightsId[checkpoint.Sha256.Length..]}";
        own = Path.Combine(folder, stem + (shard.IsWhole ? "" : $".shard-{shard.Index}-of-{shard.Count}") + Extension);
    }

    /// <summary>The name that the files of the checkpoint begin with.</summary>
    internal string Stem => stem;

    /// <summary>The lines that are known.</summary>
    /// <exception cref="LabException">A file cannot be read.</exception>
    internal IEnumerable<KeptLine> Read()
    {
        cutShort = File.Exists(own) && Reading(own, path => !EndsALine(path));
        return Directory.Exists(folder) ? Of(folder, SearchOption.TopDirectoryOnly).SelectMany(Lines) : [];
    }

    /// <summary>The checkpoint's files in a folder and the folders below it, by name.</summary>
    internal IReadOnlyList<string> Below(string other) => Of(other, SearchOption.AllDirectories);

    /// <summary>The lines of a file that are whole.</summary>
    /// <exception cref="LabException">The file cannot be read.</exception>
    internal static IReadOnlyList<KeptLine> Lines(string path) => Reading(path, file =>
    {
        using var reader = new StreamReader(Open(file));
        var lines = new List<KeptLine>();
        while (reader.ReadLine() is { } text)
        {
            if (KeptLine.Parse(text) is { } line)
            {
                lines.Add(line);
            }
        }

        return lines;
    });

    /// <summary>Keeps lines, on disk before the next are computed.</summary>
    /// <exception cref="LabException">The file cannot be written.</exception>
    internal void Append(IEnumerable<KeptLine> lines)
    {
        var text = new StringBuilder(cutShort ? "\n" : "");
        foreach (var line in lines)
        {
            text.Append(line).Append('\n');
        }

        try
        {
            Directory.CreateDirectory(folder);
            using var file = new FileStream(own, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
            file.Write(Encoding.UTF8.GetBytes(text.ToString()));
            cutShort = false;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new LabException($"{own}: results cannot be kept ({error.Message}). Make room there, or run without a cache (--no-cache).");
        }
    }

    private IReadOnlyList<string> Of(string place, SearchOption depth) => Reading<IReadOnlyList<string>>(place, path =>
        [.. Directory.EnumerateFiles(path, $"{stem}*{Extension}", depth).Where(file => IsOurs(Path.GetFileName(file))).Order(StringComparer.Ordinal)]);

    private bool IsOurs(string name) => name == stem + Extension || name.StartsWith(stem + ".shard-", StringComparison.Ordinal);

    private static T Reading<T>(string path, Func<string, T> read)
    {
        try
        {
            return read(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new LabException($"{path}: the results that are known cannot be read ({error.Message}). Delete it or name another place.");
        }
    }

    private static bool EndsALine(string path)
    {
        using var file = Open(path);
        if (file.Length == 0)
        {
            return true;
        }

        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte() == '\n';
    }

    // Another shard may be writing to its file.
    private static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
}
