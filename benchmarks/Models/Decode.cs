using System.Runtime.InteropServices;
using LfmSpec.Benchmarks.Measuring;
using LfmSpec.Models;
using TorchSharp;

namespace LfmSpec.Benchmarks.Models;

/// <summary>One token after another: every weight is read once for each.</summary>
internal sealed unsafe class Decode : IPass
{
    internal const int Positions = 128;

    // As many bytes as the weights, so that the bound is as cold as they are.
    private readonly byte* block;
    private readonly nint bytes;
    private readonly CausalModel model;
    private readonly DecodingCache cache;
    private torch.Tensor next;

    internal Decode(CausalModel model)
    {
        this.model = model;
        bytes = (nint)(model.Parameters * sizeof(ushort) / 4096 * 4096);
        block = (byte*)NativeMemory.AlignedAlloc((nuint)bytes, 4096);
        NativeMemory.Fill(block, (nuint)bytes, 1);
        cache = model.NewCache();
        using var prompt = Prefill.RandomIds(model, Positions);
        next = Token(prompt);
    }

    // In bf16; the vectors of norms and convolutions are a thousandth of it.
    public double Work => model.Parameters * (double)sizeof(ushort);

    public int Tokens => 1;

    public void RunOnce()
    {
        using var read = next;
        next = Token(read);
    }

    public double Bound(int threads) => threads == 1 ? Peak.Read(block, bytes) : Peak.ReadOfAllThreads(block, bytes);

    public void Dispose()
    {
        next.Dispose();
        cache.Dispose();
        NativeMemory.AlignedFree(block);
    }

    private torch.Tensor Token(torch.Tensor ids)
    {
        using var scope = torch.NewDisposeScope();
        using var nothingToLearn = torch.no_grad();
        return model.Next(ids, cache).argmax(-1, keepdim: true).DetachFromDisposeScope();
    }
}
