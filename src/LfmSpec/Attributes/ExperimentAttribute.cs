namespace LfmSpec;

/// <summary>
/// Marks a partial class as an experiment. The generator makes it an NUnit fixture: one test a case, the laws of its
/// interventions, and one baseline test that holds the experiment's table against the approved snapshot.
/// </summary>
/// <remarks>The class's documentation comment is the question that the experiment answers; it heads the snapshot.</remarks>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ExperimentAttribute : Attribute
{
    /// <summary>The published table that this experiment repeats or corrects, such as <c>layers</c>.</summary>
    public string? Published { get; set; }

    /// <summary>
    /// What of the table repeats the published method where that is otherwise than LfmSpec's, such as <c>the KL summed over positions</c>:
    /// a reader of the table sees what the correction changes.
    /// </summary>
    public string? AsPublished { get; set; }

    /// <summary>Takes minutes: run only when asked for, by its name or by its category <c>Long</c>.</summary>
    public bool Long { get; set; }
}
