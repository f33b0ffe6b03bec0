using LfmSpec.Models;

namespace LfmSpec.Lab.Capability;

/// <summary>Scores a capability by its two protocols.</summary>
internal static class CapabilityRun
{
    // As run_lfm2_capability_benchmark.py has it.
    private const int PublishedTruncation = 512;
    private static readonly Sampling AsPublished = new() { Temperature = 0.1, TopK = 50, RepetitionPenalty = 1.05 };

    /// <summary>Scores the capability of an experiment.</summary>
    /// <exception cref="LabException">The file cannot be read, the model has no chat template, or a case does not fit.</exception>
    internal static CapabilityResult Of(Bench bench, ExperimentSpec experiment, CancellationToken cancellation)
    {
        var spec = experiment.Capability ?? throw new LabException($"{experiment.Name} names no capability. Add [Capability].");
        var file = CapabilityFile.Read(spec.Tests, runner: null);
        SpecificationCheck.Check(experiment, experiment.Cases, bench.Runs.Checkpoint);
        if (bench.Runs.Checkpoint.ChatTemplate is null)
        {
            throw new LabException($"{experiment.Name}: {bench.Runs.Checkpoint.Name} has no chat template, in which the strict protocol asks. Use a model that was trained to chat.");
        }

        var readsPrompts = experiment.Cases.Any(@case => @case.Interventions.Any(intervention => intervention.ReadsOtherPrompts));
        return new CapabilityResult(
            spec,
            file.Category,
            file.About,
            file.Sha256,
            Strict(bench, file, null, null, cancellation),
            [.. Enumerable.Range(0, spec.Seeds).Select(seed => Published(bench, file, seed, cancellation))],
            [.. experiment.Cases.Select(@case => (@case, Strict(bench, file, @case, readsPrompts ? experiment.Prompts : null, cancellation)))],
            Baselines(file));
    }

    private static IReadOnlyList<CapabilityOutcome> Strict(Bench bench, CapabilityFile file, CaseSpec? @case, PromptSpec? prompts, CancellationToken cancellation)
    {
        var answers = new Answers(bench, file, [.. file.Tests.Select(test => bench.Runs.Checkpoint.EncodeChat(test.Messages))], Sampling.Greedy, @case?.Interventions ?? [], prompts);
        return answers.Scored($"strict {(@case is null ? "" : CaseKey.Describe(@case))} {(prompts is null ? "" : bench.Prompts.Of(prompts).Sha256)}", (test, answer) =>
        {
            var score = test.Strict.Of(answer);
            return new CapabilityOutcome(test.Id, score.Right ? 1 : 0, score.Skipped, score.Why ?? "", answer);
        }, cancellation);
    }

    private static IReadOnlyList<CapabilityOutcome> Published(Bench bench, CapabilityFile file, int seed, CancellationToken cancellation)
    {
        var tokenizer = bench.Runs.Checkpoint.Tokenizer;
        var answers = new Answers(bench, file, [.. file.Tests.Select(test => (IReadOnlyList<int>)[.. tokenizer.Encode(test.Raw).Take(PublishedTruncation)])], AsPublished with { Seed = seed }, [], null);
        return answers.Scored($"published {seed}", (test, answer) => new CapabilityOutcome(test.Id, test.Published.Of(answer), false, "", answer), cancellation);
    }

    // What a model that only repeats the prompt scores, and one that always says the same.
    private static IReadOnlyList<(string Answer, double Strict, double Published)> Baselines(CapabilityFile file)
    {
        (string, double, double) Scored(string name, Func<CapabilityTest, string> answer) =>
            (name, file.Tests.Sum(test => test.Strict.Of(answer(test)).Right ? 1 : 0), file.Tests.Sum(test => test.Published.Of(answer(test))));
        var constants = file.Tests.SelectMany(test => test.Accepted).Distinct(StringComparer.Ordinal).Select(constant => Scored($"always \"{constant}\"", _ => constant)).ToArray();
        var echo = Scored("an echo of the prompt", test => test.Asked);
        return constants.Length == 0 ? [echo]
            : [echo, .. new[] { constants.MaxBy(constant => constant.Item2), constants.MaxBy(constant => constant.Item3) }.Distinct()];
    }
}
