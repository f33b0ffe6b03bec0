using LfmSpec.Benchmarks.Measuring;

namespace LfmSpec.Benchmarks.Models;

/// <summary>Something that a model does, and the bound that it is measured against.</summary>
internal interface IPass : IDisposable
{
    /// <summary>The work of one pass in the bound's unit: operations (a multiply-add is two) or bytes.</summary>
    double Work { get; }

    /// <summary>The tokens that one pass takes in or gives out.</summary>
    int Tokens { get; }

    /// <summary>Runs one pass.</summary>
    void RunOnce();

    /// <summary>10^9 units of work a second that the machine gives on so many threads.</summary>
    double Bound(int threads);

    /// <summary>The fused multiply-adds of a core, or of as many as torch uses threads.</summary>
    static double MultiplyAdds(int threads) => threads == 1 ? Peak.MultiplyAdds() : Peak.MultiplyAddsOfAllThreads();
}
