using LfmSpec.Models.Checkpoints;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LfmSpec.Models.Adapters;

/// <summary>
/// What PEFT takes from a base weight W when it initialises a PiSSA or OLoRA adapter: scale B0 A0 (LoraLayer.pissa_init and olora_init). It is found in
/// double here, where PEFT has float32. B0 A0 does not depend on the signs of singular vectors, nor on those of Q's columns.
/// </summary>
internal static class TakenComponents
{
    // PEFT's float32 tells singular values, or dependent columns, apart down to about this share of the largest.
    private const double Resolution = 1e-6;

    /// <summary>The adapter with B0 A0 taken off beside it: [B, -B0] [A; A0] of twice the rank and the same scale, as PEFT's subtract_mutated_init makes it.</summary>
    /// <param name="trained">The trained matrices; taken over.</param>
    /// <param name="weight">The base weight.</param>
    /// <param name="start">How it began.</param>
    /// <param name="path">The file, for messages.</param>
    /// <returns>The adapter; dispose it.</returns>
    /// <exception cref="CheckpointException">What PEFT takes is not determined by the weight.</exception>
    internal static Adapter Beside(Adapter trained, WeightMatrix weight, AdapterStart start, string path)
    {
        using var scope = NewDisposeScope();
        using var constant = no_grad();
        using (trained)
        {
            var (module, device) = (trained.Module, trained.A.device);
            var values = weight.Take(arange(module.Outputs, dtype: ScalarType.Int64, device: device)).cpu().to(ScalarType.Float64);
            var matrix = Rows(values);
            var taken = start == AdapterStart.Pissa ? Leading(matrix, trained, path) : Factors(matrix, trained, path);
            var a0 = tensor(taken.A, [trained.Rank, module.Inputs]).to(ScalarType.Float32, device);
            var b0 = tensor(taken.B, [trained.Rank, module.Outputs]).to(ScalarType.Float32, device).transpose(0, 1);
            return new Adapter(
                module,
                new Parameter(cat([trained.A, a0], 0).DetachFromDisposeScope()),
                new Parameter(cat([trained.B, -b0], 1).contiguous().DetachFromDisposeScope()),
                trained.Scale);
        }
    }

    // PiSSA: W = U S V^T; A0 = sqrt(S / scale) V^T and B0 = U sqrt(S / scale) of the r largest singular values. B comes transposed.
    private static (double[] A, double[] B) Leading(double[][] weight, Adapter adapter, string path)
    {
        if (!(adapter.Scale > 0))
        {
            throw Undetermined(adapter, path, $"PiSSA divides singular values by lora_alpha / r, which is {adapter.Scale}");
        }

        var isWide = weight.Length <= weight[0].Length;
        var matrix = isWide ? weight : Transposed(weight);
        var (squares, directions) = SymmetricMatrix.Eigen(Gram(matrix));
        double[] singular = [.. squares.Select(square => Math.Sqrt(Math.Max(square, 0)))];
        var rank = adapter.Rank;
        if (rank < singular.Length && singular[rank - 1] > Resolution * singular[0] && singular[rank - 1] - singular[rank] <= Resolution * singular[0])
        {
            throw Undetermined(adapter, path, $"singular values {rank} and {rank + 1} of its weight are equal, so that which components PiSSA of rank {rank} took is open");
        }

        double[][] near = new double[rank][], far = new double[rank][];
        for (var k = 0; k < rank; k++)
        {
            var share = Math.Sqrt(singular[k] / adapter.Scale);
            near[k] = DoubleVector.Scaled(directions[k], share);
            far[k] = share == 0 ? new double[matrix[0].Length] : DoubleVector.Scaled(Combined(matrix, directions[k]), share / singular[k]);
        }

        return isWide ? (Flat(far), Flat(near)) : (Flat(near), Flat(far));
    }

    // OLoRA: W = Q R; B0 = the first r columns of Q, A0 = the first r rows of R. B comes transposed.
    private static (double[] A, double[] B) Factors(double[][] weight, Adapter adapter, string path)
    {
        var columns = new double[adapter.Rank][];
        for (var k = 0; k < columns.Length; k++)
        {
            double[] column = [.. weight.Select(row => row[k])];
            var before = DoubleVector.Norm(column);

            // Twice, since once leaves what rounding brought in.
            for (var pass = 0; pass < 2; pass++)
            {
                foreach (var earlier in columns.Take(k))
                {
                    DoubleVector.Add(column, earlier, -DoubleVector.Dot(column, earlier));
                }
            }

            var norm = DoubleVector.Norm(column);
            columns[k] = norm > Resolution * before
                ? DoubleVector.Scaled(column, 1 / norm)
                : throw Undetermined(adapter, path, $"column {k + 1} of its weight depends on those before it, so that what OLoRA took is open");
        }

        return (Flat([.. columns.Select(column => Combined(weight, column))]), Flat(columns));
    }

    private static CheckpointException Undetermined(Adapter adapter, string path, string why) =>
        new($"{path}: {adapter.Module.Path}: {why}. Convert it in PEFT to plain LoRA where it was trained: save_pretrained(..., path_initial_model_for_weight_conversion=...).");

    private static double[][] Rows(Tensor values)
    {
        var (flat, columns) = (values.cpu().data<double>().ToArray(), (int)values.shape[1]);
        return [.. Enumerable.Range(0, (int)values.shape[0]).Select(row => flat[(row * columns)..((row + 1) * columns)])];
    }

    private static double[][] Transposed(double[][] matrix) => [.. Enumerable.Range(0, matrix[0].Length).Select(column => matrix.Select(row => row[column]).ToArray())];

    private static double[][] Gram(double[][] matrix)
    {
        var gram = matrix.Select(_ => new double[matrix.Length]).ToArray();
        Parallel.For(0, matrix.Length, i =>
        {
            for (var j = 0; j <= i; j++)
            {
                gram[i][j] = DoubleVector.Dot(matrix[i], matrix[j]);
            }
        });
        for (var i = 0; i < gram.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                gram[j][i] = gram[i][j];
            }
        }

        return gram;
    }

    // The rows' sum, each times its factor.
    private static double[] Combined(double[][] rows, double[] factors)
    {
        var sum = new double[rows[0].Length];
        for (var i = 0; i < rows.Length; i++)
        {
            DoubleVector.Add(sum, rows[i], factors[i]);
        }

        return sum;
    }

    private static double[] Flat(double[][] rows) => [.. rows.SelectMany(row => row)];
}
