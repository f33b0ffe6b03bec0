using LfmSpec.Models.Checkpoints;
using System.Text.RegularExpressions;

namespace LfmSpec.Models.Loading;

/// <summary>
/// The folder inside a checkpoint's folder in which a new checkpoint is written before it takes the old one's place. What a process that was killed left
/// there is cleared by the next; two at once are an error of the second.
/// </summary>
internal sealed class CheckpointStage : IDisposable
{
    internal const string Configuration = "config.json", Tokenizer = "tokenizer.json", Weights = "model.safetensors", Index = "model.safetensors.index.json";

    private const string Name = ".lfmspec-synth.tmp", LockName = ".lock";

    private static readonly Regex ShardPattern = new(@"\Amodel-[0-9]{5}-of-[0-9]{5}\.safetensors\z");

    private readonly string target;
    private readonly bool isNew;
    private FileStream? held;

    private CheckpointStage(string target)
    {
        this.target = target;
        isNew = !Directory.Exists(target);
        Folder = Path.Combine(target, Name);
    }

    /// <summary>Where the new files are written.</summary>
    internal string Folder { get; }

    /// <summary>Begins one.</summary>
    /// <param name="target">The checkpoint's folder, made if it is not there.</param>
    /// <exception cref="IOException">The folder cannot be written, or another process writes a checkpoint there.</exception>
    internal static CheckpointStage In(string target)
    {
        var stage = new CheckpointStage(target);
        try
        {
            stage.Begin();
            return stage;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            stage.Dispose();
            throw new IOException($"{target}: no checkpoint can be written there ({error.Message.TrimEnd('.')}). Check the folder's permissions, and that no other process writes one.", error);
        }
    }

    /// <summary>Whether a file's name is one that a checkpoint has.</summary>
    internal static bool IsOfACheckpoint(string name) => name is Configuration or Tokenizer or Index || name.EndsWith(".safetensors", StringComparison.Ordinal);

    /// <summary>The path of a new file.</summary>
    internal string File(string name) => Path.Combine(Folder, name);

    /// <summary>
    /// Puts the new files in the old ones' places: first it is checked that each has one, then they are moved, what makes the checkpoint valid last, and then weights of
    /// another layout are removed. At no time the old weights are gone and the new ones not there.
    /// </summary>
    /// <param name="overwrite">Whether files that are there are replaced.</param>
    /// <returns>The files of the weights, in order.</returns>
    /// <exception cref="IOException">A name is taken by what is no regular file, and nothing was moved; or a file cannot be moved.</exception>
    internal IReadOnlyList<string> Finish(bool overwrite)
    {
        string[] names = [.. Directory.GetFiles(Folder).Select(file => Path.GetFileName(file)).Where(IsOfACheckpoint).OrderBy(Order).ThenBy(name => name, StringComparer.Ordinal)];
        string[] old = [.. Directory.GetFileSystemEntries(target).Select(file => Path.GetFileName(file)).Where(IsOfWeights).Except(names)];
        foreach (var name in names.Concat(old))
        {
            WholeFile.Check(Path.Combine(target, name));
        }

        // An index would make one checkpoint of new shards and old ones of the same names.
        if (overwrite && names.Any(name => IsShard(name) && System.IO.File.Exists(Path.Combine(target, name))))
        {
            System.IO.File.Delete(Path.Combine(target, Index));
        }

        foreach (var name in names)
        {
            System.IO.File.Move(File(name), Path.Combine(target, name), overwrite);
        }

        foreach (var name in old.OrderByDescending(Order))
        {
            System.IO.File.Delete(Path.Combine(target, name));
        }

        return [.. names.Where(name => name != Index && IsOfWeights(name)).Select(name => Path.Combine(target, name))];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (held is not null)
        {
            held.Dispose();
            Quietly(() => Directory.Delete(Folder, recursive: true));
        }

        if (isNew)
        {
            // With something in it, it stays.
            Quietly(() => Directory.Delete(target));
        }
    }

    private void Begin()
    {
        Directory.CreateDirectory(target);
        if (new DirectoryInfo(Folder) is { LinkTarget: { } elsewhere })
        {
            throw new IOException($"{Name} is a link to {SafeText.Quote(elsewhere)}");
        }

        Directory.CreateDirectory(Folder);
        held = new FileStream(File(LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        foreach (var left in Directory.GetFiles(Folder).Where(left => Path.GetFileName(left) != LockName))
        {
            System.IO.File.Delete(left);
        }
    }

    private static bool IsOfWeights(string name) => name is Weights or Index || IsShard(name);

    private static bool IsShard(string name) => ShardPattern.IsMatch(name);

    private static int Order(string name) => name switch
    {
        Tokenizer => 0,
        Configuration => 1,
        Weights or Index => 3,
        _ => 2,
    };

    // What led here is the error to report.
    private static void Quietly(Action delete)
    {
        try
        {
            delete();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
        }
    }
}
