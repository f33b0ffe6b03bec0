using System.Text.Json;
using LfmSpec.Models;
using LfmSpec.Models.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Lab.Tests.Continuations;

/// <summary>Texts that are continued under interventions: against transformers with hooks at every position, and against full forward passes.</summary>
[TestFixture("lfm2-atlas-tiny")]
[TestFixture("qwen2-atlas-tiny")]
[TestFixture("llama-atlas-tiny")]
public sealed class ContinuationTests(string model) : IDisposable
{
    private static readonly JsonElement Json = JsonDocument.Parse(File.ReadAllBytes(RepositoryFiles.Path("tests", "reference", "generation.json"))).RootElement;

    private readonly Laboratory lab = Laboratory.Open(RepositoryFiles.Path("models", model));

    private static readonly Dictionary<string, Intervention[]> Interventions = new()
    {
        ["clean"] = [],
        ["head 2:1 zero"] = [new Ablation(2, Component.Head, Head: 1)],
        ["mlp 1 zero, every position of prompt and new tokens"] = [new Ablation(1, Component.Mlp)],
        ["steer after block 3, scale -16, every position"] = [Steered(-16)],
        ["steer after block 3, seed 42 unit length, scale 16, every position"] = [Steered(16)],
    };

    private int Head => lab.Checkpoint.Model.Shape.Blocks.ToList().FindIndex(2, kind => kind == OperatorKind.Attention);

    [Test]
    public void Greedy_texts_under_interventions_are_transformers_token_for_token([ValueSource(nameof(Names))] string name)
    {
        var entries = Json.GetProperty("generate").EnumerateArray()
            .Where(entry => entry.GetProperty("model").GetString() == model && entry.GetProperty("intervention").GetString() == name).ToArray();
        Assert.That(entries, Has.Length.EqualTo(5));
        Assert.That(Head, Is.EqualTo(2), "the first attention block from 2 on");
        var texts = lab.Continue(
            [.. entries.Select(entry => new GenerationRequest(Ids(entry.GetProperty("prompt_ids"))) { MaxNewTokens = 32, Sampling = new Sampling { MinNewTokens = 32 } })], Interventions[name]);
        Assert.That(texts.Select(text => text.Tokens), Is.EqualTo(entries.Select(entry => Ids(entry.GetProperty("new_ids")))));
    }

    [Test]
    public void Every_step_has_the_bits_of_the_full_forward_pass_with_the_intervention_at_every_position([ValueSource(nameof(Changed))] string name)
    {
        Rounding.RequireBits();
        var interventions = Everywhere(name);
        var prompts = new[] { "The capital of France is", "7 + 5 =", "A" }.Select(text => lab.Checkpoint.Tokenizer.Encode(text)).ToArray();
        var texts = lab.Continue([.. prompts.Select(prompt => new GenerationRequest(prompt) { MaxNewTokens = 10, EndTokens = new HashSet<int>() })], interventions, Means);
        using var scope = NewDisposeScope();
        foreach (var (prompt, text) in prompts.Zip(texts))
        {
            List<int> ids = [.. prompt];
            foreach (var token in text.Tokens)
            {
                var logits = Full(ids, interventions);
                Assert.That(token, Is.EqualTo((int)logits[0, ids.Count - 1].argmax(-1).ToInt64()), $"{name}, after {ids.Count} tokens");
                ids.Add(token);
            }
        }
    }

    [Test]
    public void Texts_under_interventions_have_the_tokens_that_each_has_alone()
    {
        GenerationRequest[] requests = [.. new[] { "The capital of France is", "7 + 5 =", "A B C D A B C", "7 + 5 =" }.Select((text, index) =>
            new GenerationRequest(lab.Checkpoint.Tokenizer.Encode(text)) { MaxNewTokens = 8 + index, Sampling = new Sampling { Temperature = 1, Seed = index } })];
        Intervention[] interventions = [Steered(4), new Ablation(1, Component.Mlp) { During = During.NewTokens }];
        Assert.That(lab.Continue(requests, interventions).Select(text => text.Tokens), Is.EqualTo(requests.Select(request => lab.Continue([request], interventions)[0].Tokens)));
    }

    [Test]
    public void The_prompt_alone_and_the_new_tokens_alone_are_changed_where_that_is_asked_for()
    {
        var ids = lab.Checkpoint.Tokenizer.Encode("The capital of France is");
        var ablation = new Ablation(1, Component.Mlp);
        IReadOnlyList<int> Text(During during) => lab.Continue([new GenerationRequest(ids) { MaxNewTokens = 6, EndTokens = new HashSet<int>() }], [ablation with { During = during }])[0].Tokens;
        Assert.That(Text(During.Prompt)[0], Is.EqualTo(First(Full(ids, [ablation]))), "the first token comes of the prompt");
        Assert.That(Text(During.NewTokens)[0], Is.EqualTo(First(Full(ids, []))));
        Assert.That(Text(During.NewTokens), Is.EqualTo(Slowly(ids, 6, position => position >= ids.Count)));
        Assert.That(Text(During.Prompt), Is.EqualTo(Slowly(ids, 6, position => position < ids.Count)));

        int First(Tensor logits) => (int)logits[0, ids.Count - 1].argmax(-1).ToInt64();
    }

    [Test]
    public void A_steering_of_the_last_position_acts_at_each_new_token_in_its_turn()
    {
        var ids = lab.Checkpoint.Tokenizer.Encode("7 + 5 =");
        var steering = Steered(8) with { At = PositionSet.Last };
        var text = lab.Continue([new GenerationRequest(ids) { MaxNewTokens = 6, EndTokens = new HashSet<int>() }], [steering])[0].Tokens;
        Assert.That(text, Is.EqualTo(Slowly(ids, 6, position => position >= ids.Count - 1, steering)));
    }

    [Test]
    public void What_cannot_act_so_is_an_error_that_says_what_can()
    {
        var request = new GenerationRequest(lab.Checkpoint.Tokenizer.Encode("7 + 5 =")) { MaxNewTokens = 2 };
        void Refused(Intervention intervention, string message) =>
            Assert.That(() => lab.Continue([request], [intervention]), Throws.TypeOf<LabException>().With.Message.Contains(message), message);
        using (Assert.EnterMultipleScope())
        {
            Refused(new Ablation(1, Component.Mlp, Replacement.Mean), "it cannot act at new tokens, each of which is a position alone");
            Refused(new Ablation(1, Component.Mlp, Replacement.Resampled), "Use the mean over prompts");
            Refused(new Ablation(1, Component.Mlp, Replacement.PromptMean), "it takes the mean over prompts, and there are none. Name them");
            Refused(new Patching(1), "a value is patched between the two runs of a pair");
            Refused(new Perturbation(1, 3), "it cannot act at new tokens");
            Refused(new Ablation(1, Component.Mlp) { At = PositionSet.First, During = During.NewTokens }, "the positions that it names are the prompt's, and it acts at new tokens alone");
            Refused(new Ablation(1, Component.Mlp) { At = PositionSet.Of(40) }, "position 40 does not exist in the prompt");
            Refused(new Ablation(99, Component.Mlp), "layer 99 does not exist");
            Refused(new Ablation(1, Component.Mlp, Replacement.Mean) { During = During.NewTokens }, "it cannot act at new tokens");
        }
    }

    [Test]
    public void What_takes_the_mean_over_positions_can_act_at_the_prompt_alone()
    {
        var ids = lab.Checkpoint.Tokenizer.Encode("7 + 5 =");
        var mean = new Ablation(1, Component.Mlp, Replacement.Mean) { During = During.Prompt };
        var text = lab.Continue([new GenerationRequest(ids) { MaxNewTokens = 1 }], [mean])[0].Tokens;
        Assert.That(text[0], Is.EqualTo((int)Full(ids, [mean])[0, ids.Count - 1].argmax(-1).ToInt64()));
    }

    [Test]
    public void Nothing_of_a_continuation_stays_in_memory()
    {
        GenerationRequest[] requests = [new(lab.Checkpoint.Tokenizer.Encode("7 + 5 =")) { MaxNewTokens = 4 }];
        lab.Continue(requests, Everywhere("the mean over prompts"), Means);
        var before = Tensor.TotalCount;
        lab.Continue(requests, Everywhere("the mean over prompts"), Means);
        Assert.That(Tensor.TotalCount, Is.EqualTo(before));
    }

    public void Dispose() => lab.Dispose();

    private static PromptSpec Means => new(["The capital of Italy is", "3 + 3 ="]);

    private static IEnumerable<string> Names() => Interventions.Keys;

    private static IEnumerable<string> Changed() => [.. Interventions.Keys.Skip(1), "a skipped block", "the mean over prompts", "two at once"];

    private static Intervention[] Everywhere(string name) => name switch
    {
        "a skipped block" => [new Ablation(4, Component.Block, Replacement.Input)],
        "the mean over prompts" => [new Ablation(3, Component.Operator, Replacement.PromptMean)],
        "two at once" => [Steered(6) with { Unit = SteeringUnit.Raw }, new Ablation(5, Component.Mlp)],
        _ => Interventions[name],
    };

    private static Steering Steered(double scale) => new(3, new RandomVector(42), scale) { At = PositionSet.All };

    private Tensor Full(IReadOnlyList<int> ids, Intervention[] interventions, PositionSet? at = null)
    {
        using var nothingToLearn = no_grad();
        var clean = CleanRun.Of(lab.Checkpoint.Model, new Prompt("", ""), ids);
        var edits = interventions.Select(intervention => lab.Bench.Editor.Edit(at is null ? intervention : intervention with { At = at }, new PromptRuns(0, clean, clean), lab.Bench.Prompts.Of(Means))).ToArray();
        var logits = lab.Checkpoint.Model.Forward(TokenIds.AsTensor(ids), new EditVisitor(edits.Select(edit => (0, edit))));
        clean.Dispose();
        return logits;
    }

    // A full forward pass a token, with the intervention at some of the text's positions.
    private List<int> Slowly(IReadOnlyList<int> prompt, int count, Predicate<int> acts, Intervention? intervention = null)
    {
        List<int> ids = [.. prompt];
        for (var step = 0; step < count; step++)
        {
            using var scope = NewDisposeScope();
            int[] at = [.. Enumerable.Range(0, ids.Count).Where(position => acts(position))];
            var logits = at.Length == 0 ? Full(ids, []) : Full(ids, [intervention ?? new Ablation(1, Component.Mlp)], PositionSet.Of(at));
            ids.Add((int)logits[0, ids.Count - 1].argmax(-1).ToInt64());
        }

        return ids[prompt.Count..];
    }

    private static int[] Ids(JsonElement list) => [.. list.EnumerateArray().Select(id => id.GetInt32())];
}
