using System.Buffers.Binary;
using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Lab.Tests.Observations;

/// <summary>The final norm, the tied head and the embedding again, slow and in double, from the checkpoint's file; it shares no code with the model.</summary>
internal sealed class SlowLens(string folder)
{
    private const int Hidden = 128;
    private const double Epsilon = 1e-5;

    /// <summary>The embedding, which is the head too, [token][channel].</summary>
    internal double[][] Embedding { get; } = [.. Read(folder, "model.embed_tokens.weight").Chunk(Hidden)];

    /// <summary>The final norm's weight.</summary>
    internal double[] Weight { get; } = Read(folder, "model.embedding_norm.weight");

    internal double[] Norm(double[] h)
    {
        var scale = 1 / Math.Sqrt(h.Sum(x => x * x) / Hidden + Epsilon);
        return [.. h.Select((x, channel) => Weight[channel] * x * scale)];
    }

    internal double[] Head(double[] normed) => [.. Embedding.Select(row => row.Zip(normed, (a, b) => a * b).Sum())];

    internal double[] Logits(double[] h) => Head(Norm(h));

    internal static double[] Softmax(double[] logits)
    {
        var largest = logits.Max();
        var sum = logits.Sum(x => Math.Exp(x - largest));
        return [.. logits.Select(x => Math.Exp(x - largest) / sum)];
    }

    /// <summary>The gradient with respect to h of a function of Norm(h), from that with respect to Norm(h).</summary>
    internal double[] NormBackward(double[] h, double[] gradient)
    {
        var scale = 1 / Math.Sqrt(h.Sum(x => x * x) / Hidden + Epsilon);
        var along = h.Select((x, i) => gradient[i] * Weight[i] * x).Sum();
        return [.. h.Select((x, i) => scale * Weight[i] * gradient[i] - x * scale * scale * scale / Hidden * along)];
    }

    private static double[] Read(string folder, string name)
    {
        using var file = SafetensorsFile.Open(Path.Combine(folder, "model.safetensors"));
        return [.. file.Bytes(name).ToArray().Chunk(2).Select(bytes => (double)BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(bytes) << 16))];
    }
}
