#if EMBEDDED_TORCH
using TorchSharp.Embedded;
#endif

namespace LfmSpec.Models.Architectures;

/// <summary>
/// A pass, or a part of one, in which the models' own code alone holds tensors: the seam between the models and an engine that then uses the handles of
/// tensors again. Begin it before the dispose scope of the pass: what is moved out of that scope is an ordinary tensor. On any other TorchSharp it is nothing.
/// </summary>
internal readonly ref struct UnseenPass : IDisposable
{
#if EMBEDDED_TORCH
    private readonly HandleReuse reuse;

    private UnseenPass(HandleReuse reuse) => this.reuse = reuse;
#endif

    /// <summary>Begins it, if nobody sees the sites.</summary>
    /// <param name="visitor">Sees the sites, and may keep what it sees; or null.</param>
    internal static UnseenPass Begin(ISiteVisitor? visitor) =>
#if EMBEDDED_TORCH
        new(visitor is null ? HandleReuse.Begin() : default);
#else
        default;
#endif

    public void Dispose()
    {
#if EMBEDDED_TORCH
        reuse.Dispose();
#endif
    }
}
