namespace LfmSpec.Lab.Results;

/// <summary>What a number must be before it may stand in a table: a number, and of a KL, a shift or a share one that there can be.</summary>
internal static class ResultCheck
{
    /// <summary>Checks all that was measured of a case.</summary>
    /// <exception cref="LabException">A number is none, or cannot be. The message names case, prompt and measure.</exception>
    internal static void Check(ExperimentSpec experiment, CaseResult result)
    {
        foreach (var (prompt, divergence) in result.Prompts.Prompts.Zip(result.Divergences))
        {
            var where = $"{experiment.Name}.{result.Case.Name}: ";
            var of = $" of the prompt '{ShortText.Of(prompt.Text)}'";
            foreach (var measure in experiment.Measures)
            {
                foreach (var one in divergence.Alone.Append(divergence))
                {
                    CheckEach(one.Of(measure.Measure), measure.Measure.Reading, where, of);
                }

                var value = divergence.Of(measure);
                if (!CaseResult.IsWithoutAnswer(measure, value))
                {
                    TableNumber.Check(value, double.NegativeInfinity, where + measure.Column + of);
                }
            }
        }
    }

    private static void CheckEach(IReadOnlyList<double> values, IMeasure measure, string where, string of)
    {
        var what = values.Count == 1 && measure.Ways().Ways.Count > 1 ? $"{measure.Name}, {Reduction.Last.Words()}," : measure.Name;
        foreach (var (position, value) in values.Index().Where(one => !(measure.MayBeUndefined && double.IsNaN(one.Item))))
        {
            TableNumber.Check(value, measure.Least - TableNumber.Rounding, FormattableString.Invariant($"{where}{what}{(values.Count == 1 ? "" : $" at position {position}")}{of}"), measure.Least);
        }
    }
}
