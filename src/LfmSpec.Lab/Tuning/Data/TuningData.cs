using System.Security.Cryptography;
using System.Text;
using LfmSpec.Models.Checkpoints;
using LfmSpec.Models.Files;

namespace LfmSpec.Lab;

/// <summary>A data set: what is trained on, and what is held out to measure.</summary>
public sealed class TuningData
{
    // Of a file that does not say what is held out, the last tenth is, but no more than can be measured again and again.
    private const int HeldOutShare = 10;
    private const int MostHeldOut = 100;

    private static readonly string[] Embedded = [DataSets.Arithmetic, DataSets.Instructions, DataSets.Preferences, DataSets.Problems];

    private TuningData(string name, DataKind kind, IReadOnlyList<TuningExample> training, IReadOnlyList<TuningExample> heldOut)
    {
        Name = name;
        Kind = kind;
        Training = training;
        HeldOut = heldOut;
        var hashed = new StringBuilder();
        foreach (var (part, examples) in new[] { ("training", training), ("held out", heldOut) })
        {
            foreach (var example in examples)
            {
                hashed.Append(part).Append('\0').Append(example.IsChat ? "chat\0" : "").Append(example.Prompt).Append('\0').Append(example.Response).Append('\0').Append(example.Rejected).Append('\0');
            }
        }

        Sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(hashed.ToString())));
    }

    /// <summary>The name of an embedded set, or the file's.</summary>
    public string Name { get; }

    /// <summary>What it is for.</summary>
    public DataKind Kind { get; }

    /// <summary>The training part.</summary>
    public IReadOnlyList<TuningExample> Training { get; }

    /// <summary>The held-out part: no example of it is trained on.</summary>
    public IReadOnlyList<TuningExample> HeldOut { get; }

    /// <summary>SHA-256 over all texts in order, in hexadecimal.</summary>
    public string Sha256 { get; }

    /// <summary>
    /// Reads one of <see cref="DataSets"/>, or a file: Alpaca's JSON (a list of instruction, input, output), or JSON lines of chats (messages), of prompts with
    /// a completion, of preferences (prompt, chosen, rejected) or of problems (prompt, answer). Prompts and their continuations are texts, or lists of messages,
    /// which the checkpoint's chat template makes into texts. An example with <c>"held_out": true</c> is held out; in a file without one, the last tenth is,
    /// 1 to 100 examples.
    /// </summary>
    /// <param name="data">The name, or the full path.</param>
    /// <param name="checkpoint">Its chat template renders chats; without one they are an error.</param>
    /// <returns>The data set.</returns>
    /// <exception cref="LabException">There is no such set or file, or it cannot be read: the message says which line.</exception>
    public static TuningData Read(string data, Checkpoint checkpoint)
    {
        if (Embedded.Contains(data))
        {
            using var stream = typeof(TuningData).Assembly.GetManifestResourceStream($"{data}.jsonl")!;
            var embedded = new byte[stream.Length];
            stream.ReadExactly(embedded);
            return Of(data, TuningDataFile.Read(embedded, data, new ChatRendering(checkpoint)));
        }

        var file = InputFile.ReadBytes(data, TuningDataFile.Kind with { Find = $"Name one of {string.Join(", ", Embedded)}, or check the path in [FineTune(Data = ...)]" });
        return Of(Path.GetFileName(data), TuningDataFile.Read(file, data, new ChatRendering(checkpoint)), data);
    }

    private static TuningData Of(string name, IReadOnlyList<(TuningExample Example, DataKind Kind, bool HeldOut)> read, string? path = null)
    {
        var marked = read.Any(entry => entry.HeldOut);
        var last = read.Count - Math.Clamp(read.Count / HeldOutShare, 1, MostHeldOut);
        TuningExample[] Part(bool heldOut) => [.. read.Index().Where(entry => (marked ? entry.Item.HeldOut : entry.Index >= last) == heldOut).Select(entry => entry.Item.Example)];
        var (training, held) = (Part(false), Part(true));
        return training.Length > 0
            ? new TuningData(name, read[0].Kind, training, held)
            : throw new LabException($"{path ?? name}: of {read.Count} {(read.Count == 1 ? "example" : "examples")} none is left to train on beside what is held out. Add examples.");
    }
}
