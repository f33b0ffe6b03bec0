using LfmSpec.Models;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LfmSpec.Benchmarks.Models;

/// <summary>A step of AdamW on low-rank adapters after every operator and MLP: forward and backward through the frozen model.</summary>
internal sealed class TrainingStep : IPass, ISiteVisitor
{
    internal const int Positions = 128;
    internal const int Rank = 8;

    private readonly CausalModel model;
    private readonly Tensor ids;
    private readonly Tensor targets;
    private readonly Dictionary<Site, nn.Module<Tensor, Tensor>> adapters = [];
    private readonly Parameter[] parameters;
    private readonly optim.Optimizer optimizer;

    internal TrainingStep(CausalModel model)
    {
        this.model = model;
        ids = Prefill.RandomIds(model, Positions + 1);
        targets = ids.narrow(1, 1, Positions).reshape(-1);
        int hidden = model.Shape.Hidden;
        for (var layer = 0; layer < model.Shape.Blocks.Count; layer++)
        {
            foreach (var kind in new[] { SiteKind.OperatorOutput, SiteKind.MlpOutput })
            {
                adapters.Add(new Site(kind, layer), nn.Sequential(nn.Linear(hidden, Rank, hasBias: false), nn.Linear(Rank, hidden, hasBias: false)));
            }
        }

        parameters = [.. adapters.Values.SelectMany(adapter => adapter.parameters())];
        optimizer = optim.AdamW(parameters, lr: 1e-4);
    }

    // Forward, and the gradients of the inputs: two multiply-adds a weight and position each. Frozen weights have no gradient.
    public double Work => 4.0 * model.Parameters * Positions;

    public int Tokens => Positions;

    public void RunOnce()
    {
        using var scope = NewDisposeScope();
        optimizer.zero_grad();
        var logits = model.Forward(ids.narrow(1, 0, Positions), this);
        nn.functional.cross_entropy(logits[0], targets).backward();
        nn.utils.clip_grad_norm_(parameters, 1);
        optimizer.step();
    }

    public double Bound(int threads) => IPass.MultiplyAdds(threads);

    public bool Wants(Site site) => false;

    public Tensor Visit(Site site, Tensor value) => adapters.TryGetValue(site, out var adapter) ? value + adapter.call(value) : value;

    public void Dispose()
    {
        optimizer.Dispose();
        foreach (var adapter in adapters.Values)
        {
            adapter.Dispose();
        }

        targets.Dispose();
        ids.Dispose();
    }
}
