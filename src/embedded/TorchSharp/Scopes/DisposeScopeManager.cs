namespace TorchSharp;

/// <summary>The dispose scopes of one thread.</summary>
public class DisposeScopeManager
{
    // Scopes come and go with every operation: their sets are used again, unless they grew large.
    private const int KeptSets = 32, LargestKeptSet = 256;

    [ThreadStatic]
    private static DisposeScopeManager? threadSingleton;

    private readonly Stack<HashSet<IDisposable>> sets = new();

    internal static DisposeScopeManager ThreadSingleton => threadSingleton ??= new DisposeScopeManager();

    internal ThreadDisposeScopeStatistics StatisticsInstance { get; } = new();

    internal DisposeScope? CurrentDisposeScope { get; private set; }

    /// <summary>Counts of tensors made and disposed on this thread.</summary>
    public static ThreadDisposeScopeStatistics Statistics => ThreadSingleton.StatisticsInstance;

    /// <summary>An empty set.</summary>
    internal HashSet<IDisposable> RentSet() => sets.TryPop(out var set) ? set : new HashSet<IDisposable>(ReferenceEqualityComparer.Instance);

    /// <summary>Takes back a set that nothing refers to any more.</summary>
    internal void ReturnSet(HashSet<IDisposable> set)
    {
        if (sets.Count >= KeptSets || set.EnsureCapacity(0) > LargestKeptSet)
            return;
        set.Clear();
        sets.Push(set);
    }

    internal DisposeScope? RegisterOnCurrentDisposeScope(IDisposable item)
    {
        var scope = CurrentDisposeScope;
        if (scope is null)
        {
            StatisticsInstance.TensorStatistics.CreatedOutsideScopeCount++;
            return null;
        }
        StatisticsInstance.TensorStatistics.CreatedInScopeCount++;
        scope.Disposables.Add(item);
        return scope;
    }

    internal void DisposingOnCurrentScope(torch.Tensor item)
    {
        if (item.OwningDisposeScope is null)
            StatisticsInstance.TensorStatistics.DisposedOutsideScopeCount++;
        else
            StatisticsInstance.TensorStatistics.DisposedInScopeCount++;
    }

    internal void RemoveDisposeScope(DisposeScope disposeScope)
    {
        var scope = CurrentDisposeScope;
        if (ReferenceEquals(scope, disposeScope))
        {
            CurrentDisposeScope = scope.OuterScope;
            return;
        }
        // Disposed out of order: unhook it from the scopes inside it.
        for (; scope is not null; scope = scope.OuterScope)
        {
            if (ReferenceEquals(scope.OuterScope, disposeScope))
            {
                scope.OuterScope = disposeScope.OuterScope;
                return;
            }
        }
    }

    internal DisposeScope NewDisposeScope()
    {
        var scope = new DisposeScope();
        scope.Open(this);
        CurrentDisposeScope = scope;
        return scope;
    }
}
