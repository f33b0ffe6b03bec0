using System.Diagnostics.Contracts;
using System.Runtime.CompilerServices;
using System.Text;

namespace VerifyTests;

/// <summary>A verification that is not started yet: settings are added fluently, and awaiting it runs it.</summary>
public class SettingsTask
{
    private readonly VerifySettings settings;
    private readonly Func<VerifySettings, Task<VerifyResult>> buildTask;
    private Task<VerifyResult>? task;

    /// <summary>Begins with a copy of <paramref name="settings"/>.</summary>
    public SettingsTask(VerifySettings? settings, Func<VerifySettings, Task<VerifyResult>> buildTask)
    {
        this.settings = new(settings);
        this.buildTask = buildTask;
    }

    /// <summary>The settings so far.</summary>
    public VerifySettings CurrentSettings => task is null
        ? settings
        : throw new InvalidOperationException("This verification has started and can no longer be changed. Set everything up before awaiting it or calling ToTask.");

    /// <summary>Runs it: <c>await Verify(text)</c> without the task in between.</summary>
    public static implicit operator Task<VerifyResult>(SettingsTask settingsTask) => settingsTask.ToTask();

    /// <inheritdoc cref="VerifySettings.UseDirectory"/>
    [Pure]
    public SettingsTask UseDirectory(string directory) => With(settings => settings.UseDirectory(directory));

    /// <inheritdoc cref="VerifySettings.UseFileName"/>
    [Pure]
    public SettingsTask UseFileName(string fileName) => With(settings => settings.UseFileName(fileName));

    /// <inheritdoc cref="VerifySettings.UseTypeName"/>
    [Pure]
    public SettingsTask UseTypeName(string name) => With(settings => settings.UseTypeName(name));

    /// <inheritdoc cref="VerifySettings.UseMethodName"/>
    [Pure]
    public SettingsTask UseMethodName(string name) => With(settings => settings.UseMethodName(name));

    /// <inheritdoc cref="VerifySettings.UseParameters(object[])"/>
    [Pure]
    public SettingsTask UseParameters(params object?[] parameters) => With(settings => settings.UseParameters(parameters));

    /// <inheritdoc cref="VerifySettings.UseParameters{T}(T)"/>
    [Pure]
    public SettingsTask UseParameters<T>(T parameter) => With(settings => settings.UseParameters(parameter));

    /// <inheritdoc cref="VerifySettings.UseParameters{T}(T[])"/>
    [Pure]
    public SettingsTask UseParameters<T>(T[] parameters) => With(settings => settings.UseParameters<T>(parameters));

    /// <inheritdoc cref="VerifySettings.UseTextForParameters"/>
    [Pure]
    public SettingsTask UseTextForParameters(string parametersText) => With(settings => settings.UseTextForParameters(parametersText));

    /// <inheritdoc cref="VerifySettings.UseStringComparer"/>
    [Pure]
    [OverloadResolutionPriority(1)]
    public SettingsTask UseStringComparer(StringCompare compare, params ReadOnlySpan<string> extensions)
    {
        CurrentSettings.UseStringComparer(compare, extensions);
        return this;
    }

    /// <summary>Adds to <see cref="VerifySettings.Context"/>.</summary>
    [Pure]
    public SettingsTask AddContext(string name, object value) => With(settings => settings.Context[name] = value);

    /// <inheritdoc cref="VerifySettings.AddScrubber(Action{StringBuilder}, ScrubberLocation)"/>
    [Pure]
    public SettingsTask AddScrubber(Action<StringBuilder> scrubber, ScrubberLocation location = ScrubberLocation.First) =>
        With(settings => settings.AddScrubber(scrubber, location));

    /// <inheritdoc cref="VerifySettings.AddScrubber(string, Action{StringBuilder}, ScrubberLocation)"/>
    [Pure]
    public SettingsTask AddScrubber(string extension, Action<StringBuilder> scrubber, ScrubberLocation location = ScrubberLocation.First) =>
        With(settings => settings.AddScrubber(extension, scrubber, location));

    /// <inheritdoc cref="VerifySettings.AutoVerify(bool, bool)"/>
    [Pure]
    [OverloadResolutionPriority(1)]
    public SettingsTask AutoVerify(bool includeBuildServer = true, bool throwException = false) =>
        With(settings => settings.AutoVerify(includeBuildServer, throwException));

    /// <inheritdoc cref="VerifySettings.AutoVerify(VerifyTests.AutoVerify, bool, bool)"/>
    [Pure]
    [OverloadResolutionPriority(1)]
    public SettingsTask AutoVerify(AutoVerify autoVerify, bool includeBuildServer = true, bool throwException = false) =>
        With(settings => settings.AutoVerify(autoVerify, includeBuildServer, throwException));

    /// <inheritdoc cref="VerifySettings.DisableDiff"/>
    [Pure]
    public SettingsTask DisableDiff() => With(settings => settings.DisableDiff());

    /// <inheritdoc cref="VerifySettings.DisableRequireUniquePrefix"/>
    [Pure]
    public SettingsTask DisableRequireUniquePrefix() => With(settings => settings.DisableRequireUniquePrefix());

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

    private SettingsTask With(Action<VerifySettings> change)
    {
        change(CurrentSettings);
        return this;
    }
}
