using LfmSpec.Models.Adapters;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Lab.Tuning;

/// <summary>
/// Groups of sampled completions, as TRL's GRPOTrainer has them: -min(r A, clip(r) A) + beta k3 for each token, where r is the ratio to the policy that
/// sampled it, A the completion's advantage, and k3 = e^d - d - 1 with d = log p(base) - log p(tuned) estimates the KL to the base model (Schulman 2020).
/// GRPO takes each completion's mean, then theirs; Dr. GRPO divides by the longest completion that may be; DAPO takes the mean over all tokens: over the
/// completions or tokens of the whole step, however it is split into batches.
/// </summary>
/// <param name="tokens">The prompts with their completions; the completions' tokens count, and the prompts' too where the ratio is the base model's.</param>
/// <param name="rewards">The reward of each completion.</param>
/// <param name="advantages">The advantage of each completion.</param>
/// <param name="method">GRPO, Dr. GRPO or DAPO.</param>
/// <param name="group">How the ratio is clipped.</param>
/// <param name="beta">The weight of the KL; 0 for none.</param>
internal sealed class PolicyBatch(
    TokenBatch tokens, IReadOnlyList<double> rewards, IReadOnlyList<double> advantages, TuningMethod method, GroupSpec group, double beta) : MicroBatch, IDisposable
{
    // What stays over the updates on these samples, [tokens]: the log-probabilities under the policy that sampled, and under the base model.
    private Tensor? sampled;
    private Tensor? basis;

    /// <summary>The mean reward.</summary>
    internal override double MeanReward => rewards.Sum() / rewards.Count;

    /// <summary>The KL to the base model at the last <see cref="Loss(AdaptedModel, StepSize)"/>, estimated by k3, in nats: each completion's mean over its tokens, then theirs. 0 if it has no weight.</summary>
    internal double Kl { get; private set; }

    internal override StepSize Size => new(1, tokens.Rows, tokens.Targets);

    internal override Tensor Loss(AdaptedModel model, StepSize step)
    {
        using var scope = NewDisposeScope();
        // The published ratio is of probabilities at temperature 1.
        var temperature = group.Ratio == PolicyRatio.Base ? 1 : group.Temperature;
        var policy = tokens.LogProbabilities(model.Model, temperature);
        sampled ??= policy.detach().clone().DetachFromDisposeScope();
        var needsBase = beta != 0 || group.Ratio == PolicyRatio.Base;
        basis ??= needsBase ? Base(model, temperature) : null;

        var loss = group.Ratio == PolicyRatio.Base ? OverSequences(policy, step) : (OfTokens(policy - sampled, OfRows(policy.device)) * Weights(policy.device, step)).sum();
        if (beta != 0)
        {
            var difference = basis! - policy;
            var kl = difference.exp() - difference - 1;
            Kl = matmul(tokens.Sums(kl.device, mean: true), kl.detach().unsqueeze(1)).mean().ToDouble();
            loss = loss + (kl * Weights(kl.device, step)).sum() * beta;
        }

        return loss.MoveToOuterDisposeScope();
    }

    // The published form: one ratio for a whole text, prompt and all, to the base model.
    private Tensor OverSequences(Tensor policy, StepSize step)
    {
        var sums = tokens.Sums(policy.device);
        var ratios = matmul(sums, (policy - basis!).unsqueeze(1)).squeeze(1);
        return OfTokens(ratios, tensor(advantages.Select(advantage => (float)advantage).ToArray(), device: policy.device)).mean() / (step.Rows / (double)tokens.Rows);
    }

    private Tensor OfTokens(Tensor logRatio, Tensor advantage)
    {
        var ratio = logRatio.exp();
        return -minimum(ratio * advantage, ratio.clamp(1 - group.Clip, 1 + group.ClipHigh) * advantage);
    }

    private Tensor OfRows(Device device) => tensor(tokens.RowsOfTargets.Select(row => (float)advantages[row]).ToArray(), device: device);

    // What each token's part of the step's loss is multiplied by, [tokens].
    private Tensor Weights(Device device, StepSize step)
    {
        int[] rows = [.. tokens.RowsOfTargets], lengths = new int[tokens.Rows];
        foreach (var row in rows)
        {
            lengths[row]++;
        }

        return tensor(rows.Select(row => (float)(1.0 / (method switch
        {
            TuningMethod.Grpo => (double)step.Rows * lengths[row],
            TuningMethod.DrGrpo => (double)step.Rows * group.MaxNewTokens,
            TuningMethod.Dapo => step.Targets,
            _ => throw new InvalidOperationException($"{method} is not a policy's method."),
        }))).ToArray(), device: device);
    }

    private Tensor Base(AdaptedModel model, double temperature)
    {
        using var constant = no_grad();
        using var without = model.WithoutAdapters();
        return tokens.LogProbabilities(model.Model, temperature).DetachFromDisposeScope();
    }

    public void Dispose()
    {
        sampled?.Dispose();
        basis?.Dispose();
    }
}
