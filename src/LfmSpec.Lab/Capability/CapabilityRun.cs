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
        var (spec, file) = Read(bench, experiment);
        return new CapabilityResult(
            spec,
            file.Category,
            file.About,
            file.Sha256,
            Strict(Asked(bench, file, null, null), cancellation),
            [.. Enumerable.Range(0, spec.Seeds).Select(seed => Sampled(bench, file, seed)
                .Scored((test, answer) => new CapabilityOutcome(test.Id, test.Published.Of(answer), false, "", answer), cancellation))],
            [.. experiment.Cases.Select(@case => (@case, Strict(Asked(bench, file, @case, Means(experiment)), cancellation)))],
            Baselines(file));
    }

    /// <summary>What it would cost, as far as it is not kept.</summary>
    /// <exception cref="LabException">As for a run.</exception>
    internal static CapabilityPlan Plan(Bench bench, ExperimentSpec experiment)
    {
        var (spec, file) = Read(bench, experiment);
        var strict = Asked(bench, file, null, null);
        Answers[] all = [strict, .. Enumerable.Range(0, spec.Seeds).Select(seed => Sampled(bench, file, seed)), .. experiment.Cases.Select(@case => Asked(bench, file, @case, Means(experiment)))];
        Answers[] unknown = [.. all.Where(answers => !answers.AreKept)];
        return new CapabilityPlan(
            experiment.Name, file.Tests.Count, all.Length * file.Tests.Count, (all.Length - unknown.Length) * file.Tests.Count,
            unknown.Sum(answers => answers.PromptTokens), unknown.Sum(answers => answers.Requests.Sum(request => (long)request.Request.MaxNewTokens)),
            [.. strict.Requests.Select(request => request.Request)]);
    }

    private static (CapabilitySpec Spec, CapabilityFile File) Read(Bench bench, ExperimentSpec experiment)
    {
        var spec = experiment.Capability ?? throw new LabException($"{experiment.Name} names no capability. Add [Capability].");
        var file = CapabilityFile.Read(spec.Tests, runner: null);
        SpecificationCheck.Check(experiment, experiment.Cases, bench.Runs.Checkpoint);
        return bench.Runs.Checkpoint.ChatTemplate is not null ? (spec, file)
            : throw new LabException($"{experiment.Name}: {bench.Runs.Checkpoint.Name} has no chat template, in which the strict protocol asks. Use a model that was trained to chat.");
    }

    private static PromptSpec? Means(ExperimentSpec experiment) =>
        experiment.Cases.Any(@case => @case.Interventions.Any(intervention => intervention.ReadsOtherPrompts)) ? experiment.Prompts : null;

    private static Answers Asked(Bench bench, CapabilityFile file, CaseSpec? @case, PromptSpec? prompts) =>
        new(bench, file, [.. file.Tests.Select(test => bench.Runs.Checkpoint.EncodeChat(test.Messages))], Sampling.Greedy, @case?.Interventions ?? [], prompts,
            $"strict {(@case is null ? "" : CaseKey.Describe(@case))} {(prompts is null ? "" : bench.Prompts.Of(prompts).Sha256)}");

    private static Answers Sampled(Bench bench, CapabilityFile file, int seed) =>
        new(bench, file, [.. file.Tests.Select(test => (IReadOnlyList<int>)[.. bench.Runs.Checkpoint.Tokenizer.Encode(test.Raw).Take(PublishedTruncation)])], AsPublished with { Seed = seed }, [], null, $"published {seed}");

    private static IReadOnlyList<CapabilityOutcome> Strict(Answers answers, CancellationToken cancellation) => answers.Scored((test, answer) =>
    {
        var score = test.Strict.Of(answer);
        return new CapabilityOutcome(test.Id, score.Right ? 1 : 0, score.Skipped, score.Why ?? "", answer);
    }, cancellation);

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
