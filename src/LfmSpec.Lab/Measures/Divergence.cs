using System.Text.Json.Serialization;

namespace LfmSpec.Lab;

/// <summary>What a changed run does to the next-token distribution of one prompt.</summary>
/// <param name="Values">What each measure gave, by what the lab knows the measure by: one number a position that was read, or one.</param>
[method: JsonConstructor]
public sealed record Divergence(IReadOnlyDictionary<string, IReadOnlyList<double>> Values)
{
    private static readonly IMeasure KlMeasure = new Kl(), Top1Measure = new Top1();

    /// <summary>What KL and top-1 agreement are, without a run.</summary>
    /// <param name="kl">KL(clean || changed) in nats, one a position.</param>
    /// <param name="sameTop1">Whether the most probable next token is the clean run's, at the same positions.</param>
    public Divergence(IReadOnlyList<double> kl, IReadOnlyList<bool> sameTop1)
        : this(new Dictionary<string, IReadOnlyList<double>> { [KlMeasure.Identity()] = kl, [Top1Measure.Identity()] = [.. sameTop1.Select(same => same ? 1.0 : 0.0)] })
    {
    }

    /// <summary>KL(clean || changed) in nats, one a position; the last position alone where nothing else is measured; empty unless measured.</summary>
    [JsonIgnore]
    public IReadOnlyList<double> Kl => Values.GetValueOrDefault(KlMeasure.Identity(), []);

    /// <summary>Whether the most probable next token is the clean run's, at the same positions; empty unless measured.</summary>
    [JsonIgnore]
    public IReadOnlyList<bool> SameTop1 => [.. Values.GetValueOrDefault(Top1Measure.Identity(), []).Select(same => same > 0)];

    /// <summary>How many elements the interventions changed.</summary>
    public long ChangedElements { get; init; }

    /// <summary>The same for each of the case's interventions alone; empty unless a measure needs it, as <see cref="Interaction"/> does.</summary>
    public IReadOnlyList<Divergence> Alone { get; init; } = [];

    /// <summary>What a measure gave.</summary>
    /// <param name="measure">The measure.</param>
    /// <returns>One number a position that was read, or one.</returns>
    /// <exception cref="LabException">It was not measured.</exception>
    public IReadOnlyList<double> Of(IMeasure measure) => Of(measure, everywhere: true);

    /// <summary>One column of a prompt's row.</summary>
    /// <param name="measure">The measure.</param>
    /// <returns>The value: nats for KL, a share from 0 to 1 for top-1 agreement.</returns>
    /// <exception cref="LabException">It was not measured.</exception>
    public double Of(MeasureSpec measure)
    {
        var everywhere = measure.Measure.ReadsEveryPosition(measure.Over);
        double One(Divergence divergence) => measure.Measure.Reduce(divergence.Of(measure.Measure, everywhere), measure.Over);
        return measure.Measure.Combine(One(this), measure.Measure.NeedsEachAlone ? [.. (Alone.Count > 0 ? Alone : [this]).Select(One)] : []);
    }

    private IReadOnlyList<double> Of(IMeasure measure, bool everywhere) =>
        Values.GetValueOrDefault(KeptMeasure.IdOf(measure.Reading, everywhere)) ?? Values.GetValueOrDefault(KeptMeasure.IdOf(measure.Reading, !everywhere))
        ?? throw new LabException($"The {measure.Name} was not measured. Add its measure to the experiment.");
}
