namespace LfmSpec.Generators.Experiments;

/// <summary>A row of a fine-tuning table, and a test.</summary>
/// <param name="Name">The row's name.</param>
/// <param name="Code">The row as generated code makes it.</param>
/// <param name="Method">What is minimised.</param>
/// <param name="Rank">The adapter's rank.</param>
/// <param name="Source">Where its test comes from.</param>
internal sealed record CheckedFineTune(string Name, string Code, TuningMethod Method, int Rank, SourceLine Source)
{
    /// <summary>The name of its test.</summary>
    public string TestName => FixtureNames.FineTunePrefix + Name;
}
