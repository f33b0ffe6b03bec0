using System.Runtime.InteropServices;
using LfmSpec.Models.Checkpoints;
using static TorchSharp.torch;

namespace LfmSpec.Lab;

/// <summary>The norm of the gradient of the mean next-token loss with respect to each parameter.</summary>
public sealed record ParameterGradients : IObservation
{
    /// <inheritdoc/>
    public long Passes => 3;

    /// <inheritdoc/>
    public DataTable Read(CleanRuns runs)
    {
        using var model = DifferentiableModel.Of(runs.Checkpoint);
        var tables = runs.Runs().Select(clean => Rows(model, clean)).ToArray();
        return runs.Table(
            "L2 norm of the gradient of the mean next-token loss (nats) with respect to each parameter, tied ones together, " +
            $"by reverse-mode differentiation in float32; and the number of its elements. {runs.Averaged()}",
            ["parameter", "gradient norm", "elements"],
            runs.Mean(tables));
    }

    private static IReadOnlyList<DataRow> Rows(DifferentiableModel model, CleanRun clean)
    {
        NextTokenLoss.CheckPredicts(clean);
        using var scope = NewDisposeScope();
        using var learning = enable_grad();
        var loss = NextTokenLoss.Of(model.Model.Forward(TokenIds.AsTensor(clean.Ids)), clean.Ids);
        string[] names = [.. model.Parameters.Keys];
        var gradients = autograd.grad([loss], [.. names.Select(name => model.Parameters[name])]);
        return [.. names.Zip(gradients, (name, gradient) => DataRow.Of(name, Norm(gradient), gradient.numel()))];
    }

    // In place: the gradients of a whole model are as large as the model, and are not copied once more.
    private static double Norm(Tensor gradient)
    {
        using var scope = NewDisposeScope();
        return Descriptive.Norm(MemoryMarshal.Cast<byte, float>(gradient.cpu().contiguous().bytes));
    }
}
