namespace TorchSharp.Embedded;

/// <summary>
/// A region of code on one thread whose tensors are its own: <c>using var reuse = HandleReuse.Begin();</c>. The objects that a tensor and a dispose scope
/// are on the managed heap serve again for later ones, so that a pass over a model allocates those of its result alone. Not a part of TorchSharp: code that
/// uses it does the same without it.
/// </summary>
/// <remarks>
/// <para>Only for code that can show that nobody outside holds a tensor or a scope that is disposed in it, because such an object may be another tensor
/// afterwards. Reused is what was made in a dispose scope that was opened in the region, and ended in one. A tensor that is moved to an earlier scope or
/// detached, has a name, is of a class of its own, is disposed on another thread or is alive when the region ends is an ordinary one for good.</para>
/// <para>The first operation that records a gradient ends the reuse for the rest of the region. Regions in a region belong to it. The counts of tensors
/// are as ever.</para>
/// </remarks>
public readonly ref struct HandleReuse : IDisposable
{
    private readonly SpareHandles? spares;
    private readonly int depth;

    private HandleReuse(SpareHandles spares)
    {
        this.spares = spares;
        depth = spares.Begin();
    }

    /// <summary>Opens a region on this thread.</summary>
    /// <returns>Ends it; the default value ends nothing.</returns>
    public static HandleReuse Begin() => new(DisposeScopeManager.ThreadSingleton.Spares);

    /// <summary>Ends the region, and those in it that are still open.</summary>
    public void Dispose() => spares?.End(depth);
}
