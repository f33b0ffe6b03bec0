using System.Buffers.Binary;
using System.Text.Json;

namespace LfmSpec.Models.Tests;

/// <summary>
/// LFM2 again, slow and obvious, in double precision over plain arrays, from the paper's equations and the layout of the files: the oracle of
/// the fast one. It shares no code with it. Values are [position][channel].
/// </summary>
internal sealed class SlowLfm2
{
    private readonly JsonElement header;
    private readonly byte[] file;
    private readonly int data;
    private readonly bool[] attention;
    private readonly int heads, keyValueHeads, hidden;
    private readonly double epsilon, theta;

    internal SlowLfm2(string folder)
    {
        file = File.ReadAllBytes(Path.Combine(folder, "model.safetensors"));
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        header = JsonDocument.Parse(file.AsMemory(8, length)).RootElement;
        data = 8 + length;
        var config = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "config.json"))).RootElement;
        attention = [.. config.GetProperty("layer_types").EnumerateArray().Select(type => type.GetString() == "full_attention")];
        heads = config.GetProperty("num_attention_heads").GetInt32();
        keyValueHeads = config.GetProperty("num_key_value_heads").GetInt32();
        hidden = config.GetProperty("hidden_size").GetInt32();
        epsilon = config.GetProperty("norm_eps").GetDouble();
        theta = config.GetProperty("rope_parameters").GetProperty("rope_theta").GetDouble();
    }

    /// <summary>What to put in the place of a value at a site; may return the value itself.</summary>
    internal Func<SiteKind, int, double[][], double[][]> At { get; set; } = (_, _, value) => value;

    /// <summary>The logits, [position][token].</summary>
    internal double[][] Logits(IReadOnlyList<int> ids)
    {
        var embedding = Matrix("model.embed_tokens.weight");
        var residual = ids.Select(id => (double[])embedding[id].Clone()).ToArray();
        for (var layer = 0; layer < attention.Length; layer++)
        {
            residual = Block(layer, residual);
        }

        return Linear(Norm(residual, "model.embedding_norm.weight"), embedding);
    }

    private double[][] Block(int layer, double[][] residual)
    {
        var prefix = $"model.layers.{layer}.";
        residual = At(SiteKind.BlockInput, layer, residual);
        var input = Norm(residual, prefix + "operator_norm.weight");
        var output = attention[layer] ? Attention(layer, prefix + "self_attn.", input) : Convolution(layer, prefix + "conv.", input);
        residual = Add(residual, At(SiteKind.OperatorOutput, layer, output));

        input = Norm(residual, prefix + "ffn_norm.weight");
        var gate = Linear(input, Matrix(prefix + "feed_forward.w1.weight"));
        var up = Linear(input, Matrix(prefix + "feed_forward.w3.weight"));
        var inner = gate.Zip(up, (a, b) => a.Zip(b, (x, y) => x / (1 + Math.Exp(-x)) * y).ToArray()).ToArray();
        residual = Add(residual, At(SiteKind.MlpOutput, layer, Linear(inner, Matrix(prefix + "feed_forward.w2.weight"))));
        return At(SiteKind.BlockOutput, layer, residual);
    }

    private double[][] Convolution(int layer, string prefix, double[][] input)
    {
        var projected = Linear(input, Matrix(prefix + "in_proj.weight"));
        var gate = At(SiteKind.ConvGate, layer, Columns(projected, 0, hidden));
        var carrier = At(SiteKind.ConvCarrier, layer, Columns(projected, hidden, hidden));
        var signal = At(SiteKind.ConvSignal, layer, Columns(projected, 2 * hidden, hidden));
        var taps = Matrix(prefix + "conv.weight");
        var output = input.Select((_, t) => Enumerable.Range(0, hidden).Select(c =>
        {
            double sum = 0;
            for (var tap = 0; tap < taps[c].Length; tap++)
            {
                var past = t - (taps[c].Length - 1) + tap;
                sum += past < 0 ? 0 : taps[c][tap] * gate[past][c] * signal[past][c];
            }

            return carrier[t][c] * sum;
        }).ToArray()).ToArray();
        return Linear(output, Matrix(prefix + "out_proj.weight"));
    }

    private double[][] Attention(int layer, string prefix, double[][] input)
    {
        var width = hidden / heads;
        var query = Turn(NormHeads(Linear(input, Matrix(prefix + "q_proj.weight")), prefix + "q_layernorm.weight", width), width);
        var key = Turn(NormHeads(Linear(input, Matrix(prefix + "k_proj.weight")), prefix + "k_layernorm.weight", width), width);
        var value = Linear(input, Matrix(prefix + "v_proj.weight"));
        var mixed = input.Select((_, t) => Enumerable.Range(0, heads).SelectMany(head =>
        {
            var shared = head / (heads / keyValueHeads);
            var scores = Enumerable.Range(0, t + 1).Select(s => Dot(Slice(query[t], head), Slice(key[s], shared)) / Math.Sqrt(width)).ToArray();
            var total = scores.Sum(Math.Exp);
            return Enumerable.Range(0, width).Select(c => Enumerable.Range(0, t + 1).Sum(s => Math.Exp(scores[s]) / total * value[s][shared * width + c]));
        }).ToArray()).ToArray();
        return Linear(At(SiteKind.Heads, layer, mixed), Matrix(prefix + "out_proj.weight"));

        double[] Slice(double[] row, int head) => row[(head * width)..((head + 1) * width)];
    }

    private double[][] Turn(double[][] rows, int width) => [.. rows.Select((row, t) => row.Select((x, index) =>
    {
        var (head, c) = (index / width * width, index % width);
        var angle = t * Math.Pow(theta, -2.0 * (c % (width / 2)) / width);
        var other = c < width / 2 ? -row[head + c + width / 2] : row[head + c - width / 2];
        return x * Math.Cos(angle) + other * Math.Sin(angle);
    }).ToArray())];

    private double[][] NormHeads(double[][] rows, string weight, int width) =>
        [.. rows.Select(row => row.Chunk(width).SelectMany(head => Norm([head], weight)[0]).ToArray())];

    private double[][] Norm(double[][] rows, string weight)
    {
        var scale = Vector(weight);
        return [.. rows.Select(row =>
        {
            var rms = Math.Sqrt(row.Sum(x => x * x) / row.Length + epsilon);
            return row.Select((x, c) => scale[c] * x / rms).ToArray();
        })];
    }

    private static double[][] Linear(double[][] rows, double[][] weight) => [.. rows.Select(row => weight.Select(w => Dot(row, w)).ToArray())];

    private static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (var index = 0; index < a.Length; index++)
        {
            sum += a[index] * b[index];
        }

        return sum;
    }

    private static double[][] Add(double[][] a, double[][] b) => [.. a.Zip(b, (x, y) => x.Zip(y, (u, v) => u + v).ToArray())];

    private static double[][] Columns(double[][] rows, int first, int count) => [.. rows.Select(row => row[first..(first + count)])];

    private double[] Vector(string name)
    {
        var offsets = header.GetProperty(name).GetProperty("data_offsets");
        var begin = data + offsets[0].GetInt32();
        return [.. Enumerable.Range(0, (offsets[1].GetInt32() - offsets[0].GetInt32()) / 2)
            .Select(index => (double)BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(begin + 2 * index)) << 16))];
    }

    private readonly Dictionary<string, double[][]> matrices = [];

    private double[][] Matrix(string name) => matrices.TryGetValue(name, out var known)
        ? known
        : matrices[name] = [.. Vector(name).Chunk(header.GetProperty(name).GetProperty("shape").EnumerateArray().Skip(1).Aggregate(1, (product, size) => product * size.GetInt32()))];
}
