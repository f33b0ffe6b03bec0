namespace LfmSpec.Lab;

/// <summary>A column of an experiment's table.</summary>
/// <param name="Measure">What is measured: one of the lab's measures, or one's own.</param>
/// <param name="Over">How a prompt's positions become one number.</param>
/// <param name="Within">The relative difference that is accepted on an engine other than the embedded one.</param>
public sealed record MeasureSpec(IMeasure Measure, Reduction Over, double Within = Usual.Within)
{
    /// <summary>A column over the positions that are usual for its measure.</summary>
    /// <param name="measure">What is measured.</param>
    public MeasureSpec(IMeasure measure)
        : this(measure, measure.Ways().Usual)
    {
    }

    /// <summary>The head of its column, with what positions it is over.</summary>
    internal string Column => Measure.Column(Over);
}
