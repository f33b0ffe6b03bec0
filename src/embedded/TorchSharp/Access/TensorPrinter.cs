using System.Globalization;
using System.Text;
using static TorchSharp.torch;

namespace TorchSharp.Access;

/// <summary>Tensors as text. Long dimensions show their first and last entries.</summary>
internal static class TensorPrinter
{
    public static string Metadata(Tensor tensor) =>
        $"[{string.Join('x', tensor.shape)}], type = {tensor.dtype}, device = {tensor.device}";

    /// <summary>Nested brackets, as NumPy prints.</summary>
    public static string Numpy(Tensor tensor, PrintFormat format)
    {
        using var scope = NewDisposeScope();
        var text = new StringBuilder();
        Brackets(tensor, (int)tensor.ndim, 0, format, text);
        return text.ToString();
    }

    /// <summary>Shape and type, then the values in right-aligned columns, a matrix at a time.</summary>
    public static string Julia(Tensor tensor, PrintFormat format)
    {
        using var scope = NewDisposeScope();
        var text = new StringBuilder(Metadata(tensor));
        if (tensor.ndim == 0)
            return text.Append(", value = ").Append(format.Value(tensor)).ToString();
        text.Append(format.NewLine);
        if (tensor.ndim <= 2)
        {
            Columns(tensor.ndim == 1 ? tensor.unsqueeze(0) : tensor, format, text);
            return text.ToString();
        }
        var outer = tensor.shape[..^2];
        var matrices = tensor.reshape([-1, .. tensor.shape[^2..]]);
        var index = new long[outer.Length];
        for (long i = 0; i < matrices.shape[0]; i++)
        {
            text.Append('[').AppendJoin(',', index).Append(",..,..] =").Append(format.NewLine);
            Columns(matrices[i], format, text);
            for (int d = index.Length - 1; d >= 0 && ++index[d] == outer[d]; d--)
                index[d] = 0;
        }
        return text.ToString();
    }

    private static void Columns(Tensor matrix, PrintFormat format, StringBuilder text)
    {
        long[] rows = [.. Shown(matrix.shape[0], maxRows)], columns = [.. Shown(matrix.shape[1], maxColumns)];
        var cells = rows.Select(row => columns.Select(column => row < 0 || column < 0 ? "..." : format.Value(matrix[row,
            column])).ToArray()).ToArray();
        foreach (var row in cells)
        {
            for (int i = 0; i < row.Length; i++)
                text.Append(' ').Append(row[i].PadLeft(cells.Max(other => other[i].Length)));
            text.Append(format.NewLine);
        }
    }

    private static void Brackets(Tensor tensor, int rank, int depth, PrintFormat format, StringBuilder text)
    {
        if (depth == rank)
        {
            text.Append(format.Value(tensor));
            return;
        }
        text.Append('[');
        bool first = true, skipped = false;
        bool last = depth == rank - 1;
        foreach (long i in Shown(tensor.shape[0], last ? maxColumns : maxRows))
        {
            if (!first && last)
                text.Append(skipped ? " " : ", ");
            else if (!first)
                text.Insert(text.Length, format.NewLine, rank - 1 - depth).Append(' ', depth + 1);
            if (i < 0)
                text.Append("...");
            else
                Brackets(tensor[i], rank, depth + 1, format, text);
            first = false;
            skipped = i < 0;
        }
        text.Append(']');
    }

    /// <summary>The indices to show; -1 stands for those left out.</summary>
    private static IEnumerable<long> Shown(long size, int most)
    {
        if (size <= most)
            return Enumerable.Range(0, (int)size).Select(i => (long)i);
        int tail = most / 2;
        return [.. Enumerable.Range(0, most - tail).Select(i => (long)i), -1, .. Enumerable.Range(0, tail).Select(i => size - tail + i)];
    }

    /// <summary>How numbers and lines are written.</summary>
    internal readonly record struct PrintFormat(string Number, CultureInfo Culture, string NewLine)
    {
        public string Value(Tensor element)
        {
            var value = element.ToScalar();
            return value.Type switch
            {
                ScalarType.Float64 => ((float)value.Real).ToString(Number, Culture),
                ScalarType.Bool => value.Integer != 0 ? "true" : "false",
                _ => value.Integer.ToString(Culture),
            };
        }
    }
}
