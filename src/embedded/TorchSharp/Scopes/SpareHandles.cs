using Tensor = TorchSharp.torch.Tensor;

namespace TorchSharp;

/// <summary>The handles and the dispose scopes that one thread may use again while it has a region open (<see cref="Embedded.HandleReuse"/>).</summary>
/// <remarks>
/// A handle waits here when a scope of the region owned it to the end. Such a scope owns what was made in it or came from another one of the region; let
/// anything else in, and it is of no region any more. So a handle that was once outside never comes back. Waiting or used, a handle keeps its finalizer:
/// it has nothing to give back as long as it waits, and wherever it goes it is an ordinary one.
/// </remarks>
internal sealed class SpareHandles
{
    private const int MostHandles = 256, MostScopes = 32;

    private static long regions;

    private readonly Stack<Tensor> handles = new();
    private readonly Stack<DisposeScope> scopes = new();
    private int depth;

    /// <summary>The open region; 0 for none. No other region, of this thread or another, has its number.</summary>
    public long Region { get; private set; }

    /// <summary>Opens a region, or goes deeper into the open one.</summary>
    /// <returns>How deep.</returns>
    public int Begin()
    {
        if (depth == 0)
            Region = Interlocked.Increment(ref regions);
        return ++depth;
    }

    /// <summary>Leaves a depth, and all that are below it.</summary>
    public void End(int begun)
    {
        if (depth < begun)
            return;
        depth = begun - 1;
        if (depth == 0)
            Region = 0;
    }

    /// <summary>All handles that are alive in the region are ordinary ones from now on, and so are those made in it later.</summary>
    public void Stop() => Region = 0;

    /// <summary>A handle of nothing, or null.</summary>
    public Tensor? TakeHandle() => Region != 0 && handles.TryPop(out var handle) ? handle : null;

    /// <summary>A closed scope, or null.</summary>
    public DisposeScope? TakeScope() => Region != 0 && scopes.TryPop(out var scope) ? scope : null;

    /// <summary>Was this the scope of something that only the open region knows?</summary>
    public bool Owns(DisposeScope? scope) => scope is not null && scope.Region != 0 && scope.Region == Region;

    /// <summary>Takes a disposed handle that nobody refers to any more; false when there are enough.</summary>
    public bool Keep(Tensor handle)
    {
        // Other classes are made by their own constructors.
        if (handles.Count >= MostHandles || handle.GetType() != typeof(Tensor))
            return false;
        handles.Push(handle);
        return true;
    }

    /// <summary>Takes a closed scope that nobody refers to any more.</summary>
    public void Keep(DisposeScope scope)
    {
        if (scopes.Count < MostScopes)
            scopes.Push(scope);
    }
}
