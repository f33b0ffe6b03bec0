using LfmSpec.Models.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Models.Tests.Architectures;

/// <summary>The engine uses the memory of disposed tensors again; nobody who has a tensor of another pass, or its result, may notice.</summary>
[TestFixture("lfm2-atlas-tiny")]
[TestFixture("qwen2-atlas-tiny")]
[TestFixture("llama-atlas-tiny")]
public sealed class ResultOwnershipTests(string model) : IDisposable
{
    private const int Passes = 3;

    private static readonly Dictionary<string, Func<CausalModel, Tensor, Tensor>> Results = new()
    {
        ["Embed"] = (model, ids) => model.Embed(ids),
        ["Block"] = (model, ids) => Of(model.Embed(ids), residual => model.Block(1, residual)),
        ["Blocks"] = (model, ids) => Of(model.Embed(ids), residual => model.Blocks(2, residual)),
        ["no blocks"] = (model, ids) => Of(model.Embed(ids), residual => model.Blocks(model.Shape.Blocks.Count, residual)),
        ["Head"] = (model, ids) => Of(model.Embed(ids), residual => model.Head(residual)),
        ["Resume"] = (model, ids) => Of(model.Embed(ids), residual => model.Resume(3, residual)),
        ["Forward"] = (model, ids) => model.Forward(ids),
        ["Next"] = (model, ids) =>
        {
            using var cache = model.NewCache();
            return model.Next(ids, cache);
        },
        ["Distribution"] = (model, ids) => Of(model.Embed(ids), residual => model.Distribution(residual).Logits),
        ["a pass with gradients"] = (model, ids) => Of(model.Embed(ids).requires_grad_(), residual => model.Blocks(0, residual)),
    };

    private readonly Checkpoint checkpoint = Checkpoint.Load(RepositoryFiles.Path("models", model));
    private readonly Tensor ids = tensor(new long[] { 1, 296, 317, 302, 1008, 273 }).view(1, 6).DetachFromDisposeScope();

    private static IEnumerable<string> Names() => Results.Keys;

    [Test]
    public void A_result_is_its_callers_whatever_later_passes_do([ValueSource(nameof(Names))] string name, [Values] bool scoped)
    {
        using var around = scoped ? NewDisposeScope() : null;
        OtherPasses().Dispose();
        var result = Results[name](checkpoint.Model, ids);
        var (shape, values) = (result.shape, Values(result));

        using (OtherPasses())
        {
            Assert.That(result.shape, Is.EqualTo(shape));
            Assert.That(Values(result), Is.EqualTo(values));
        }

        result.Dispose();
        using (OtherPasses())
        {
            Assert.That(result.IsInvalid, Is.True, "it stays disposed");
        }
    }

    [Test]
    public void What_a_visitor_saw_stays_disposed_whatever_later_passes_do()
    {
        var holding = new Holding();
        using (NewDisposeScope())
        {
            OtherPasses().Dispose();
            checkpoint.Model.Forward(ids, holding);
        }

        using var others = OtherPasses();
        Assert.That(holding.Seen, Has.Count.GreaterThan(4 * checkpoint.Model.Shape.Blocks.Count));
        Assert.That(holding.Seen.Where(seen => !seen.IsInvalid), Is.Empty);
    }

    [Test]
    public void What_gradients_need_is_there_after_other_passes()
    {
        using var scope = NewDisposeScope();
        var start = checkpoint.Model.Embed(ids);
        Assert.That(Gradient(start, () => OtherPasses().Dispose()).Equals(Gradient(start, () => { })), Is.True);
    }

    [Test]
    public void Passes_on_several_threads_have_the_bits_of_one_after_the_other()
    {
        Rounding.RequireBits();
        int[] lengths = [1, 2, 3, 4, 5, 6];
        float[][] expected = [.. lengths.Select(Logits)];
        var faults = new System.Collections.Concurrent.ConcurrentQueue<string>();
        List<Thread> threads = [.. Enumerable.Range(0, 4).Select(first => new Thread(() =>
        {
            for (var pass = 0; pass < 12; pass++)
            {
                var text = (first + pass) % lengths.Length;
                if (!Logits(lengths[text]).SequenceEqual(expected[text]))
                {
                    faults.Enqueue($"thread {first}, pass {pass}: {lengths[text]} positions");
                }
            }
        }))];
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());

        Assert.That(faults, Is.Empty);
    }

    public void Dispose()
    {
        ids.Dispose();
        checkpoint.Dispose();
    }

    private Tensor Gradient(Tensor start, Action meanwhile)
    {
        var residual = start.detach().requires_grad_();
        var loss = checkpoint.Model.Resume(0, residual).square().mean();
        meanwhile();
        loss.backward();
        return residual.grad!;
    }

    private float[] Logits(int positions)
    {
        using var scope = NewDisposeScope();
        return Values(checkpoint.Model.Forward(ids.narrow(1, 0, positions)));
    }

    // Of another length, so that a tensor that is used again looks otherwise. The scope that is returned, and still open, has the results.
    private DisposeScope OtherPasses()
    {
        var scope = NewDisposeScope();
        using var without = no_grad();
        using var cache = checkpoint.Model.NewCache();
        for (var pass = 0; pass < Passes; pass++)
        {
            checkpoint.Model.Forward(ids.narrow(1, pass, 2));
            checkpoint.Model.Next(ids.narrow(1, pass, 1), cache);
        }

        return scope;
    }

    private static float[] Values(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().contiguous().data<float>().ToArray();
    }

    private static Tensor Of(Tensor residual, Func<Tensor, Tensor> pass)
    {
        using (residual)
        {
            return pass(residual);
        }
    }

    private sealed class Holding : ISiteVisitor
    {
        internal List<Tensor> Seen { get; } = [];

        public bool Wants(Site site) => false;

        public Tensor Visit(Site site, Tensor value)
        {
            Seen.Add(value);
            return value;
        }
    }
}
