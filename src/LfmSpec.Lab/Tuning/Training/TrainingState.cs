using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using LfmSpec.Models.Adapters;
using LfmSpec.Models.Checkpoints;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LfmSpec.Lab.Tuning;

/// <summary>
/// What a training run needs to go on where it was, bit for bit, in one safetensors file that is written whole or not at all: the adapters, AdamW's
/// averages, and the steps so far. Random streams need nothing: they are functions of the seed and the step.
/// </summary>
internal static class TrainingState
{
    private const string RunKey = "run";
    private const string Steps = "steps";
    private const string NotesName = "notes";
    private const string OptimizerSteps = "optimizer.step";
    private const string CheckKey = "sha256";

    /// <summary>Writes a file.</summary>
    /// <param name="path">The file; one that is there is replaced.</param>
    /// <param name="run">What the run depends on, so that no other one goes on from it.</param>
    /// <param name="adapters">The adapters.</param>
    /// <param name="optimizer">The optimizer of their matrices, A before B.</param>
    /// <param name="steps">The steps so far.</param>
    /// <param name="notes">What else is to be kept.</param>
    internal static void Write(string path, string run, IReadOnlyList<Adapter> adapters, AdamW optimizer, IReadOnlyList<TrainingStep> steps, IReadOnlyList<double> notes)
    {
        double[] numbers = [.. steps.SelectMany(step => new[] { step.Loss, step.GradientNorm, step.LearningRate, step.Reward })];
        var states = States(optimizer);
        long[] counts = [.. states.Select(state => state.step)];
        var parts = new List<(string Name, SafetensorsDtype Type, long[] Shape, byte[] Bytes)>
        {
            (Steps, SafetensorsDtype.F64, [steps.Count, 4], MemoryMarshal.AsBytes<double>(numbers).ToArray()),
            (NotesName, SafetensorsDtype.F64, [notes.Count], MemoryMarshal.AsBytes<double>(notes.ToArray()).ToArray()),
            (OptimizerSteps, SafetensorsDtype.I64, [counts.Length], MemoryMarshal.AsBytes<long>(counts).ToArray()),
        };
        foreach (var (name, tensor) in Tensors(adapters, states))
        {
            using var scope = NewDisposeScope();
            parts.Add((name, SafetensorsDtype.F32, tensor.shape, tensor.detach().cpu().contiguous().bytes.ToArray()));
        }

        var writer = new SafetensorsWriter(new Dictionary<string, string> { [RunKey] = run, [CheckKey] = Check(parts.Select(part => (part.Name, part.Bytes))) });
        parts.ForEach(part => writer.Add(part.Name, part.Type, part.Shape, part.Bytes));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        writer.Write(path);
    }

    /// <summary>Takes a file over.</summary>
    /// <param name="path">The file.</param>
    /// <param name="run">What the run depends on.</param>
    /// <param name="adapters">The adapters, to be overwritten.</param>
    /// <param name="optimizer">Their optimizer, to be overwritten.</param>
    /// <returns>The steps so far and the notes; null if the file is of another run, or not as it was written.</returns>
    internal static (IReadOnlyList<TrainingStep> Steps, IReadOnlyList<double> Notes)? Read(string path, string run, IReadOnlyList<Adapter> adapters, AdamW optimizer)
    {
        try
        {
            using var file = SafetensorsFile.Open(path);
            var states = States(optimizer);
            (string Name, Tensor Tensor)[] tensors = [.. Tensors(adapters, states)];
            if (!file.Metadata.TryGetValue(RunKey, out var found) || found != run || !tensors.All(pair => file.Entries.TryGetValue(pair.Name, out var entry) && entry.Shape.SequenceEqual(pair.Tensor.shape))
                || !file.Metadata.TryGetValue(CheckKey, out var check) || check != Check(file.Entries.Keys.Select(name => (name, file.Bytes(name).ToArray()))))
            {
                return null;
            }

            using var constant = no_grad();
            foreach (var (name, tensor) in tensors)
            {
                using var stored = empty(tensor.shape);
                file.CopyTo(name, 0, stored.bytes);
                tensor.copy_(stored);
            }

            foreach (var (state, count) in states.Zip(MemoryMarshal.Cast<byte, long>(file.Bytes(OptimizerSteps)).ToArray()))
            {
                state.step = count;
            }

            return (
                [.. MemoryMarshal.Cast<byte, double>(file.Bytes(Steps)).ToArray().Chunk(4).Select(step => new TrainingStep(step[0], step[1], step[2], step[3]))],
                MemoryMarshal.Cast<byte, double>(file.Bytes(NotesName)).ToArray());
        }
        catch (Exception error) when (error is CheckpointException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // Of names and contents, so that a bit that was lost on the disk does not become a part of the run.
    private static string Check(IEnumerable<(string Name, byte[] Bytes)> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, bytes) in parts.OrderBy(part => part.Name, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{name} {bytes.Length} "));
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static AdamW.State[] States(AdamW optimizer) => [.. optimizer.state_dict().State.Cast<AdamW.State>()];

    private static IEnumerable<(string Name, Tensor Tensor)> Tensors(IReadOnlyList<Adapter> adapters, AdamW.State[] states) =>
        adapters.SelectMany((adapter, index) => new[]
        {
            ($"{adapter.Module.Path}.lora_A", (Tensor)adapter.A, states[2 * index]),
            ($"{adapter.Module.Path}.lora_B", adapter.B, states[(2 * index) + 1]),
        }.SelectMany(entry => new[]
        {
            (entry.Item1, entry.Item2),
            ($"{entry.Item1}.exp_avg", entry.Item3.exp_avg),
            ($"{entry.Item1}.exp_avg_sq", entry.Item3.exp_avg_sq),
        }));
}
