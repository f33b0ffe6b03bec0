using LfmSpec.Models.Checkpoints;
using TorchSharp;

namespace LfmSpec.Models.Tests;

/// <summary>Each architecture against the values of transformers, and against the slow model.</summary>
[TestFixture("lfm2-atlas-tiny")]
[TestFixture("qwen2-atlas-tiny")]
[TestFixture("llama-atlas-tiny")]
public sealed class ReferenceModelTests : IDisposable
{
    private const double Tolerance = 1e-4;
    private readonly Reference reference;
    private readonly SlowModel slow;
    private readonly Checkpoint checkpoint;

    public ReferenceModelTests(string model)
    {
        reference = new Reference(model);
        slow = new SlowModel(reference.CheckpointFolder);
        checkpoint = Checkpoint.Load(reference.CheckpointFolder);
    }

    [Test]
    public void Logits_are_those_of_transformers([Range(0, 7)] int prompt)
    {
        using var scope = torch.NewDisposeScope();
        var logits = checkpoint.Model.Forward(Ids(prompt));
        Assert.That(LargestDifference(logits[0], reference.Tensor($"p{prompt}.logits")), Is.LessThan(Tolerance));
    }

    [Test]
    public void The_residual_stream_is_that_of_transformers_after_every_block([Range(0, 7)] int prompt)
    {
        using var scope = torch.NewDisposeScope();
        var expected = reference.Tensor($"p{prompt}.resid");
        var residual = checkpoint.Model.Embed(Ids(prompt));
        Assert.That(LargestDifference(residual[0], expected[0]), Is.Zero, "the embedding is a table");
        for (var layer = 0; layer < checkpoint.Model.Shape.Blocks.Count; layer++)
        {
            residual = checkpoint.Model.Block(layer, residual);
            Assert.That(LargestDifference(residual[0], expected[layer + 1]), Is.LessThan(Tolerance), $"after block {layer}");
        }
    }

    // float32 arithmetic through 8 or 14 blocks: rounding of about 1e-5 in the largest of the logits.
    [Test]
    public void Logits_are_those_of_the_slow_model_in_double_precision([Range(0, 7)] int prompt)
    {
        using var scope = torch.NewDisposeScope();
        var expected = slow.Logits([.. reference.Prompts[prompt].GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())]);
        var logits = checkpoint.Model.Forward(Ids(prompt))[0].to(torch.ScalarType.Float64);
        Assert.That(LargestDifference(logits, torch.tensor(expected.SelectMany(row => row).ToArray()).view(logits.shape)), Is.LessThan(2e-5));
    }

    [Test]
    public void The_tokenizer_gives_the_ids_of_transformers([Range(0, 7)] int prompt)
    {
        var expected = reference.Prompts[prompt];
        Assert.That(checkpoint.Tokenizer.Encode(expected.GetProperty("text").GetString()!), Is.EqualTo(expected.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())));
    }

    [Test]
    public void It_has_the_parameters_that_transformers_counts() =>
        Assert.That(checkpoint.Model.Parameters, Is.EqualTo(reference.Json.GetProperty("parameters").GetInt64()));

    [Test]
    public void Its_blocks_are_those_of_the_configuration()
    {
        var attention = reference.Json.GetProperty("attention_layers").EnumerateArray().Select(layer => layer.GetInt32()).ToArray();
        var blocks = checkpoint.Model.Shape.Blocks.Index().Where(block => block.Item == OperatorKind.Attention).Select(block => block.Index);
        Assert.That(blocks, Is.EqualTo(attention));
    }

    [Test]
    public void Every_site_is_visited_once_in_the_order_of_the_data()
    {
        using var scope = torch.NewDisposeScope();
        var visited = new List<Site>();
        checkpoint.Model.Forward(Ids(0), new Recorder(visited, wants: true));
        var expected = new List<Site> { new(SiteKind.Embedding) };
        foreach (var (layer, kind) in checkpoint.Model.Shape.Blocks.Index())
        {
            SiteKind[] within = kind == OperatorKind.Convolution
                ? [SiteKind.ConvGate, SiteKind.ConvCarrier, SiteKind.ConvSignal, SiteKind.ConvOutput]
                : [SiteKind.Query, SiteKind.Key, SiteKind.Value, SiteKind.AttentionWeights, SiteKind.Heads];
            SiteKind[] all = [SiteKind.BlockInput, SiteKind.OperatorInput, .. within, SiteKind.OperatorOutput, SiteKind.MlpOutput, SiteKind.BlockOutput];
            expected.AddRange(all.Select(site => new Site(site, layer)));
        }

        expected.AddRange([new(SiteKind.FinalNorm), new(SiteKind.Logits)]);
        Assert.That(visited, Is.EqualTo(expected));
    }

    [Test]
    public void A_visitor_that_changes_nothing_changes_no_bit()
    {
        using var scope = torch.NewDisposeScope();
        Assert.That(checkpoint.Model.Forward(Ids(2), new Recorder([], wants: false)).Equals(checkpoint.Model.Forward(Ids(2))), Is.True);
    }

    [Test]
    public void Attention_weights_sum_to_one_and_see_no_later_position()
    {
        using var scope = torch.NewDisposeScope();
        var weights = new Dictionary<Site, torch.Tensor>();
        checkpoint.Model.Forward(Ids(2), new Recorder([], wants: true, (site, value) =>
        {
            if (site.Kind == SiteKind.AttentionWeights)
            {
                weights[site] = value.clone().DetachFromDisposeScope();
            }
        }));
        foreach (var (site, value) in weights)
        {
            Assert.That(LargestDifference(value.sum(-1), torch.ones_like(value.sum(-1))), Is.LessThan(1e-6), $"{site}");
            Assert.That(value.triu(1).abs().max().ToSingle(), Is.Zero, $"{site}");
        }

        Assert.That(weights, Has.Count.EqualTo(checkpoint.Model.Shape.Blocks.Count(kind => kind == OperatorKind.Attention)));
    }

    [Test]
    public void A_thousand_forward_passes_leave_no_tensor_behind()
    {
        using var ids = Ids(1);
        checkpoint.Model.Forward(ids).Dispose();
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (var pass = 0; pass < 1000; pass++)
        {
            checkpoint.Model.Forward(ids).Dispose();
        }

        Assert.That(DisposeScopeManager.Statistics.ThreadTotalLiveCount, Is.EqualTo(before));
    }

    [Test]
    public void A_longer_prompt_leaves_every_bit_of_the_earlier_logits_as_it_was()
    {
        using var scope = torch.NewDisposeScope();
        var ids = Ids(4);
        var shorter = checkpoint.Model.Forward(ids.narrow(1, 0, 7));
        Assert.That(Rounding.AreSame(checkpoint.Model.Forward(ids).narrow(1, 0, 7), shorter), Is.True);
    }

    public void Dispose() => checkpoint.Dispose();

    private torch.Tensor Ids(int prompt) =>
        torch.tensor(reference.Prompts[prompt].GetProperty("ids").EnumerateArray().Select(id => id.GetInt64()).ToArray()).unsqueeze(0);

    private static double LargestDifference(torch.Tensor actual, torch.Tensor expected)
    {
        Assert.That(actual.shape, Is.EqualTo(expected.shape));
        return (actual - expected).abs().max().ToSingle();
    }

    private sealed class Recorder(List<Site> visited, bool wants, Action<Site, torch.Tensor>? see = null) : ISiteVisitor
    {
        public bool Wants(Site site) => wants;

        public torch.Tensor Visit(Site site, torch.Tensor value)
        {
            visited.Add(site);
            see?.Invoke(site, value);
            return value;
        }
    }
}
