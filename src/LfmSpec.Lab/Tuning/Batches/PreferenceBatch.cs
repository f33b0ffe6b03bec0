using LfmSpec.Models.Adapters;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Lab.Tuning;

/// <summary>
/// A batch of preferences, as TRL's DPOTrainer has it. h is the log-ratio of tuned and base model of the chosen response less that of the rejected one.
/// DPO: -log sigmoid(beta h), log-probabilities summed over the tokens that count (Rafailov et al. 2023); IPO: (h - 1 / (2 beta))^2, their means (Azar et al. 2023).
/// The batches of a step count alike, as that trainer has it: of two, one with fewer pairs, at the end of an epoch, weighs its pairs more.
/// </summary>
/// <param name="tokens">The chosen texts, then as many rejected ones in the same order.</param>
/// <param name="method">DPO or IPO.</param>
/// <param name="beta">The beta.</param>
internal sealed class PreferenceBatch(TokenBatch tokens, TuningMethod method, double beta) : MicroBatch
{
    private PreferenceRewards rewards = new([], [], []);

    /// <summary>The mean reward margin of the pairs at the last <see cref="Loss(AdaptedModel, StepSize)"/>.</summary>
    internal override double MeanReward => rewards.Margins.Sum() / rewards.Margins.Count;

    /// <summary>What the last <see cref="Loss(AdaptedModel, StepSize)"/> found.</summary>
    internal PreferenceRewards Rewards => rewards;

    internal override StepSize Size => new(1, tokens.Rows / 2, tokens.Targets);

    internal override Tensor Loss(AdaptedModel model, StepSize step)
    {
        using var scope = NewDisposeScope();
        var sums = tokens.Sums(model.Model.Device, mean: method == TuningMethod.Ipo);
        var policy = matmul(sums, tokens.LogProbabilities(model.Model).unsqueeze(1)).squeeze(1);
        var ratios = policy - Base(model, sums);
        long pairs = tokens.Rows / 2;
        Tensor chosen = ratios.narrow(0, 0, pairs), rejected = ratios.narrow(0, pairs, pairs);
        var difference = chosen - rejected;
        rewards = new PreferenceRewards(Scaled(chosen), Scaled(rejected), [.. HostArray.Of(policy).Select(value => (double)value)]);
        var losses = method == TuningMethod.Ipo
            ? (difference - (1 / (2 * beta))).square()
            : -nn.functional.logsigmoid(difference * beta);
        return (losses.mean() / step.Batches).MoveToOuterDisposeScope();
    }

    private double[] Scaled(Tensor ratios) => [.. HostArray.Of(ratios.detach() * beta).Select(value => (double)value)];

    // The same weights without the adapters.
    private Tensor Base(AdaptedModel model, Tensor sums)
    {
        using var constant = no_grad();
        using var without = model.WithoutAdapters();
        return matmul(sums, tokens.LogProbabilities(model.Model).unsqueeze(1)).squeeze(1);
    }
}

/// <summary>The implicit rewards of preference training, beta (log p(tuned) - log p(base)), one a pair.</summary>
/// <param name="Chosen">Of the chosen responses.</param>
/// <param name="Rejected">Of the rejected ones.</param>
/// <param name="LogProbabilities">log p(tuned) of the chosen responses, then of the rejected ones, in nats.</param>
internal sealed record PreferenceRewards(IReadOnlyList<double> Chosen, IReadOnlyList<double> Rejected, IReadOnlyList<double> LogProbabilities)
{
    /// <summary>Chosen less rejected.</summary>
    internal IReadOnlyList<double> Margins { get; } = [.. Chosen.Zip(Rejected, (chosen, rejected) => chosen - rejected)];
}
