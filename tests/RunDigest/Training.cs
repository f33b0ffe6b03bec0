using System.Security.Cryptography;
using LfmSpec.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace RunDigest;

/// <summary>Ten steps of AdamW on a low-rank adapter after every operator and MLP: forward, backward and step through the whole model.</summary>
internal static class Training
{
    private const long Rank = 4;

    /// <summary>Trains on the next tokens of one text.</summary>
    /// <param name="model">The model, whose own weights stay as they are.</param>
    /// <param name="ids">int64, [1, positions].</param>
    /// <returns>SHA-256 of the losses, the last gradients and the trained adapters.</returns>
    internal static string Run(CausalModel model, Tensor ids)
    {
        using var scope = NewDisposeScope();
        manual_seed(42);
        var adapters = new Adapters(model.Shape);
        using var optimizer = optim.AdamW(adapters.Parameters, lr: 1e-2, weight_decay: 0.1);
        var schedule = optim.lr_scheduler.CosineAnnealingLR(optimizer, 10);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var targets = ids.narrow(1, 1, ids.shape[1] - 1).reshape(-1);
        double first = double.NaN, last = double.NaN;
        for (var step = 0; step < 10; step++)
        {
            using var ofStep = NewDisposeScope();
            optimizer.zero_grad();
            var logits = model.Forward(ids, adapters).narrow(1, 0, targets.shape[0]).reshape(-1, model.Shape.Vocabulary);
            var loss = nn.functional.cross_entropy(logits, targets);
            loss.backward();
            nn.utils.clip_grad_norm_(adapters.Parameters, 1);
            optimizer.step();
            schedule.step();
            hash.AppendData(loss.bytes);
            last = loss.ToDouble();
            first = step == 0 ? last : first;
        }

        foreach (var parameter in adapters.Parameters)
        {
            hash.AppendData(parameter.bytes);
            hash.AppendData(parameter.grad!.bytes);
        }

        return last < first ? Convert.ToHexStringLower(hash.GetHashAndReset()) : throw new InvalidOperationException($"Training did not lower the loss: {first} became {last}.");
    }

    /// <summary>value + up(down(value)) at the output of every operator and MLP.</summary>
    private sealed class Adapters : ISiteVisitor
    {
        private readonly Dictionary<Site, nn.Module<Tensor, Tensor>> bySite = [];

        internal Adapters(ModelShape shape)
        {
            var sites = Enumerable.Range(0, shape.Blocks.Count).SelectMany(layer => new[] { new Site(SiteKind.OperatorOutput, layer), new Site(SiteKind.MlpOutput, layer) });
            foreach (var site in sites)
            {
                var adapter = nn.Sequential(nn.Linear(shape.Hidden, Rank, hasBias: false), nn.Linear(Rank, shape.Hidden, hasBias: false));
                bySite.Add(site, adapter);
            }
        }

        internal IEnumerable<TorchSharp.Modules.Parameter> Parameters => bySite.Values.SelectMany(adapter => adapter.parameters());

        public bool Wants(Site site) => false;

        public Tensor Visit(Site site, Tensor value) => bySite.TryGetValue(site, out var adapter) ? value + adapter.call(value) : value;
    }
}
