using System.Buffers.Binary;
using System.Text.Json;

namespace LfmSpec.Models.Tests;

/// <summary>
/// LFM2, Qwen2 and Llama again, slow and obvious, in double precision over plain arrays, from the papers' equations and the layout of the files: the
/// oracle of the fast ones. It shares no code with them, and reads config.json itself. Values are [position][channel].
/// </summary>
internal sealed class SlowModel
{
    private static readonly Names Lfm2Names = new(
        "operator_norm", "self_attn.out_proj", "ffn_norm", "feed_forward.w1", "feed_forward.w3", "feed_forward.w2", "model.embedding_norm");

    private static readonly Names LlamaNames = new(
        "input_layernorm", "self_attn.o_proj", "post_attention_layernorm", "mlp.gate_proj", "mlp.up_proj", "mlp.down_proj", "model.norm");

    private readonly Dictionary<string, (double[] Values, int Rows)> tensors = [];
    private readonly Names names;
    private readonly bool lfm2, tied;
    private readonly bool[] attention;
    private readonly string[] biased;
    private readonly SlowRope rope;
    private readonly int heads, keyValueHeads, width;
    private readonly double epsilon;

    internal SlowModel(string folder)
    {
        foreach (var path in Directory.GetFiles(folder, "*.safetensors"))
        {
            ReadTensors(File.ReadAllBytes(path));
        }

        var config = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "config.json"))).RootElement;
        var architecture = config.GetProperty("model_type").GetString();
        lfm2 = architecture == "lfm2";
        names = lfm2 ? Lfm2Names : LlamaNames;
        tied = config.GetProperty("tie_word_embeddings").GetBoolean();
        attention = lfm2
            ? [.. config.GetProperty("layer_types").EnumerateArray().Select(type => type.GetString() == "full_attention")]
            : [.. Enumerable.Repeat(true, config.GetProperty("num_hidden_layers").GetInt32())];
        // The parts of names whose layers have a bias.
        biased = architecture switch
        {
            "lfm2" when config.GetProperty("conv_bias").GetBoolean() => [".conv."],
            "llama" => [.. config.GetProperty("attention_bias").GetBoolean() ? [".self_attn."] : Array.Empty<string>(), .. config.GetProperty("mlp_bias").GetBoolean() ? [".mlp."] : Array.Empty<string>()],
            "qwen2" => ["q_proj", "k_proj", "v_proj"],
            _ => [],
        };
        heads = config.GetProperty("num_attention_heads").GetInt32();
        keyValueHeads = config.GetProperty("num_key_value_heads").GetInt32();
        width = config.TryGetProperty("head_dim", out var given) ? given.GetInt32() : config.GetProperty("hidden_size").GetInt32() / heads;
        epsilon = config.GetProperty(lfm2 ? "norm_eps" : "rms_norm_eps").GetDouble();
        rope = new SlowRope(config, width);
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

        return Linear(Norm(residual, names.FinalNorm), tied ? "model.embed_tokens" : "lm_head");
    }

    private double[][] Block(int layer, double[][] residual)
    {
        var prefix = $"model.layers.{layer}.";
        residual = At(SiteKind.BlockInput, layer, residual);
        var input = Norm(residual, prefix + names.OperatorNorm);
        var output = attention[layer] ? Attention(layer, prefix, input) : Convolution(layer, prefix + "conv.", input);
        residual = Add(residual, At(SiteKind.OperatorOutput, layer, output));

        input = Norm(residual, prefix + names.MlpNorm);
        var inner = Linear(input, prefix + names.Gate).Zip(
            Linear(input, prefix + names.Up), (gate, up) => gate.Zip(up, (x, y) => x / (1 + Math.Exp(-x)) * y).ToArray()).ToArray();
        residual = Add(residual, At(SiteKind.MlpOutput, layer, Linear(inner, prefix + names.Down)));
        return At(SiteKind.BlockOutput, layer, residual);
    }

    private double[][] Convolution(int layer, string prefix, double[][] input)
    {
        var projected = Linear(input, prefix + "in_proj");
        var hidden = input[0].Length;
        var gate = At(SiteKind.ConvGate, layer, Columns(projected, 0, hidden));
        var carrier = At(SiteKind.ConvCarrier, layer, Columns(projected, hidden, hidden));
        var signal = At(SiteKind.ConvSignal, layer, Columns(projected, 2 * hidden, hidden));
        var bias = Bias(prefix + "conv", hidden);
        var taps = Matrix(prefix + "conv.weight");
        var output = input.Select((_, t) => Enumerable.Range(0, hidden).Select(c =>
        {
            var sum = bias[c];
            for (var tap = 0; tap < taps[c].Length; tap++)
            {
                var past = t - (taps[c].Length - 1) + tap;
                sum += past < 0 ? 0 : taps[c][tap] * gate[past][c] * signal[past][c];
            }

            return carrier[t][c] * sum;
        }).ToArray()).ToArray();
        return Linear(output, prefix + "out_proj");
    }

    private double[][] Attention(int layer, string prefix, double[][] input)
    {
        var query = rope.Turn(NormHeads(Linear(input, prefix + "self_attn.q_proj"), prefix + "self_attn.q_layernorm"));
        var key = rope.Turn(NormHeads(Linear(input, prefix + "self_attn.k_proj"), prefix + "self_attn.k_layernorm"));
        var value = Linear(input, prefix + "self_attn.v_proj");
        var mixed = input.Select((_, t) => Enumerable.Range(0, heads).SelectMany(head =>
        {
            var shared = head / (heads / keyValueHeads);
            var scores = Enumerable.Range(0, t + 1).Select(s => Dot(Slice(query[t], head), Slice(key[s], shared)) / Math.Sqrt(width)).ToArray();
            var total = scores.Sum(Math.Exp);
            return Enumerable.Range(0, width).Select(c => Enumerable.Range(0, t + 1).Sum(s => Math.Exp(scores[s]) / total * value[s][shared * width + c]));
        }).ToArray()).ToArray();
        return Linear(At(SiteKind.Heads, layer, mixed), prefix + names.AttentionOut);

        double[] Slice(double[] row, int head) => row[(head * width)..((head + 1) * width)];
    }

    private double[][] NormHeads(double[][] rows, string name) => lfm2
        ? [.. rows.Select(row => row.Chunk(width).SelectMany(head => Norm([head], name)[0]).ToArray())]
        : rows;

    private double[][] Norm(double[][] rows, string name)
    {
        var scale = tensors[name + ".weight"].Values;
        return [.. rows.Select(row =>
        {
            var rms = Math.Sqrt(row.Sum(x => x * x) / row.Length + epsilon);
            return row.Select((x, c) => scale[c] * x / rms).ToArray();
        })];
    }

    private double[][] Linear(double[][] rows, string name)
    {
        var weight = Matrix(name + ".weight");
        var bias = Bias(name, weight.Length);
        return [.. rows.Select(row => weight.Select((w, c) => Dot(row, w) + bias[c]).ToArray())];
    }

    private double[] Bias(string name, int size) => biased.Any(part => name.Contains(part, StringComparison.Ordinal)) ? tensors[name + ".bias"].Values : new double[size];

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

    // Tensors of bf16, the upper halves of floats.
    private void ReadTensors(byte[] file)
    {
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        foreach (var entry in JsonDocument.Parse(file.AsMemory(8, length)).RootElement.EnumerateObject().Where(entry => entry.Name != "__metadata__"))
        {
            var offsets = entry.Value.GetProperty("data_offsets");
            var bytes = file[(8 + length + offsets[0].GetInt32())..(8 + length + offsets[1].GetInt32())];
            var values = bytes.Chunk(2).Select(two => (double)BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(two) << 16));
            tensors.Add(entry.Name, ([.. values], entry.Value.GetProperty("shape")[0].GetInt32()));
        }
    }

    private readonly Dictionary<string, double[][]> matrices = [];

    private double[][] Matrix(string name) => matrices.TryGetValue(name, out var known)
        ? known
        : matrices[name] = [.. tensors[name].Values.Chunk(tensors[name].Values.Length / tensors[name].Rows)];

    private sealed record Names(string OperatorNorm, string AttentionOut, string MlpNorm, string Gate, string Up, string Down, string FinalNorm);
}
