namespace TorchSharp;

/// <summary>Disposes every tensor that was made on its thread while it was the innermost scope, unless moved out or detached.</summary>
public sealed class DisposeScope : IDisposable
{
    // What a scope that was disposed refers to, so that it holds no set that another uses.
    private static readonly HashSet<IDisposable> Closed = [];

    private DisposeScopeManager? manager;

    internal DisposeScope()
    {
    }

    internal DisposeScope? OuterScope { get; set; }

    internal HashSet<IDisposable> Disposables { get; private set; } = Closed;

    /// <summary>What the scope will dispose.</summary>
    public IReadOnlyList<IDisposable> DisposablesView
    {
        get
        {
            ThrowIfDisposed();
            return [.. Disposables];
        }
    }

    /// <summary>How many objects the scope will dispose.</summary>
    public int DisposablesCount
    {
        get
        {
            ThrowIfDisposed();
            return Disposables.Count;
        }
    }

    /// <summary>Hands an object to the scope around this one; without one it is detached.</summary>
    public T MoveToOuter<T>(T disposable)
        where T : IDisposable
        => MoveToOther(OuterScope, disposable);

    /// <summary>Hands objects to the scope around this one.</summary>
    public void MoveToOuter(params IDisposable[] disposables) => MoveToOuter((IEnumerable<IDisposable>)disposables);

    /// <summary>Hands objects to the scope around this one.</summary>
    public void MoveToOuter(IEnumerable<IDisposable> disposables) => MoveToOther(OuterScope, disposables);

    /// <summary>Hands an object to another scope; to none, it is detached.</summary>
    public T MoveToOther<T>(DisposeScope? scope, T disposable)
        where T : IDisposable
    {
        if (scope is null)
            return Detach(disposable);
        ThrowIfDisposed();
        if (Disposables.Remove(disposable))
            AddToOther(scope, disposable);
        return disposable;
    }

    /// <summary>Hands objects to another scope.</summary>
    public void MoveToOther(DisposeScope? scope, params IDisposable[] disposables) =>
        MoveToOther(scope, (IEnumerable<IDisposable>)disposables);

    /// <summary>Hands objects to another scope; those that this scope does not hold stay where they are.</summary>
    public void MoveToOther(DisposeScope? scope, IEnumerable<IDisposable> disposables)
    {
        ThrowIfDisposed();
        if (scope is null)
        {
            Detach(disposables);
            return;
        }
        foreach (var disposable in disposables)
        {
            if (Disposables.Remove(disposable))
                AddToOther(scope, disposable);
        }
    }

    /// <summary>Takes an object out of all scopes: its owner disposes it.</summary>
    public T Detach<T>(T disposable)
        where T : IDisposable
    {
        ThrowIfDisposed();
        DetachOne(disposable);
        return disposable;
    }

    /// <summary>Takes objects out of all scopes.</summary>
    public void Detach(params IDisposable[] disposables) => Detach((IEnumerable<IDisposable>)disposables);

    /// <summary>Takes objects out of all scopes; their owners dispose them.</summary>
    public void Detach(IEnumerable<IDisposable> disposables)
    {
        ThrowIfDisposed();
        foreach (var disposable in disposables)
            DetachOne(disposable);
    }

    /// <summary>Takes an object into this scope.</summary>
    public void Attach(IDisposable disposable) => _ = Attach((IEnumerable<IDisposable>)[disposable]);

    /// <summary>Takes objects into this scope.</summary>
    public void Attach(params IDisposable[] disposables) => _ = Attach((IEnumerable<IDisposable>)disposables);

    /// <summary>Takes objects into this scope, from whatever scope they are in.</summary>
    public IReadOnlyList<IDisposable> Attach(IEnumerable<IDisposable> disposables)
    {
        ThrowIfDisposed();
        var result = new List<IDisposable>();
        foreach (var disposable in disposables)
        {
            if (AddToOther(this, disposable))
                manager!.StatisticsInstance.TensorStatistics.AttachedToScopeCount++;
            result.Add(disposable);
        }
        return result;
    }

    /// <summary>Disposes all objects of the scope, which stays open.</summary>
    public void DisposeEverything()
    {
        ThrowIfDisposed();
        var old = Disposables;
        Disposables = DisposeScopeManager.ThreadSingleton.RentSet();
        foreach (var disposable in old)
            disposable.Dispose();
        DisposeScopeManager.ThreadSingleton.ReturnSet(old);
    }

    /// <summary>Disposes all objects of the scope but these.</summary>
    public void DisposeEverythingBut(IEnumerable<IDisposable> inKeep)
    {
        ThrowIfDisposed();
        var old = Disposables;
        Disposables = new HashSet<IDisposable>(inKeep, ReferenceEqualityComparer.Instance);
        foreach (var disposable in old)
        {
            if (!Disposables.Contains(disposable))
                disposable.Dispose();
        }
    }

    /// <summary>Disposes all objects of the scope but these.</summary>
    public void DisposeEverythingBut(params IDisposable[] keep) => DisposeEverythingBut((IEnumerable<IDisposable>)keep);

    /// <summary>Disposes all objects of the scope but this one.</summary>
    public T DisposeEverythingBut<T>(T keep)
        where T : IDisposable
    {
        DisposeEverythingBut(new IDisposable[] { keep });
        return keep;
    }

    /// <summary>Disposes the objects and closes the scope.</summary>
    public void Dispose()
    {
        if (manager is null)
            return;
        DisposeEverything();
        manager.RemoveDisposeScope(this);
        manager = null;
        if (Disposables.Count == 0)
            DisposeScopeManager.ThreadSingleton.ReturnSet(Disposables);
        Disposables = Closed;
    }

    /// <summary>Forgets an object that was disposed by hand.</summary>
    public void MarkAsDisposed(IDisposable disposable)
    {
        ThrowIfDisposed();
        Disposables.Remove(disposable);
        if (disposable is torch.Tensor tensor)
            tensor.OwningDisposeScope = null;
    }

    /// <summary>Will the scope dispose this object?</summary>
    public bool Contains(IDisposable disposable) => Disposables.Contains(disposable);

    /// <summary>Makes it the innermost scope.</summary>
    internal void Open(DisposeScopeManager disposeScopeManager)
    {
        manager = disposeScopeManager;
        OuterScope = disposeScopeManager.CurrentDisposeScope;
        Disposables = disposeScopeManager.RentSet();
    }

    /// <summary>The scope will dispose another object in the place of this one.</summary>
    internal void Replace(IDisposable old, IDisposable replacement)
    {
        if (Disposables.Remove(old))
            Disposables.Add(replacement);
    }

    private void DetachOne(IDisposable disposable)
    {
        if (Disposables.Remove(disposable) && disposable is torch.Tensor tensor)
        {
            manager!.StatisticsInstance.TensorStatistics.DetachedFromScopeCount++;
            tensor.OwningDisposeScope = null;
        }
    }

    private static bool AddToOther(DisposeScope scope, IDisposable disposable)
    {
        if (disposable is not torch.Tensor tensor)
            throw new InvalidOperationException($"A dispose scope manages tensors; a {disposable.GetType().Name} needs its own using.");
        scope.ThrowIfDisposed();
        var old = tensor.OwningDisposeScope;
        if (scope == old)
            return false;
        scope.Disposables.Add(tensor);
        old?.Disposables.Remove(tensor);
        tensor.OwningDisposeScope = scope;
        return true;
    }

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(manager is null, this);
}
