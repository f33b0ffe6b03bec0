using LfmSpec.Models;
using TorchSharp;

namespace LfmSpec.Benchmarks.Models;

/// <summary>Reading a long text into a new cache and predicting its next token. Work is counted as if every block ran at every position.</summary>
internal sealed class Prefill : IPass
{
    internal const int Positions = 512;

    private readonly CausalModel model;
    private readonly torch.Tensor ids;

    internal Prefill(CausalModel model)
    {
        this.model = model;
        ids = RandomIds(model, Positions);
    }

    // Multiply-adds of the products alone: two a weight and position, the head's at one position only.
    public double Work
    {
        get
        {
            var head = (double)model.Shape.Vocabulary * model.Shape.Hidden;
            return 2 * (((model.Parameters - head) * Positions) + head);
        }
    }

    public int Tokens => Positions;

    public void RunOnce()
    {
        using var scope = torch.NewDisposeScope();
        using var nothingToLearn = torch.no_grad();
        using var cache = model.NewCache();
        model.Next(ids, cache);
    }

    public double Bound(int threads) => IPass.MultiplyAdds(threads);

    public void Dispose() => ids.Dispose();

    internal static torch.Tensor RandomIds(CausalModel model, int positions)
    {
        var random = new Random(1);
        return torch.tensor(Enumerable.Range(0, positions).Select(_ => (long)random.Next(model.Shape.Vocabulary)).ToArray()).unsqueeze_(0);
    }
}
