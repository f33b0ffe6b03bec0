using LfmSpec.Models.Adapters;
using LfmSpec.Models.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Lab.Tuning;

/// <summary>What a specification trains on, as the batches of each step.</summary>
internal sealed class Objective : IDisposable
{
    private readonly AdaptedModel model;
    private readonly FineTuneSpec spec;
    private readonly TextEncoding encoding;
    private readonly IReadOnlyList<TuningExample> examples;
    private readonly BatchOrder order;
    private readonly long seed;
    private readonly Func<string, string, double> reward;
    private readonly Func<IReadOnlyList<double>, TuningMethod, IReadOnlyList<double>> advantagesOf;
    private readonly Func<IEnumerable<int>, string> decode;
    private int sampledGroup = -1;
    private PolicyBatch[] sampled = [];

    /// <param name="checkpoint">The tokenizer.</param>
    /// <param name="model">The model: GRPO samples from it.</param>
    /// <param name="spec">The specification.</param>
    /// <param name="data">The data.</param>
    /// <param name="seed">The seed of the order and of the samples.</param>
    /// <param name="reward">Rewards a completion, given the answer; null for the specification's rule.</param>
    /// <param name="advantages">The advantages of a group's rewards; null for <see cref="Advantages.Of"/>.</param>
    internal Objective(
        Checkpoint checkpoint,
        AdaptedModel model,
        FineTuneSpec spec,
        TuningData data,
        long seed,
        Func<string, string, double>? reward = null,
        Func<IReadOnlyList<double>, TuningMethod, IReadOnlyList<double>>? advantages = null)
    {
        advantagesOf = advantages ?? Advantages.Of;
        this.model = model;
        this.spec = spec;
        this.seed = seed;
        this.reward = reward ?? Reward.By(spec.Group.Reward);
        encoding = new TextEncoding(checkpoint, spec.Loss, spec.PadTo);
        examples = [.. data.Training.Take(spec.Examples ?? data.Training.Count)];
        order = new BatchOrder(examples.Count, spec.Training, seed);
        decode = ids => checkpoint.Tokenizer.Decode(ids, skipSpecialTokens: true);
    }

    /// <summary>The data that a method needs.</summary>
    internal static DataKind KindOf(TuningMethod method) => method switch
    {
        TuningMethod.Sft => DataKind.Responses,
        TuningMethod.Dpo or TuningMethod.Ipo => DataKind.Preferences,
        _ => DataKind.Problems,
    };

    /// <summary>The batches of a step.</summary>
    /// <param name="step">The step, from 0.</param>
    /// <returns>They belong to this object.</returns>
    internal IReadOnlyList<MicroBatch> Of(int step) => KindOf(spec.Method) == DataKind.Problems
        ? Policies(step / spec.Group.Updates)
        : [.. order.Of(step).Select(batch => Of([.. batch.Select(example => examples[example])]))];

    /// <summary>A batch of examples of a method that does not sample.</summary>
    internal MicroBatch Of(IReadOnlyList<TuningExample> batch) => spec.Method == TuningMethod.Sft
        ? new SupervisedBatch(encoding.Batch(batch), spec.Training.Average)
        : new PreferenceBatch(encoding.Pairs(batch), spec.Method, spec.Beta);

    // Several updates are on the samples of the first.
    private PolicyBatch[] Policies(int group)
    {
        if (group != sampledGroup)
        {
            Dispose();
            using var generator = Streams.Of(seed, Draw.Samples, group);
            sampled = [.. order.Of(group).Select(batch => Policy([.. batch.Select(example => examples[example])], generator))];
            sampledGroup = group;
        }

        return sampled;
    }

    private PolicyBatch Policy(IReadOnlyList<TuningExample> problems, Generator generator)
    {
        var texts = new List<(IReadOnlyList<int>, IReadOnlyList<int>)>();
        List<double> rewards = [], advantages = [];
        foreach (var problem in problems)
        {
            var group = Group(model, problem, generator);
            texts.AddRange(group.Completions.Select(completion => (group.Prompt, completion)));
            rewards.AddRange(group.Rewards);
            advantages.AddRange(advantagesOf(group.Rewards, spec.Method));
        }

        return new PolicyBatch(encoding.Completions(texts, spec.Group.Ratio == PolicyRatio.Base), rewards, advantages, spec.Method, spec.Group, spec.Beta);
    }

    /// <summary>Samples the completions of a problem and rewards them.</summary>
    /// <param name="of">The model to sample from.</param>
    /// <param name="problem">The problem.</param>
    /// <param name="generator">Draws.</param>
    /// <returns>The prompt's tokens, the completions' and their rewards.</returns>
    internal (IReadOnlyList<int> Prompt, IReadOnlyList<IReadOnlyList<int>> Completions, IReadOnlyList<double> Rewards) Group(AdaptedModel of, TuningExample problem, Generator generator)
    {
        var prompt = encoding.Prompt(problem);
        if (prompt.Count + (long)spec.Group.MaxNewTokens > of.Model.Shape.Context)
        {
            throw new LabException($"The problem '{ShortText.Of(problem.Prompt)}' has {prompt.Count:N0} tokens, and with {spec.Group.MaxNewTokens:N0} new ones is longer than the model's context of {of.Model.Shape.Context:N0}. Lower MaxNewTokens, or use shorter problems.");
        }

        var completions = new Completions(of.Model, encoding.Ends).Sample([.. Enumerable.Repeat(prompt, spec.Group.Samples)], spec.Group, generator);
        return (prompt, completions, [.. completions.Select(completion => reward(decode(completion), encoding.Answer(problem)))]);
    }

    public void Dispose()
    {
        foreach (var batch in sampled)
        {
            batch.Dispose();
        }

        sampled = [];
    }
}
