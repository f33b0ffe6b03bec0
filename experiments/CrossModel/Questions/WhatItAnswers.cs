using LfmSpec.Lab;
using TorchSharp;
using static TorchSharp.torch;

namespace CrossModel;

/// <summary>How many questions of the test part with an answer of one token does a model answer?</summary>
[Experiment, OnModels, Prompts(Suite.TaskFamilies, SingleTokenTargets = true), Observe<AnswersOfOneToken>]
public partial class WhatItAnswers;

/// <summary>How often the most probable next token is the target, and how probable the target is: means over the prompts of a family, then over families.</summary>
public sealed record AnswersOfOneToken : IObservation
{
    /// <inheritdoc/>
    public DataTable Read(CleanRuns runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var (right, probability) = (new List<double>(), new List<double>());
        foreach (var run in runs.Runs())
        {
            using var scope = NewDisposeScope();
            var target = run.Prompt.TargetId!.Value;
            right.Add(run.Top[^1] == target ? 1 : 0);
            probability.Add(run.Logits[0, run.Ids.Count - 1].to(ScalarType.Float64).softmax(-1)[target].ToDouble());
        }

        return runs.Table(
            "Answers of one token: how many prompts, the share whose most probable next token is the target, and the target's mean probability; means over the prompts of a family, then over families.",
            ["", "prompts", "right", "probability"],
            [DataRow.Of("answers of one token", right.Count, runs.Mean(right), runs.Mean(probability))]);
    }
}
