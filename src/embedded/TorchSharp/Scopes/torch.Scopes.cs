namespace TorchSharp;

public static partial class torch
{
    /// <summary>Opens a scope on this thread: the tensors made in it are disposed with it.</summary>
    public static DisposeScope NewDisposeScope() => DisposeScopeManager.ThreadSingleton.NewDisposeScope();

    /// <summary>The innermost scope of this thread.</summary>
    public static DisposeScope? CurrentDisposeScope => DisposeScopeManager.ThreadSingleton.CurrentDisposeScope;

    /// <summary>Evaluates an expression in a scope of its own; only its result survives.</summary>
    public static Tensor WrappedTensorDisposeScope(Func<Tensor> expr)
    {
        using var scope = NewDisposeScope();
        return expr().MoveToOuterDisposeScope();
    }

    /// <summary>No gradients are recorded until the result is disposed.</summary>
    public static IDisposable no_grad() => new GradMode(false);

    /// <summary>Gradients are recorded, or not, until the result is disposed.</summary>
    public static IDisposable enable_grad(bool enabled = true) => new GradMode(enabled);

    /// <summary>Gradients are recorded, or not, until the result is disposed.</summary>
    public static IDisposable set_grad_enabled(bool mode = true) => new GradMode(mode);

    /// <summary>Are gradients recorded?</summary>
    public static bool is_grad_enabled() => GradMode.Enabled;

    /// <summary>As <see cref="no_grad"/>; a mode of false leaves things as they are.</summary>
    public static IDisposable inference_mode(bool mode = true) => new GradMode(!mode && GradMode.Enabled);
}

/// <summary>The thread's switch for recording gradients; disposing restores what was.</summary>
internal sealed class GradMode : IDisposable
{
    [ThreadStatic]
    private static bool disabled;

    private readonly bool before;

    public GradMode(bool enabled)
    {
        before = disabled;
        disabled = !enabled;
    }

    public static bool Enabled => !disabled;

    public void Dispose() => disabled = before;
}
