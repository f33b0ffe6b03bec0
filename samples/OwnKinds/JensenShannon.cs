namespace OwnKinds;

/// <summary>
/// The Jensen-Shannon divergence of the next-token distributions, in nats: half of KL(clean || mean) + KL(changed || mean) (Lin 1991). Unlike KL it is symmetric and at most
/// ln 2, so that one position where the clean run was sure does not outweigh all others.
/// </summary>
public sealed record JensenShannon : IMeasure
{
    /// <inheritdoc/>
    public string Name => "Jensen-Shannon";

    /// <inheritdoc/>
    public string Meaning => "Jensen-Shannon: the divergence of Lin 1991 between clean and changed, in nats, ln 2 at most";

    /// <inheritdoc/>
    public double Least => 0;

    /// <inheritdoc/>
    public IReadOnlyList<double> Of(MeasuredRun run)
    {
        var clean = nn.functional.log_softmax(run.Clean.to(ScalarType.Float64), -1);
        var changed = nn.functional.log_softmax(run.Changed.to(ScalarType.Float64), -1);
        var mean = ((clean.exp() + changed.exp()) * 0.5).log();
        var divergence = ((clean.exp() * (clean - mean)).sum([-1L]) + (changed.exp() * (changed - mean)).sum([-1L])) * 0.5;
        return divergence.cpu().data<double>().ToArray();
    }
}
