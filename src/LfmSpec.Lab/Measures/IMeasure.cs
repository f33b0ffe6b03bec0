namespace LfmSpec.Lab;

/// <summary>
/// What is measured of a changed run: a number a position that becomes one number a prompt. The measures that <see cref="Metric"/> names are types
/// that implement this interface, and so is one's own, which <see cref="MeasureAttribute{TMeasure}"/> names. Settings are properties, bounded by
/// <see cref="TakesAttribute"/>; <see cref="OverAttribute"/> says in which ways positions become one number. A measure depends on nothing but
/// the runs' tokens and values, its settings and, if it says so, the target, as what is known of a run is kept.
/// </summary>
public interface IMeasure
{
    /// <summary>What the table calls it, without positions.</summary>
    string Name { get; }

    /// <summary>The line of the page that says what the number is, as <c>name: meaning</c>, or null.</summary>
    string? Meaning => null;

    /// <summary>Whether the prompt's target is asked for, so that prompts with a target of one token are needed.</summary>
    bool NeedsTarget => false;

    /// <summary>Whether each of a case's interventions alone is asked for, beside all of them together.</summary>
    bool NeedsEachAlone => false;

    /// <summary>Whether a value may be no number, where there is nothing to measure. Such a prompt is left out of the mean.</summary>
    bool MayBeUndefined => false;

    /// <summary>The least that a value of <see cref="Of"/> can be. What rounding brings a little below it is printed as it.</summary>
    double Least => double.NegativeInfinity;

    /// <summary>The measure whose values this one is computed from, so that they are kept once for both: itself as a rule.</summary>
    IMeasure Reading => this;

    /// <summary>The head of the table's column.</summary>
    /// <param name="over">How positions become one number.</param>
    string Column(Reduction over) => this.Ways().Ways.Count == 1 ? Name : $"{Name}, {over.Words()}";

    /// <summary>Whether the values of all positions are needed, or those of the last alone.</summary>
    /// <param name="over">How positions become one number.</param>
    bool ReadsEveryPosition(Reduction over) => over != Reduction.Last;

    /// <summary>Measures a changed run.</summary>
    /// <param name="run">The run, and the one that it is compared with.</param>
    /// <returns>A number for each of the run's positions that are read, or one number.</returns>
    IReadOnlyList<double> Of(MeasuredRun run);

    /// <summary>One number of the values of a prompt.</summary>
    /// <param name="values">What <see cref="Of"/> gave, one at least.</param>
    /// <param name="over">How positions become one number.</param>
    double Reduce(IReadOnlyList<double> values, Reduction over) => values.Over(over);

    /// <summary>The number of a case of several interventions.</summary>
    /// <param name="together">The number of all of them together.</param>
    /// <param name="alone">The number of each alone, if <see cref="NeedsEachAlone"/>; of a case of one, its own.</param>
    double Combine(double together, IReadOnlyList<double> alone) => together;

    /// <summary>How large an effect is, of a column's number: turned so that more is more effect, for summaries.</summary>
    /// <param name="value">The column's number.</param>
    double Effect(double value) => value;

    /// <summary>What the effect is, in words.</summary>
    /// <param name="over">How positions become one number.</param>
    string EffectWords(Reduction over) => Column(over);
}
