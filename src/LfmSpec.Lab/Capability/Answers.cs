using LfmSpec.Models;

namespace LfmSpec.Lab.Capability;

/// <summary>What a model answers to a file's tests, and how that is scored. What is kept is not written again.</summary>
/// <param name="bench">What is run with.</param>
/// <param name="file">The tests.</param>
/// <param name="asked">The tokens of each test's prompt.</param>
/// <param name="sampling">How tokens are chosen.</param>
/// <param name="interventions">What is changed meanwhile.</param>
/// <param name="prompts">The prompts over which means are taken, or null.</param>
/// <param name="protocol">All that the scores depend on besides the model, the tests and their tokens.</param>
internal sealed class Answers(
    Bench bench, CapabilityFile file, IReadOnlyList<IReadOnlyList<int>> asked, Sampling sampling, IReadOnlyList<Intervention> interventions, PromptSpec? prompts, string protocol)
{
    private static readonly string[] Columns = ["test", "score", "skipped", "why", "answer"];

    private readonly string key = ContentHash.Of(
        EngineVersion.Current, bench.Runs.Checkpoint.WeightsId, bench.Runs.Checkpoint.Tokenizer.Sha256, file.Sha256, $"{typeof(Scoring.Scorers).Module.ModuleVersionId}", protocol,
        string.Join(';', asked.Select(ids => string.Join(',', ids))));

    /// <summary>Whether they are kept.</summary>
    internal bool AreKept => bench.Cache.Table(key) is not null;

    /// <summary>The tokens of the prompts together.</summary>
    internal long PromptTokens => asked.Sum(ids => (long)ids.Count);

    /// <summary>What is asked, of the tests whose prompt the model can hold.</summary>
    internal IReadOnlyList<(int Test, GenerationRequest Request)> Requests
    {
        get
        {
            var context = bench.Runs.Model.Shape.Context;
            return [.. asked.Index().Where(prompt => prompt.Item.Count < context).Select(prompt =>
                (prompt.Index, new GenerationRequest(prompt.Item) { MaxNewTokens = Math.Min(file.Tests[prompt.Index].MaxNewTokens, context - prompt.Item.Count), Sampling = sampling }))];
        }
    }

    /// <summary>Scores the answers.</summary>
    /// <param name="score">Scores an answer.</param>
    /// <param name="cancellation">Stops between two tokens.</param>
    internal IReadOnlyList<CapabilityOutcome> Scored(Func<CapabilityTest, string, CapabilityOutcome> score, CancellationToken cancellation)
    {
        if (bench.Cache.Table(key) is not { } table)
        {
            table = new DataTable(file.Category, protocol.Split(' ')[0], Columns, [.. Written(score, cancellation).Select(outcome =>
                new DataRow(outcome.Test, [Cell.Of(outcome.Score), Cell.Of(outcome.Skipped ? 1 : 0), Cell.Of(outcome.Why), Cell.Of(outcome.Answer)]))]);
            bench.Cache.Add(key, table);
        }

        return [.. table.Rows.Select(row => new CapabilityOutcome(row.Name, row.Cells[0].Number, row.Cells[1].Number != 0, row.Cells[2].Text, row.Cells[3].Text))];
    }

    private IEnumerable<CapabilityOutcome> Written(Func<CapabilityTest, string, CapabilityOutcome> score, CancellationToken cancellation)
    {
        var requests = Requests;
        var texts = Continuing.Of(bench, [.. requests.Select(request => request.Request)], interventions, prompts, null, cancellation);
        var answers = requests.Zip(texts).ToDictionary(pair => pair.First.Test, pair => pair.Second.Text.Trim());
        return file.Tests.Select((test, index) => answers.TryGetValue(index, out var answer)
            ? score(test, answer)
            : new CapabilityOutcome(test.Id, 0, false, $"the prompt is longer than the model's context of {bench.Runs.Model.Shape.Context:N0}", ""));
    }
}
