using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Lab.Tests;

/// <summary>The Jensen-Shannon divergence of Lin 1991, in nats, as a user would write it.</summary>
public sealed record JensenShannon : IMeasure
{
    /// <summary>The weight of the clean distribution in the mixture.</summary>
    [Takes("it is a share of the mixture; give a number between 0 and 1 such as 0.5", Above = 0, Most = 0.99)]
    public double Weight { get; init; } = 0.5;

    /// <inheritdoc/>
    public string Name => Weight == 0.5 ? "JS divergence" : FormattableString.Invariant($"JS divergence of weight {Weight}");

    /// <inheritdoc/>
    public string Meaning => "JS divergence: of the clean and the changed distribution, in nats";

    /// <inheritdoc/>
    public double Least => 0;

    /// <inheritdoc/>
    public IReadOnlyList<double> Of(MeasuredRun run)
    {
        var (clean, changed) = (nn.functional.softmax(run.Clean.to(ScalarType.Float64), -1), nn.functional.softmax(run.Changed.to(ScalarType.Float64), -1));
        var mixed = ((clean * Weight) + (changed * (1 - Weight))).log();
        var divergence = ((clean * (clean.log() - mixed)).sum(-1) * Weight) + ((changed * (changed.log() - mixed)).sum(-1) * (1 - Weight));
        return divergence.data<double>().ToArray();
    }
}

/// <summary>The total variation distance at the last position: half the distance of the two distributions.</summary>
[Over(Reduction.Last)]
public sealed record TotalVariation : IMeasure
{
    /// <inheritdoc/>
    public string Name => "total variation";

    /// <inheritdoc/>
    public IReadOnlyList<double> Of(MeasuredRun run)
    {
        var (clean, changed) = (nn.functional.softmax(run.Clean.to(ScalarType.Float64), -1), nn.functional.softmax(run.Changed.to(ScalarType.Float64), -1));
        return [(clean - changed)[-1].abs().sum().ToDouble() / 2];
    }
}

/// <summary>A measure that a test makes of a function.</summary>
public sealed class Made : IMeasure
{
    // A kind may keep nothing that no property shows.
    private static readonly List<Func<MeasuredRun, IReadOnlyList<double>>> Functions = [];

    /// <param name="of">The function.</param>
    public Made(Func<MeasuredRun, IReadOnlyList<double>> of)
    {
        lock (Functions)
        {
            Functions.Add(of);
            Number = Functions.Count - 1;
        }
    }

    /// <summary>Which function it is.</summary>
    public int Number { get; }

    /// <inheritdoc/>
    public string Name => "made";

    /// <inheritdoc/>
    public bool MayBeUndefined { get; init; }

    /// <inheritdoc/>
    public bool NeedsTarget { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<double> Of(MeasuredRun run) => Functions[Number](run);
}
