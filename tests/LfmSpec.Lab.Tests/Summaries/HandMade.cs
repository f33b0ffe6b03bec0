using LfmSpec.Lab.Tests.Observations;
using LfmSpec.Models;

namespace LfmSpec.Lab.Tests.Summaries;

/// <summary>Results written by hand, as a run would give them.</summary>
internal static class HandMade
{
    /// <summary>Four blocks: convolution, attention, convolution, attention.</summary>
    internal static ModelShape Shape { get; } = new()
    {
        Blocks = [OperatorKind.Convolution, OperatorKind.Attention, OperatorKind.Convolution, OperatorKind.Attention],
        Hidden = 8, MlpHidden = 8, Heads = 2, KeyValueHeads = 2, HeadDimension = 4, Vocabulary = 16, Context = 64,
    };

    /// <summary>Prompts of no family.</summary>
    internal static PromptSet Prompts(int count) => PromptSet.Resolve(new PromptSpec([.. Enumerable.Range(0, count).Select(index => $"prompt {index}")]), "none", _ => []);

    /// <summary>Prompts of families.</summary>
    internal static PromptSet Families(string json) => PromptSet.Resolve(Observe.Families(json), "none", _ => []);

    /// <summary>A case with a KL at one position a prompt.</summary>
    internal static CaseResult Case(PromptSet prompts, Intervention intervention, params double[] kl) =>
        Case(prompts, intervention, [.. kl.Select(value => new[] { value })]);

    /// <summary>A case with a KL at each position of each prompt.</summary>
    internal static CaseResult Case(PromptSet prompts, Intervention intervention, double[][] kl) => new(
        new CaseSpec(intervention.ToString()!, [intervention]), prompts, [.. kl.Select(values => new Divergence(values, [.. values.Select(value => value < 1)]))], 1);

    internal static DataTable Table(SummarySpec spec, params CaseResult[] cases) => Table(spec, new MeasureSpec(new Kl()), cases);

    internal static DataTable Table(SummarySpec spec, MeasureSpec measure, params CaseResult[] cases) =>
        SummaryTable.Of(spec, "Trial", [measure], Shape, cases);
}
