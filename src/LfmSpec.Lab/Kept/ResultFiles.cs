using System.Text;
using LfmSpec.Models.Checkpoints;
using LfmSpec.Models.Hub;

namespace LfmSpec.Lab.Kept;

/// <summary>
/// Where the results of a checkpoint are kept: in a folder, a file of its own for each shard, which is only appended to, by any number of processes. All
/// of a folder's files of the checkpoint are read, so folders are united by bringing their files together.
/// </summary>
internal sealed class ResultFiles
{
    private const string Extension = ".jsonl";
    private const int HashDigits = 16;

    private readonly string folder;
    private readonly string stem;
    private readonly string own;

    /// <param name="folder">The folder; it need not be there.</param>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <param name="shard">Who writes.</param>
    internal ResultFiles(string folder, Checkpoint checkpoint, Shard shard)
        : this(folder, $"{HubModel.FolderName(checkpoint.Name)}-{checkpoint.Sha256[..HashDigits]}{checkpoint.WeightsId[checkpoint.Sha256.Length..]}", shard)
    {
    }

    /// <param name="folder">The folder; it need not be there.</param>
    /// <param name="stem">The name that the files of the checkpoint begin with.</param>
    /// <param name="shard">Who writes.</param>
    internal ResultFiles(string folder, string stem, Shard shard)
    {
        this.folder = folder;
        this.stem = stem;
        own = Path.Combine(folder, stem + (shard.IsWhole ? "" : $".shard-{shard.Index}-of-{shard.Count}") + Extension);
    }

    /// <summary>The name that the files of the checkpoint begin with.</summary>
    internal string Stem => stem;

    /// <summary>What is known.</summary>
    /// <param name="damaged">Told of each file with lines that are not what was written.</param>
    /// <exception cref="LabException">A file cannot be read.</exception>
    internal IEnumerable<KeptLine> Read(Action<string> damaged) =>
        Directory.Exists(folder) ? Of(folder, SearchOption.TopDirectoryOnly).SelectMany(path => Lines(path, damaged)) : [];

    /// <summary>The checkpoint's files in a folder and the folders below it, by name.</summary>
    internal IReadOnlyList<string> Below(string other) => Of(other, SearchOption.AllDirectories);

    /// <summary>The lines of a file that are as they were written. What the others said is computed again.</summary>
    /// <param name="path">The file.</param>
    /// <param name="damaged">Told how many others there are.</param>
    /// <exception cref="LabException">The file cannot be read.</exception>
    internal static IReadOnlyList<KeptLine> Lines(string path, Action<string> damaged) => Reading(path, file =>
    {
        var (lines, others) = (new List<KeptLine>(), 0);
        foreach (var text in SharedFile.Lines(file))
        {
            if (text is not null && KeptLine.Parse(text) is { } line)
            {
                lines.Add(line);
            }
            else if (text is null or { Length: > 0 })
            {
                others++;
            }
        }

        if (others > 0)
        {
            damaged($"{file}: {others:N0} of {lines.Count + others:N0} lines are damaged, cut short or of an older form; what they said is run again. Delete the file to be rid of them.");
        }

        return lines;
    });

    /// <summary>Keeps lines, on disk before the next are computed.</summary>
    /// <exception cref="LabException">The file cannot be written.</exception>
    internal void Append(IEnumerable<KeptLine> lines)
    {
        var text = new StringBuilder();
        foreach (var line in lines)
        {
            text.Append(line).Append('\n');
        }

        try
        {
            Directory.CreateDirectory(folder);
            SharedFile.Append(own, text.ToString());
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
}
