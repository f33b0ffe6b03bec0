using System.Diagnostics.Contracts;
using System.Runtime.CompilerServices;

namespace VerifyTests;

/// <summary>A verification that is not started yet: awaiting it runs it.</summary>
public class SettingsTask
{
    private readonly VerifySettings settings;
    private readonly Func<VerifySettings, Task<VerifyResult>> buildTask;
    private Task<VerifyResult>? task;

    internal SettingsTask(VerifySettings settings, Func<VerifySettings, Task<VerifyResult>> buildTask)
    {
        this.settings = settings;
        this.buildTask = buildTask;
    }

    /// <summary>Runs it, once; later calls return the same task.</summary>
    [Pure]
    public Task<VerifyResult> ToTask() => task ??= buildTask(settings);

    /// <summary>Runs it and awaits the result.</summary>
    [Pure]
    public ConfiguredTaskAwaitable<VerifyResult> ConfigureAwait(bool continueOnCapturedContext) =>
        ToTask().ConfigureAwait(continueOnCapturedContext);

    /// <summary>Runs it and awaits the result.</summary>
    [Pure]
    public TaskAwaiter<VerifyResult> GetAwaiter() => ToTask().GetAwaiter();
}
