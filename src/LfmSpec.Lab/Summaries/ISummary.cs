namespace LfmSpec.Lab;

/// <summary>
/// A table that is computed from an experiment's cases, below them on its page. A kind is a record of this interface whose settings are properties with usual
/// values; <c>[Summarize&lt;T&gt;]</c> names it.
/// </summary>
public interface ISummary
{
    /// <summary>Whether it reads a case's KL and top token at every position: otherwise they are measured where a column needs them, maybe at the last alone.</summary>
    bool ReadsEveryPosition => false;

    /// <summary>Computes the table.</summary>
    /// <param name="cases">The cases.</param>
    /// <returns>The table; <see cref="SummarizedCases.Table"/> makes it.</returns>
    /// <exception cref="LabException">The cases or the prompts do not give what it needs.</exception>
    DataTable Of(SummarizedCases cases);
}
