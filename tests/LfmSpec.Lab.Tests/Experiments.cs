
namespace LfmSpec.Lab.Tests;

/// <summary>Experiments written as data, as generated code would.</summary>
internal static class Experiments
{
    internal static ExperimentSpec On(string prompt, params IEnumerable<Intervention> cases) =>
        Of(new PromptSpec([prompt]), [.. cases.Select(intervention => new CaseSpec(intervention.ToString()!, [intervention]))]);

    internal static ExperimentSpec Of(PromptSpec prompts, params IReadOnlyList<CaseSpec> cases) => new()
    {
        Name = "Trial",
        Cases = cases,
        Prompts = prompts,
        Measures = [new MeasureSpec(new Kl()), new MeasureSpec(new Kl(), Reduction.Last), new MeasureSpec(new Top1())],
        CompiledFor = "lfm2-atlas-tiny",
    };
}
